// One account goes the whole way, against the server as people run it: from the page, from the command line and from the form
// without JavaScript, through the server, carried out and opened offline, byte for byte the same.
import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test as base, expect } from "@playwright/test"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { startWorld, type World } from "../canary/world.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { act, arrived, byHand, stopAndSend, write } from "./form.ts"
import { withoutJs } from "./own-browser.ts"
import { note, watch } from "./watched.ts"

const TEXT =
  "كتبت هذا بنفسها، في الليل.\nВона написала це сама – і «не забула» нічого.\n\nเธอเขียนเรื่องนี้เอง น้ำ ๑๒๓\t🪨 e\u0301 \u00a0 ."
const NAME = "відео يوم ฝน é.mp4"
// The header turns off every feature there is; no browser knows them all, and Chromium says which it does not.
const UNKNOWN_FEATURE = /^warning: Error with Permissions-Policy header: Unrecognized feature/
const SIZE = 25_000_000
const CONSENT = join(import.meta.dirname, "../fixtures/consent.json")

const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  world: async ({}, use) => {
    const world = await startWorld({ name: "whole-way" })
    writeFileSync(join(world.hers, NAME), randomBytes(SIZE))
    await use(world)
    await world.stop()
    world.remove()
  },
})

/** Opens what the server has and compares it with what she gave. @returns the subject */
async function expectWhole(world: World, file = true): Promise<string> {
  expect(existsSync(join(world.root, "demo"))).toBe(false) // the server runs without the offline keys
  const opened = await world.carryAndOpen("opened")
  expect(JSON.parse(readFileSync(join(opened, "report.json"), "utf8"))).toEqual({ opened: 1, refused: [] })
  const subjects = readdirSync(opened).filter((name) => name !== "report.json")
  expect(subjects).toHaveLength(1)
  const [subject = ""] = subjects
  const [root = ""] = readdirSync(join(opened, subject))
  const account = join(opened, subject, root)
  const { answers } = JSON.parse(readFileSync(join(account, "testimony.json"), "utf8"))
  expect(Buffer.from(answers.account_text).equals(Buffer.from(TEXT))).toBe(true)
  note("cases", 1)
  expect(answers.files).toEqual(file ? ["files/001"] : undefined)
  if (!file) return subject
  expect(readdirSync(join(account, "files"))).toEqual(["001"])
  execFileSync("cmp", [join(world.hers, NAME), join(account, "files/001")])
  const { parts } = JSON.parse(readFileSync(join(account, "manifest.json"), "utf8"))
  expect(parts.at(-1)).toMatchObject({ name: "files/001", original: NAME, size: SIZE })
  return subject
}

async function subjectOf(receipt: string): Promise<string> {
  return (await deriveReceiptKeys(readReceipt(receipt, ALL_LISTS), ORIGIN)).subject
}

/** What `cairn seal` is told to seal the account with. */
function sealing(world: World): string[] {
  const answers = { lang: "uk", account_text: TEXT, files: ["files/001"] }
  writeFileSync(join(world.hers, "t.json"), JSON.stringify({ format: "cairn-testimony/1", answers }))
  const given = ["--testimony", "t.json", "--consent", CONSENT, "--file", NAME]
  const charter = ["--charter", `${world.url}/charter`, "--fingerprint", world.fingerprint]
  return ["seal", ...charter, ...given, "--receipt-out", "r.txt"]
}

test("from the page", async ({ world, page, browser }, { project }) => {
  const file = project.name !== "chromium without JIT" // noble's payload over 25 MB takes minutes there
  const check = await watch(page, browser, world.url, [UNKNOWN_FEATURE])
  await page.goto(`${world.url}/`)
  await write(page, { text: TEXT, files: [] }, byHand)
  if (file) await page.locator('input[data-q="files"]').setInputFiles(join(world.hers, NAME))
  await stopAndSend(page, "yes", byHand)
  await act(page, "send")
  const { words, digits } = await arrived(page, 100_000)
  check()
  const subject = await expectWhole(world, file)
  expect([await subjectOf(words), await subjectOf(digits)]).toEqual([subject, subject])
})

test("from the command line, sealing into the sending", async ({ world }, { project }) => {
  test.skip(project.name !== "chromium", "no browser in it")
  await world.pipe([...sealing(world), "--out", "-"], ["submit", "-", "--to", world.url])
  const receipt = readFileSync(join(world.hers, "r.txt"), "utf8").split("\n")
  const subject = await expectWhole(world)
  expect(await subjectOf(receipt[0] ?? "")).toBe(subject)
})

test("from the form, with JavaScript off", async ({ world, browserName }, { project }) => {
  test.skip(project.name === "chromium without JIT", "no JavaScript at all here")
  await world.cairn([...sealing(world), "--out", "x.cairn"])
  const { page, close } = await withoutJs(browserName)
  await page.goto(`${world.url}/`)
  // Only what asks once and waits for no frame: without JavaScript, Firefox has none to wait for.
  expect(await page.locator("textarea").count()).toBe(0) // nothing is written where nothing can be sealed
  await page.locator('input[name="package"]').setInputFiles(join(world.hers, "x.cairn"))
  await page.locator('[data-act="send"]').press("Enter")
  await page.waitForURL(`${world.url}/answer`)
  expect(await page.locator("body").textContent()).toContain("has arrived whole")
  await close()
  await expectWhole(world)
})
