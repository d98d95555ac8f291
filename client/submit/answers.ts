// What stands in the fields, as the intake's answers (PROTOCOL section 4): only what was answered, on steps that are still on
// her way. A question that was skipped, or that is no longer asked, leaves no key.
import { isEdtf } from "../../src/core/intake/edtf.ts"
import { FIELDS, type Field } from "../../src/core/intake/fields.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import type { Draft } from "./drafted.ts"
import type { State } from "./state.ts"
import { stepsOf } from "./steps.ts"

type Answers = Testimony["answers"]

/** Options that have a field for words of her own. */
export function hasOwnWords({ type, options }: Field): string | undefined {
  if (type !== "choice" && type !== "multi" && type !== "choice_or_text") return undefined
  return options.find((option) => /_text$|own_words$/.test(option))
}

/**
 * All answers but files and recordings.
 * @param languages as for stepsOf
 * @param unknown how her language says that she does not know when
 */
export function answersOf(state: State, languages: number, unknown: string): Answers {
  const asked = new Set(stepsOf(state, languages).flatMap((step) => (step.kind === "field" ? [step.id] : [])))
  const answers = FIELDS.filter(({ id }) => asked.has(id)).map((field) => {
    const draft = state.drafts[field.id]
    return [field.id, draft && answerOf(field, draft, unknown)] as const
  })
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined)) as Answers
}

/** Whether files and recordings are on her way at all. */
export function sendsFiles(state: State, languages: number): { files: boolean; recordings: boolean } {
  const ids = stepsOf(state, languages).map(({ id }) => id)
  return { files: ids.includes("files"), recordings: ids.includes("account_voice") }
}

function answerOf(field: Field, { picked = [], text = "", date = {} }: Draft, unknown: string): unknown {
  const [first] = picked
  const own = hasOwnWords(field)
  const said = text.trim() !== ""
  const inWords = (option: string): unknown => (option === own && said ? { own: text } : option)
  switch (field.type) {
    case "choice":
    case "choice_or_text":
      return first === undefined ? undefined : inWords(first)
    case "multi": {
      const ordered = field.options.filter((option) => picked.includes(option))
      return ordered.length === 0 ? undefined : ordered.map(inWords)
    }
    case "text":
    case "longtext":
      return said ? text : undefined
    case "edtf": {
      const edtf = edtfOf(first, date)
      const words = said ? text : first === "i_do_not_know" ? unknown : ""
      if (edtf === undefined) return words === "" ? undefined : { words }
      return { words, edtf }
    }
    case "place":
      if (said) return { text, kind: first ?? "i_do_not_know" }
      return first !== undefined && WITHOUT_A_NAME.includes(first) ? { text: "", kind: first } : undefined
    case "audio":
    case "files":
      return undefined
  }
}

const WITHOUT_A_NAME = ["on_the_move", "online", "i_do_not_know"]
const SEASON_1 = 21 // EDTF level 1: spring

/** The date that the fields say, no more exact than they are; undefined where they say none. */
export function edtfOf(kind: string | undefined, date: Readonly<Record<string, string>>): string | undefined {
  const year = digits(date.year, 4)
  const month = digits(date.month, 2)
  const text = {
    exact_day: [year, month, digits(date.day, 2)].join("-"),
    month: [year, month].join("-"),
    season: `${year}-${Number(date.season || Number.NaN) + SEASON_1}`,
    year,
    between: [point(date.year, date.month), point(date.endYear, date.endMonth)].join("/"),
  }[kind ?? ""]
  if (text === undefined || text === "/" || !isEdtf(text)) return undefined
  return text
}

function point(year: string | undefined, month: string | undefined): string {
  return [digits(year, 4), ...(month ? [digits(month, 2)] : [])].join("-")
}

/** ASCII digits of whatever script she typed them in; nothing else is a number. */
function digits(text = "", length: number): string {
  const ascii = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0xe50))
  return /^\d+$/.test(ascii) ? ascii.padStart(length, "0") : "none"
}
