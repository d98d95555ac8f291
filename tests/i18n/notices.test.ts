// The consent texts are evidence: none changes once it was released, each language has all of them in its own words, and
// what a screen shows is what a record's hash is of.
import { createHash } from "node:crypto"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { LANGUAGE_CODES, LANGUAGES } from "../../src/i18n/languages.ts"
import { notices as arabic } from "../../src/i18n/notices/1/ar.ts"
import { notices as english } from "../../src/i18n/notices/1/en.ts"
import { RELEASED_NOTICES } from "../../src/i18n/notices/manifest.ts"
import { type NoticeSet, noticeSource, noticeText } from "../../src/i18n/notices/notice.ts"

const FOLDER = join(import.meta.dirname, "../../src/i18n/notices")
const hash = (set: NoticeSet): string => createHash("sha256").update(noticeSource(set)).digest("hex")

describe("requirement 33: released texts", () => {
  test("each file has its line in the manifest, and each line its file", () => {
    const versions = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const files = versions.flatMap(({ name }) =>
      readdirSync(join(FOLDER, name)).map((file) => `${name}/${file.replace(/\.ts$/, "")}`),
    )
    const lines = RELEASED_NOTICES.map(({ version, language }) => `${version}/${language}`)
    expect(files.sort()).toEqual(lines.toSorted())
  })

  test.each(RELEASED_NOTICES)(
    "$version $language is as it was released",
    async ({ version, language, sha256 }) => {
      const file = (await import(join(FOLDER, version, `${language}.ts`))) as { notices: NoticeSet }
      expect([file.notices.version, file.notices.language]).toEqual([version, language])
      expect(hash(file.notices)).toBe(sha256)
    },
  )

  test("nobody is named as a reviewer who has not reviewed", () => {
    expect(RELEASED_NOTICES.filter(({ reviewedBy }) => reviewedBy !== "")).toEqual([])
  })

  test("a changed word, a lost paragraph and another language change the hash", () => {
    const store = [...english.texts.store]
    const changed = { ...english, texts: { ...english.texts, store: [...store.slice(1)] } }
    const word = {
      ...english,
      texts: { ...english.texts, store: store.map((text) => text.replace("few", "")) },
    }
    const hashes = [english, changed, word, arabic, { ...english, recall: arabic.recall }].map(hash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

test("requirement 31: no consent text falls back to English", async () => {
  for (const code of LANGUAGE_CODES.filter((one) => one !== "en")) {
    const { notices } = await LANGUAGES[code].load()
    expect(Object.keys(notices.texts)).toEqual(Object.keys(english.texts))
    expect(Object.keys(notices.does)).toEqual(Object.keys(english.does))
    const shown = [
      ...Object.values(notices.texts).flat(),
      ...Object.values(notices.does),
      ...Object.values(notices.recall),
    ]
    expect(
      shown.filter((text) => text.trim() === "" || /[A-Za-z]/.test(text.replace(/\{\w+\}/g, ""))),
    ).toEqual([])
    for (const [id, paragraphs] of Object.entries(notices.texts)) {
      expect(paragraphs).toHaveLength(english.texts[id as keyof typeof english.texts].length)
    }
  }
})

test("names stand where the text has places for them, and a recipient's own facts come with it", () => {
  const recipient = {
    name: "Example court",
    type: "icc_otp",
    country: "the Netherlands",
    canRecall: "no",
    disclosure: "The lawyers may see it.",
    sanctions: "",
  } as const
  const court = noticeText(english, "share_accountability_body", "Group", recipient)
  expect(court[0]).toBe("May we share it with Example court?")
  expect(court).toContain(english.recall.no)
  expect(court).toContain(english.does.icc_otp)
  expect(court).toContain("The lawyers may see it.")
  expect(noticeText(english, "store", "Group").join(" ")).toContain("trained people at Group can")
  const all = Object.keys(english.texts) as (keyof typeof english.texts)[]
  expect(all.flatMap((id) => noticeText(english, id, "Group", recipient)).join("")).not.toMatch(/[{}]/)
})
