// Driving the console as staff do: by its buttons and fields, with files in and files out, and nothing else. What a button saves is
// taken from the page's own call, since not every browser tells Playwright of a download from disk.
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, type Page } from "@playwright/test"
import { press } from "./console-page.ts"

interface Keeping {
  readonly kept: { name: string; blob: Blob }[]
}

/** Before the page is opened: keeps what it offers, as well as offering it. */
export async function keepFiles(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const blobs = new Map<string, Blob>()
    const kept: Keeping["kept"] = []
    Object.assign(globalThis, { kept })
    const make = URL.createObjectURL
    URL.createObjectURL = (blob: Blob) => {
      const address = make.call(URL, blob)
      blobs.set(address, blob)
      return address
    }
    const click = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      const blob = blobs.get(this.href)
      if (blob !== undefined) kept.push({ name: this.download, blob })
      click.call(this)
    }
  })
}

/** Presses a button that saves, and puts what it saved where `path` says. @returns the name that the page gave it */
export async function save(page: Page, act: string, path: string): Promise<string> {
  const before = await page.evaluate(() => (globalThis as unknown as Keeping).kept.length)
  await press(page, act)
  const there = (from: number): boolean => (globalThis as unknown as Keeping).kept[from] !== undefined
  await page.waitForFunction(there, before, { timeout: 60_000 })
  const { name, base64 } = await page.evaluate(async (from) => {
    const { name, blob } = (globalThis as unknown as Keeping).kept[from] as Keeping["kept"][number]
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ""
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    return { name, base64: btoa(text) }
  }, before)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.from(base64, "base64"))
  return name
}

export const state = (page: Page, name: string) => page.locator(`[data-state="${name}"]`)

/** Gives one of the page's file fields a file. */
export async function give(page: Page, question: string, path: string): Promise<void> {
  await page.locator(`input[data-q="${question}"]`).setInputFiles(path)
}

export async function fill(page: Page, question: string, text: string): Promise<void> {
  await page.locator(`[data-q="${question}"]`).fill(text)
}

/** A sheet as it stands on paper. */
export interface Paper {
  readonly number: string
  readonly setId: string
  readonly words: string
}

/** Reads a sheet that is on the screen. */
export async function readSheet(page: Page): Promise<Paper> {
  const sheet = page.locator(".sheet")
  const [number = "", setId = ""] = await sheet.locator("dd").allTextContents()
  const words = (await sheet.locator("ol.words li").allTextContents()).join(" ")
  return { number, setId, words }
}

export async function typeSheet(page: Page, { number, setId, words }: Paper): Promise<void> {
  await fill(page, "share-number", number)
  await fill(page, "share-set", setId)
  await fill(page, "share-words", words)
  await press(page, "take-share")
}

/** Types several sheets of one set, each when the one before was taken. */
export async function typeSheets(page: Page, papers: readonly Paper[]): Promise<void> {
  for (const [n, paper] of papers.entries()) {
    await page.locator(`[data-shares="${n}"]`).waitFor()
    await typeSheet(page, paper)
  }
}

/** What a ceremony left in its holders' hands. */
export interface Hands {
  readonly folder: string
  readonly papers: readonly Paper[]
  readonly fingerprint: string
}

/** Walks a whole ceremony with two consoles, three roots and the usual split. */
export async function holdCeremony(
  page: Page,
  folder: string,
  given: {
    policy: string
    origin: string
    kind?: "demonstration"
    screens?: (name: string) => Promise<void>
  },
): Promise<Hands> {
  const shoot = given.screens ?? (async () => {})
  await press(page, "ceremony")
  await give(page, "policy", given.policy)
  await page.locator('[data-taken="policy"]').waitFor()
  await fill(page, "origin", given.origin)
  if (given.kind !== undefined) {
    await page.locator("details summary").click()
    await page.locator(`[data-q="kind"] input[value="${given.kind}"]`).check()
  }
  await shoot("begin")
  await press(page, "begin")
  await state(page, "ceremony-keys").waitFor()
  await shoot("keys")
  await press(page, "make")
  await state(page, "ceremony-keys-hand").waitFor()
  await shoot("keys-hand")
  await saveAll(page, folder)
  await press(page, "next")
  await state(page, "ceremony-intake").waitFor()
  await press(page, "make")
  await state(page, "ceremony-intake-hand").waitFor()
  await shoot("intake-hand")
  const papers: Paper[] = []
  for (const show of await page.locator('[data-act^="show share-"]').all()) {
    await show.click()
    await page.locator(".sheet").waitFor()
    papers.push(await readSheet(page))
    if (papers.length === 1) await shoot("sheet")
    await press(page, "close-sheet")
  }
  await saveAll(page, folder)
  await press(page, "next")
  await state(page, "ceremony-drill").waitFor()
  await shoot("drill")
  for (const [at, paper] of papers.entries()) {
    await typeSheet(page, paper)
    await page.locator(`[data-shares="${at + 1}"]`).waitFor()
  }
  await give(page, "root-key", join(folder, "root-1/root-1.key"))
  await press(page, "drill")
  await state(page, "ceremony-sign").waitFor()
  await shoot("sign")
  const fingerprint = (await page.locator("[data-fingerprint]").getAttribute("data-fingerprint")) ?? ""
  for (const n of [1, 2, 3]) {
    await give(page, "root-key", join(folder, `root-${n}/root-${n}.key`))
    await page.locator(`[data-signed="${n}"]`).waitFor()
  }
  await shoot("signed")
  await press(page, "hand-over")
  await state(page, "ceremony-hand-over-hand").waitFor()
  await shoot("hand-over")
  await saveAll(page, folder)
  await press(page, "next")
  await state(page, "ceremony-done").waitFor()
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  return { folder, papers, fingerprint }
}

/** Everything that this screen has to save, each where its holder would have it. */
async function saveAll(page: Page, folder: string): Promise<void> {
  const acts = await page
    .locator('[data-act^="save "]')
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-act") ?? ""))
  for (const act of acts) await save(page, act, join(folder, act.slice("save ".length)))
}

/** Sits down at a desk: to begin a store with its fingerprint, or with the store's file. */
export async function sitDown(
  page: Page,
  given: {
    store?: string
    fingerprint?: string
    key: string
    identity?: string
    shares?: { set: string; papers: readonly Paper[] }
  },
): Promise<void> {
  await press(page, given.store === undefined ? "new-store" : "desk")
  if (given.store !== undefined) {
    await give(page, "store", given.store)
    await page.locator('[data-taken="store"]').waitFor()
  } else await fill(page, "fingerprint", given.fingerprint ?? "")
  await unlock(page, given)
}

/** Gives what opens, and opens. */
export async function unlock(
  page: Page,
  given: { key: string; identity?: string; shares?: { set: string; papers: readonly Paper[] } },
): Promise<void> {
  await give(page, "console-key", given.key)
  await page.locator('[data-taken="key"]').waitFor()
  const taken = page.locator('[data-taken="identity"]')
  if (given.identity !== undefined) {
    await give(page, "identity", given.identity)
    await taken.first().waitFor()
  }
  if (given.shares !== undefined) {
    await give(page, "share-set-file", given.shares.set)
    await typeSheets(page, given.shares.papers)
    await taken.nth(given.identity === undefined ? 0 : 1).waitFor()
  }
  await press(page, "unlock")
  await page.locator(".desk-bar").waitFor()
}

/** Takes in a bundle. @returns the counts that are not zero, as `cases 2` */
export async function takeIn(page: Page, bundle: string): Promise<string[]> {
  await press(page, "import")
  await give(page, "bundle", bundle)
  await page.locator("[data-imported], [data-refused]").first().waitFor({ timeout: 120_000 })
  return page
    .locator("[data-count]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-count") ?? ""))
}

/** Opens the case at this place of the list, and its account for a purpose. */
export async function reveal(page: Page, purpose: string): Promise<void> {
  await page.locator(`[data-q="reveal-purpose"] input[value="${purpose}"]`).check()
  await press(page, "reveal")
  await page.locator("[data-revealed]").waitFor()
}

export async function check(page: Page, question: string, values: readonly string[]): Promise<void> {
  for (const value of values) await page.locator(`[data-q="${question}"] input[value="${value}"]`).check()
}
