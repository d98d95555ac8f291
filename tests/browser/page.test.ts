// The submit page, whole: what she writes and adds arrives as she gave it, opened by the organisation's own identity, and
// her receipt is the one that signed it.
import { expect } from "@playwright/test"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { ORIGIN, openWith } from "../fixtures/account.ts"
import { plaintext } from "./fixed.ts"
import { arrived, byHand, send, test } from "./form.ts"
import type { StandIn } from "./stand-in.ts"
import { note } from "./watched.ts"

const TEXT = "Вона написала це. كتبت هذا بنفسها.\nเธอเขียนเรื่องนี้เอง 🪨 \u00a0 e\u0301"
const MB = 1_000_000

async function openOnly(stand: StandIn) {
  expect(stand.packages).toHaveLength(1)
  return openWith(stand.made, stand.packages[0] as Uint8Array)
}

test("requirements 37, 46: a text in three scripts arrives as written, and the receipt is hers", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await send(page, { text: TEXT }, byHand)
  const { words, digits } = await arrived(page)
  const { opened } = await openOnly(stand)
  expect(opened.testimony.answers).toEqual({ account_text: TEXT })
  for (const shown of [words, digits]) {
    const { subject } = await deriveReceiptKeys(readReceipt(shown, ALL_LISTS), ORIGIN)
    expect(subject).toBe(opened.submission.subject)
  }
  expect(stand.parts.size).toBe(0) // small: it went inside the package
  note("cases", 1)
})

test("files of any size arrive byte for byte", async ({ serve, visit }, { project }) => {
  test.skip(project.name === "chromium without JIT", "without JIT: text only")
  const stand = await serve()
  const page = await visit(stand.url)
  const files = [
    { name: "відео é.mp4", mimeType: "video/mp4", buffer: Buffer.from(plaintext(9 * MB)) },
    { name: "empty", mimeType: "", buffer: Buffer.alloc(0) },
  ]
  await send(page, { text: TEXT, files }, byHand)
  await arrived(page, 100_000)
  const { opened, place } = await openOnly(stand)
  expect(opened.testimony.answers).toEqual({ account_text: TEXT, files: ["files/001", "files/002"] })
  for (const [at, { buffer }] of files.entries()) {
    expect(Buffer.compare(place.files.get(`files/00${at + 1}`) as Uint8Array, buffer)).toBe(0)
  }
  const given = opened.parts.filter(({ name }) => name.startsWith("files/"))
  expect(given.map(({ original, type, hidden }) => [original, type, hidden])).toEqual([
    ["відео é.mp4", "video/mp4", "unsure"],
    ["empty", "application/octet-stream", "unsure"],
  ])
  expect(Math.max(...stand.parts.values())).toBe(1)
  expect(stand.partsAtOnce()).toBe(1) // sealing waits for the line: memory stays flat
  note("cases", 2)
})

test("a screen has the focus as soon as it stands, and takes it from no field that was tapped at once", async ({
  serve,
  visit,
}, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same order of things")
  const stand = await serve()
  const page = await visit(stand.url)
  await page.locator(".mark").waitFor()
  const focused = await page.evaluate(async () => {
    const screen = (): string | undefined => document.querySelector<HTMLElement>("main.screen")?.dataset.state
    const first = screen()
    const seen = new Promise<string | undefined>((done) => {
      const watching = new MutationObserver(() => {
        if (screen() === first) return
        watching.disconnect()
        done(document.activeElement?.id)
      })
      watching.observe(document.body, { subtree: true, childList: true, attributes: true })
    })
    document.querySelector<HTMLElement>('main [data-act="next"]')?.click()
    return seen
  })
  expect(focused).toBe("title")
  note("cases", 1)
})
