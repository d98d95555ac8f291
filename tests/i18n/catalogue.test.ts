// The catalogues: every language says everything, the questions are exactly the intake's, and English is plain.
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { demoPolicy } from "../../src/cli/demo.ts"
import { FIELDS } from "../../src/core/intake/fields.ts"
import { ar } from "../../src/i18n/ar.ts"
import { en } from "../../src/i18n/en.ts"
import { bestLanguage, LANGUAGE_CODES, LANGUAGES } from "../../src/i18n/languages.ts"
import type { Messages } from "../../src/i18n/messages.ts"
import { notices } from "../../src/i18n/notices/1/en.ts"
import { ar as returningAr } from "../../src/i18n/returning/ar.ts"
import { en as returningEn } from "../../src/i18n/returning/en.ts"
import type { Returning } from "../../src/i18n/returning/returning.ts"
import { RETURNING } from "../../src/i18n/returning/words.ts"
import { RECEIVED_PAGE, refusedPage } from "../../src/server/answer.ts"
import { STATUS } from "../../src/server/problem.ts"
import { grade, said } from "./said.ts"

const CATALOGUES: Readonly<Record<string, Messages>> = { en, ar }
const RETURNINGS: Readonly<Record<string, Returning>> = { en: returningEn, ar: returningAr }
const NOT_SHOWN = ["skip", "blank"] // the Skip button is the answer

const HURRY = /%|almost|hurry|only \d+ left|congratulations|well done|are you sure|تهانينا|أسرع|بقي القليل/i
const BLAME =
  /\byou (?:failed|forgot|must|have to|should have|did not)\b|your (?:mistake|error)|\binvalid\b|خطؤك|يجب عليك|لقد نسيت/i

test("requirements 21, 26: a sentence that hurries, counts, praises or blames is found", () => {
  const hurrying = ["40 % done", "Almost there", "Are you sure?", "Well done!", "أسرع"]
  expect(hurrying.filter((text) => !HURRY.test(text))).toEqual([])
  const blaming = ["You must answer this.", "You failed to send it.", "This is your mistake.", "Invalid date"]
  expect(blaming.filter((text) => !BLAME.test(text))).toEqual([])
})

describe.each(LANGUAGE_CODES)("%s", (code) => {
  const catalogue = CATALOGUES[code] as Messages
  const returning = RETURNINGS[code] as Returning
  const sentences = said(catalogue).concat(said(returning))

  test("requirement 53: asks the intake's questions and no other, with its options and no other", () => {
    const asked = Object.entries(catalogue.questions).map(([id, { options }]) => [id, Object.keys(options)])
    const intake = FIELDS.map(({ id, options }) => [id, options.filter((one) => !NOT_SHOWN.includes(one))])
    const withoutLanguages = intake.map(([id, options]) => (id === "lang" ? [id, []] : [id, options]))
    expect(new Map(asked as [string, string[]][])).toEqual(new Map(withoutLanguages as [string, string[]][]))
    expect(asked.map(([id]) => id)).toEqual(withoutLanguages.map(([id]) => id))
  })

  test("says something for every key that English has", () => {
    const keys = (value: object): string[] => [...new Set(said(value).map(({ path }) => path))].sort()
    expect(keys(catalogue)).toEqual(keys(en))
    expect(keys(returning)).toEqual(keys(returningEn))
    expect(sentences.every(({ text }) => text.trim() === text)).toBe(true)
  })

  test("requirement 25: the account's question says that short is safe", () => {
    expect(catalogue.questions.account_text.help.length).toBeGreaterThan(100)
  })

  test("requirement 31: what is loaded is this language's own", async () => {
    const spoken = await LANGUAGES[code].load()
    expect(spoken.messages).toBe(catalogue)
    expect(spoken.notices.language).toBe(code)
    expect(await RETURNING[code]()).toBe(returning)
  })

  test("requirement 21: never hurries, counts or praises", () => {
    expect(sentences.filter(({ text }) => HURRY.test(text))).toEqual([])
  })

  test("requirement 26: never blames", () => {
    expect(sentences.filter(({ text }) => BLAME.test(text))).toEqual([])
  })
})

test("Arabic is Arabic: Latin letters only in names and units", () => {
  const latin = [...said(ar), ...said(returningAr)].filter(({ text }) =>
    /[A-Za-z]{2,}/.test(text.replace(/Shift|a\.jpg|MB|May/g, "")),
  )
  expect(latin).toEqual([])
})

// The other catalogues have the type of this one: a key that is missing fails the build, and this line with it if it does not.
const { skip: _, ...lessActs } = en.acts
// @ts-expect-error requirement 31: a catalogue without one of its keys is no catalogue
const LACKING: Messages = { ...en, acts: lessActs }

test("requirement 31: a key that is missing is missed", () => {
  const paths = (value: Messages): string[] => said(value).map(({ path }) => path)
  expect(paths(en).filter((path) => !paths(LACKING).includes(path))).toEqual(["acts.skip"])
})

test("requirement 58: the choices use no words of the law", () => {
  const legal =
    /\b(rape|assault|tortur|crime|criminal|perpetrator|victim|offen[cs]e|slavery|persecut|genocid|traffick|steril|prostitut|allegat|testimony|evidence|harass)/i
  const shown = said(en.questions).concat(said(en.record))
  expect(shown.filter(({ text }) => legal.test(text))).toEqual([])
  const arabic = /اغتصاب|جريمة|ضحية|تعذيب|استعباد|اضطهاد|إبادة|شهادة/
  expect(said(ar.questions).filter(({ text }) => arabic.test(text))).toEqual([])
})

// Of a part, and of one text; the whole is easier. A few words in an answer to tap on are no sentence, and are measured as if they were.
const HARDEST = { part: 7, text: 11 }

const ROOT = new URL("../../", import.meta.url)
const sourceOf = (path: string): string => readFileSync(new URL(path, ROOT), "utf8")

/** The English of a page of html, one text for each paragraph, heading or item. */
function textsIn(html: string): string[] {
  const [english = ""] = html.replace(/<head>.*<\/head>|<script.*<\/script>/s, "").split('<section lang="ar"')
  return english
    .replaceAll(/<(p|span)[^>]* lang="ar".*?<\/\1>/gs, "")
    .split(/<\/(?:p|h\d|li|header)>/)
    .map((text) =>
      text
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((text) => text !== "")
}

/** A text of hers that stands in a script, between quotes. */
function quotedIn(path: string, quoted: RegExp): string {
  const [, text] = quoted.exec(sourceOf(path)) ?? []
  if (text === undefined) throw new Error(`${path} says nothing of that kind`)
  return text
}

/** All English that she may read outside the catalogues: without JavaScript, without a line, and once she has left. */
function pagesTexts(): (readonly [part: string, texts: readonly string[]])[] {
  const pages = ["submit/page", "return/page", "submit/real", "submit/away"].map(
    (name) => [`page ${name}`, textsIn(sourceOf(`client/${name}.html`))] as const,
  )
  const codes = Object.keys(STATUS) as (keyof typeof STATUS)[]
  return [
    ...pages,
    ["answer, received", textsIn(RECEIVED_PAGE)],
    ["answer, refused", [...new Set(codes.flatMap((code) => textsIn(refusedPage(code))))]],
    ["demonstration", demoPolicy("2026-11-21").recipients.flatMap((one) => [one.disclosure, one.sanctions])],
    ["left", [quotedIn("client/survivor/leave.ts", /AWAY_TEXT = "(.*)"/)]],
    ["unloaded", ["submit", "return"].map((way) => quotedIn(`client/${way}/main.tsx`, /\["en", "(.*)"\]/))],
  ]
}

/** All English that she may read, by its part. */
function englishTexts(): (readonly [part: string, texts: readonly string[]])[] {
  const consent = Object.entries({ ...notices.texts, does: notices.does, recall: notices.recall })
  return [
    ...Object.entries({ ...en, ...prefixed(returningEn) }).map(
      ([name, part]) => [name, said(part).map(({ text }) => text)] as const,
    ),
    ...consent.map(([id, texts]) => [`notice ${id}`, Object.values(texts)] as const),
    ...pagesTexts(),
  ]
}

test("requirement 34: what is measured holds the texts of every page and answer, and no Arabic", () => {
  const texts = pagesTexts()
  const all = texts.flatMap(([, one]) => one)
  expect(texts.filter(([, one]) => one.length === 0)).toEqual([])
  expect(all.filter((text) => /[\u0600-\u06ff]/.test(text))).toEqual([])
  for (const known of [
    "This page cannot lock anything here",
    "This page cannot open anything here",
    "This page needs JavaScript to show its number.",
    "There is nothing on this page.",
    "Not received",
  ])
    expect(all).toContain(known)
  expect(all.filter((text) => text.includes("Please try again later")).length).toBeGreaterThan(1)
})

const sentencesOf = (texts: readonly string[]): string[] => texts.filter((text) => text.split(" ").length > 3)
const hardTexts = (texts: readonly string[]): string[] =>
  sentencesOf(texts).filter((text) => grade([text]) > HARDEST.text)

test("requirement 34: English is at reading grade 6 or below, whole, in every part, and in each text", () => {
  const parts = englishTexts().map(([name, texts]) => [name, sentencesOf(texts)] as const)
  const grades = parts
    .filter(([, texts]) => texts.length > 0)
    .map(([name, texts]) => [name, grade(texts)] as const)
  const whole = grade(parts.flatMap(([, texts]) => texts))
  const highest = grades.toSorted((a, b) => b[1] - a[1]).slice(0, 4)
  console.log(
    `English: grade ${whole.toFixed(1)}; highest ${highest.map(([name, n]) => `${name} ${n.toFixed(1)}`).join(", ")}`,
  )
  expect(whole).toBeLessThanOrEqual(6)
  expect(grades.filter(([, n]) => n > HARDEST.part)).toEqual([])
  expect(parts.flatMap(([, texts]) => hardTexts(texts))).toEqual([])
})

test("requirement 34: one hard sentence anywhere is found", () => {
  const hard = [
    "Notwithstanding prior authorisation, participating organisations retain documentation indefinitely.",
    "Your testimony constitutes admissible evidence subject to prosecutorial disclosure obligations.",
  ]
  for (const [, texts] of englishTexts()) expect(hardTexts([...texts, ...hard])).toEqual(hard)
})

function prefixed(words: Returning): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).map(([name, part]) => [`returning ${name}`, part]))
}

test("the measure knows hard from easy", () => {
  expect(grade(["The cat sat on the mat. It was glad to be in the sun."])).toBeLessThan(3)
})

test("the language is the first one wanted that there is", () => {
  expect(bestLanguage(["fr-CA", "ar-SY", "en"], ["en", "ar"])).toBe("ar")
  expect(bestLanguage(["fr"], ["en", "ar"])).toBe("en")
  expect(bestLanguage([], ["ar"])).toBe("ar")
})

interface Listed {
  readonly id: string
  readonly required: boolean
  readonly options: readonly string[]
}

/** Where a list of fields is not the one that pages ask. */
function departures(fields: readonly Listed[]): string[] {
  const asked = FIELDS.map(({ id, options }) => `${id} ${[...options].join()}`)
  const listed = fields.map(({ id, options = [] }) => `${id} ${[...options].join()}`)
  const length = Math.max(asked.length, listed.length)
  const unlike = Array.from({ length }, (_, at) => at).filter((at) => asked[at] !== listed[at])
  const demanded = fields.filter(({ required }) => required).map(({ id }) => `${id} is required`)
  return [...unlike.map((at) => `${listed[at]} is not ${asked[at]}`), ...demanded]
}

test("requirement 53: the published list of fields is the one in the code; 5 other lists are not", () => {
  const path = new URL("../../docs/standards/intake-fields.json", import.meta.url)
  const { fields } = JSON.parse(readFileSync(path, "utf8")) as { fields: Listed[] }
  expect(departures(fields)).toEqual([])
  const [first, ...rest] = fields as [Listed, ...Listed[]]
  const mutants = [
    rest,
    [...fields, { ...first, id: "religion" }],
    [{ ...first, required: true }, ...rest],
    [...rest, first],
    [{ ...first, options: [...first.options, "more"] }, ...rest],
  ]
  expect(mutants.filter((mutant) => departures(mutant).length === 0)).toEqual([])
})
