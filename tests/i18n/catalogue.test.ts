// The catalogues: every language says everything, the questions are exactly the intake's, and English is plain.
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
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
import { grade, said } from "./said.ts"

const CATALOGUES: Readonly<Record<string, Messages>> = { en, ar }
const RETURNINGS: Readonly<Record<string, Returning>> = { en: returningEn, ar: returningAr }
const NOT_SHOWN = ["skip", "blank"] // the Skip button is the answer

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
    const hurry =
      /%|almost|hurry|only \d+ left|congratulations|well done|are you sure|تهانينا|أسرع|بقي القليل/i
    expect(sentences.filter(({ text }) => hurry.test(text))).toEqual([])
  })
})

test("Arabic is Arabic: Latin letters only in names and units", () => {
  const latin = [...said(ar), ...said(returningAr)].filter(({ text }) =>
    /[A-Za-z]{2,}/.test(text.replace(/Shift|a\.jpg|MB|May/g, "")),
  )
  expect(latin).toEqual([])
})

test("requirement 58: the choices use no words of the law", () => {
  const legal =
    /\b(rape|assault|tortur|crime|criminal|perpetrator|victim|offen[cs]e|slavery|persecut|genocid|traffick|steril|prostitut|allegat|testimony|evidence|harass)/i
  const shown = said(en.questions).concat(said(en.record))
  expect(shown.filter(({ text }) => legal.test(text))).toEqual([])
  const arabic = /اغتصاب|جريمة|ضحية|تعذيب|استعباد|اضطهاد|إبادة|شهادة/
  expect(said(ar.questions).filter(({ text }) => arabic.test(text))).toEqual([])
})

test("requirement 34: English is at reading grade 6 or below, whole and in every part", () => {
  const parts = Object.entries({ ...en, ...prefixed(returningEn) }).map(
    ([name, part]) => [name, said(part).map(({ text }) => text)] as const,
  )
  const texts = [
    ...parts,
    ...Object.entries(notices.texts).map(([id, text]) => [`notice ${id}`, text] as const),
  ]
  const sentences = texts.map(
    ([name, list]) => [name, list.filter((text) => text.split(" ").length > 3)] as const,
  )
  const grades = sentences
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => [name, grade(list)] as const)
  const whole = grade(sentences.flatMap(([, list]) => list))
  console.log(
    `English: grade ${whole.toFixed(1)}; highest ${grades
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 4)
      .map(([name, n]) => `${name} ${n.toFixed(1)}`)
      .join(", ")}`,
  )
  expect(whole).toBeLessThanOrEqual(6)
  expect(grades.filter(([, n]) => n > 7)).toEqual([])
})

function prefixed(words: Returning): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).map(([name, part]) => [`returning ${name}`, part]))
}

test("the measure knows hard from easy", () => {
  expect(grade(["The cat sat on the mat. It was glad to be in the sun."])).toBeLessThan(3)
  const law =
    "Pursuant to the aforementioned provisions, organisations necessarily guarantee confidentiality notwithstanding jurisdictional considerations."
  expect(grade([law])).toBeGreaterThan(15)
})

test("the language is the first one wanted that there is", () => {
  expect(bestLanguage(["fr-CA", "ar-SY", "en"], ["en", "ar"])).toBe("ar")
  expect(bestLanguage(["fr"], ["en", "ar"])).toBe("en")
  expect(bestLanguage([], ["ar"])).toBe("ar")
})

test("the published list of fields is the one in the code", () => {
  const path = new URL("../../docs/standards/intake-fields.json", import.meta.url)
  const { fields } = JSON.parse(readFileSync(path, "utf8")) as { fields: { id: string; required: boolean }[] }
  expect(fields.map(({ id }) => id)).toEqual(Object.keys(en.questions))
  expect(fields.filter(({ required }) => required)).toEqual([])
})
