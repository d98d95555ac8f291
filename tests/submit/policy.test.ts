// What an organisation's policy switches on: languages whose consent texts somebody reviewed, and lists of support that somebody looked
// at. And what the sources of the page must never use.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { holdsReceipt } from "../../client/survivor/found-receipt.ts"
import { isReviewed, offeredBy } from "../../client/survivor/offered.ts"
import type { Organisation } from "../../client/survivor/organisation.ts"
import { currentSupport } from "../../client/survivor/support-list.ts"
import { localVoice } from "../../client/ui/local-voice.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { newReceipt, receiptDigits, receiptWords } from "../../src/core/receipt/receipt.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { RELEASED_NOTICES } from "../../src/i18n/notices/manifest.ts"
import { ORGANISATION, TODAY } from "./states.ts"

const [english] = RELEASED_NOTICES
const notice = {
  id: "consent",
  version: "1",
  language: "en",
  sha256: english?.sha256 ?? "",
  reviewedBy: "A. Reviewer",
}
const production = (...notices: (typeof notice)[]): Organisation => ({
  ...ORGANISATION,
  kind: "production",
  policy: { ...ORGANISATION.policy, notices },
})

describe("requirement 33: a production policy switches on reviewed languages only", () => {
  test.each([
    ["none", [], []],
    ["one", [notice], ["en"]],
    ["one of other words", [{ ...notice, sha256: "0".repeat(64) }], []],
    ["one of an older version", [{ ...notice, version: "0" }], []],
    ["one that nobody reviewed", [{ ...notice, reviewedBy: " " }], []],
    ["one of another text", [{ ...notice, id: "other" }], []],
    ["one of a language that there is not", [{ ...notice, language: "fr" }], []],
  ] as const)("%s reviewed", (_, notices, languages) => {
    expect(offeredBy(production(...notices))).toEqual(languages)
  })

  test("the demonstration shows all of its languages, and says that nobody reviewed them", () => {
    expect(offeredBy(ORGANISATION)).toEqual(["en", "ar"])
    expect(isReviewed(ORGANISATION, "en")).toBe(false)
    expect(isReviewed(production(notice), "en")).toBe(true)
  })
})

test("requirement 27: what nobody looked at for a year is not shown", () => {
  const support = ["2025-11-21", "2025-11-20", TODAY].map((checked) => ({
    country: "NL",
    entries: ["x"],
    checked,
  }))
  const policy = { ...ORGANISATION.policy, support }
  expect(currentSupport({ ...ORGANISATION, policy }).map(({ checked }) => checked)).toEqual([
    "2025-11-21",
    TODAY,
  ])
})

test("requirement 37: only a voice that is on this device reads aloud", () => {
  const voice = (lang: string, localService: boolean) => ({ lang, localService }) as SpeechSynthesisVoice
  const away = voice("ar-SY", false)
  const near = voice("ar_EG", true)
  expect(localVoice([voice("en-US", true), away, near], "ar")).toBe(near)
  expect(localVoice([away], "ar")).toBeUndefined()
})

test("a text that holds a receipt is found, however it is written; other text is not", () => {
  for (const list of ALL_LISTS.filter(({ language }) => ["en", "es", "fr"].includes(language))) {
    const receipt = newReceipt(randomBytes)
    const words = receiptWords(receipt, list)
    const digits = receiptDigits(receipt)
    const arabic = digits.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
    const written = [
      words.join(" "),
      `my words are: ${words.join(", ").toUpperCase()}. Keep them`,
      words.map((word, at) => `${at + 1}. ${word}`).join("\n"),
      words.map((word) => word.split("").join("\u00ad")).join("\u200b"), // as copied from a page that breaks words
      digits,
      digits.replaceAll(" ", ""),
      digits.replaceAll(" ", "\n \t\n"),
      [...digits.replaceAll(" ", "")].join(" "),
      digits.replaceAll(" ", " / - / "),
      digits.replace(" ", "").replace(/ (?=\d+$)/, ""),
      digits.replaceAll(" ", "").replace(/.{4}/g, "$& "),
      `${digits.replaceAll(" ", "")}${"0".repeat(7)}`,
      digits
        .split(" ")
        .map((group, at) => `${at + 1}) ${group}`)
        .join("\n"),
      `call 12 ${digits.replaceAll(" ", "-")} now`,
      arabic,
      [...arabic].join("\u200f"),
    ].map((text) => [text])
    const spread = [
      [words.slice(0, 4).join(" "), words.slice(4).join(" ")],
      [`ask for ${words.slice(0, 8).join(" ")}`, `${words[8]} is the last`],
      ["0612", digits.slice(0, 19), digits.slice(20), "0612"],
      words,
    ]
    expect([...written, ...spread].filter((texts) => !holdsReceipt(texts, [list]))).toEqual([])
    const slipped = [
      words.slice(1).join(" "),
      [...words.slice(1), words[0]?.slice(1)].join(" "),
      digits.slice(4),
    ]
    expect(slipped.filter((text) => holdsReceipt([text], [list]))).toEqual([])
  }
  const plain = [
    "",
    "كتبت هذا بنفسها ".repeat(50),
    "I was about to go home and they were able to stop me above the bridge ".repeat(40),
  ]
  expect(plain.filter((text) => holdsReceipt([text], ALL_LISTS))).toEqual([])
})

test("numbers that people write are not taken for a receipt", () => {
  // One of thirteen numbers of thirty digits passes for a receipt: so not every thirty digits on end are looked at.
  const phones = (n: number) => Array.from({ length: n }, (_, at) => `+31 6 ${10_000_000 + at * 7_654_321}`)
  const days = (n: number) => Array.from({ length: n }, (_, at) => `${(at % 27) + 1}.${(at % 12) + 1}.2022`)
  const written = [phones(8).join(", "), phones(8).join("\n"), days(9).join("; "), "0031 20 1234567, 2011 HK"]
  expect(written.filter((text) => holdsReceipt([text], ALL_LISTS))).toEqual([])
})

const NEVER =
  /beforeunload|\bNotification\b|PushManager|geolocation|SpeechRecognition|clipboard\.read|readText\(\)|sendBeacon|execCommand|\.share\(|showSaveFilePicker|wakeLock|document\.cookie|dangerouslySetInnerHTML|innerHTML/

test("requirement 13: no page asks to stay, listens, locates, notifies or reads the clipboard", () => {
  const client = join(import.meta.dirname, "../../client")
  const sources = ["submit", "return", "survivor", "ui"].flatMap((room) =>
    (readdirSync(join(client, room), { recursive: true }) as string[])
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => [`${room}/${name}`, readFileSync(join(client, room, name), "utf8")] as const),
  )
  expect(sources.length).toBeGreaterThan(30)
  expect(sources.filter(([, text]) => NEVER.test(text)).map(([name]) => name)).toEqual([])
  const mutants = [
    'addEventListener("beforeunload", stay)',
    "Notification.requestPermission()",
    "registration.pushManager as PushManager",
    "navigator.geolocation.getCurrentPosition(use)",
    "new webkitSpeechRecognition()",
    "navigator.clipboard.readText()",
    'navigator.sendBeacon("/", text)',
    'document.execCommand("copy")',
    "navigator.share({ url })",
    'document.cookie = "a=b"',
    "element.innerHTML = text",
  ]
  expect(mutants.filter((text) => !NEVER.test(text))).toEqual([])
})

const PHYSICAL =
  /\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b|^\s*(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:|text-align:\s*(?:left|right)|float:/m
const MOVING = /animation|transition|letter-spacing|url\(|@import|@font-face/

test("requirement 32: only logical sides in what is drawn, and nothing that moves or loads", () => {
  const css = readFileSync(join(import.meta.dirname, "../../client/ui/page.css"), "utf8")
  expect(PHYSICAL.exec(css)?.[0]).toBeUndefined()
  expect(css).not.toMatch(MOVING)
  const sides = [
    "a { margin-left: 1rem }",
    "a {\n  left: 0 }",
    "a { text-align: right }",
    "a { float: left }",
  ]
  expect(sides.filter((mutant) => !PHYSICAL.test(mutant))).toEqual([])
  const moving = [
    "a { transition: all 1s }",
    "a { letter-spacing: 1px }",
    "@import 'x'",
    "a { background: url(x) }",
  ]
  expect(moving.filter((mutant) => !MOVING.test(mutant))).toEqual([])
})

const SENDS = /nodemailer|smtp|sendmail|mailto:|twilio|web-push|pushManager|sendSms/i

test("requirement 52: nothing here can send a message to her", () => {
  const root = join(import.meta.dirname, "../..")
  const sources = ["src", "client"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes("i18n"))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const files = [...sources, join(root, "package.json")]
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter((path) => SENDS.test(readFileSync(path, "utf8")))).toEqual([])
  const mutants = [
    'import mail from "nodemailer"',
    'connect(25, "smtp.example")',
    "sendSms(sms)",
    '"web-push": "3.0.0"',
  ]
  expect(mutants.filter((text) => !SENDS.test(text))).toEqual([])
})

test("requirement 59: the screen for files says what must not be sent, in each language", async () => {
  const { en } = await import("../../src/i18n/en.ts")
  const { ar } = await import("../../src/i18n/ar.ts")
  for (const { questions } of [en, ar]) expect(questions.files.help).toMatch(/18/)
})
