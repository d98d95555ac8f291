// The submit page over a bad line: whatever is cut, lost or refused for a while, it gets through, sends no part twice that
// arrived, and loses nothing of hers.
import { expect } from "@playwright/test"
import { openWith } from "../fixtures/account.ts"
import { plaintext } from "./fixed.ts"
import { act, arrived, send } from "./form.ts"
import { test } from "./hurried.ts"
import { startLine } from "./proxy.ts"
import { note } from "./watched.ts"

const MB = 1_000_000
// A browser says in its console that a request failed; a page cannot keep it from doing so.
const CUT = [/net::ERR_|Failed to load resource/]

const account = (size: number) => ({
  text: "Рядок",
  files: [{ name: "a.bin", mimeType: "", buffer: Buffer.from(plaintext(size)) }],
})

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "without JIT: text only")
})

test("requirements 26, 35: cut five times, it still arrives, and no finished part is sent twice", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const line = await startLine(stand.port, { cutAfter: [1.2 * MB, 50_000, 2.3 * MB, 1_100_000, 2 * MB] })
  const page = await visit(line.url, CUT)
  const given = account(9 * MB)
  await send(page, given)
  await arrived(page, 100_000)
  expect(line.cuts()).toBe(5)
  expect(new Set(stand.parts.values())).toEqual(new Set([1]))
  const { place } = await openWith(stand.made, stand.packages[0] as Uint8Array)
  expect(Buffer.compare(place.files.get("files/001") as Uint8Array, given.files[0]?.buffer as Buffer)).toBe(0)
  await line.close()
  note("cases", 5)
})

test("a part whose answer was lost is not sent again, and a package whose answer was lost is the same", async ({
  serve,
  visit,
}) => {
  const lost: string[] = []
  const lose = (request: string): boolean => {
    const once = /^(PUT .*\/[02]|POST \/submissions)$/.test(request) && !lost.includes(request)
    if (once) lost.push(request)
    return once
  }
  const stand = await serve({ lose })
  const page = await visit(stand.url, CUT)
  await send(page, account(3 * MB))
  await arrived(page)
  expect(lost).toHaveLength(3)
  expect(new Set(stand.parts.values())).toEqual(new Set([1]))
  expect(stand.packages).toHaveLength(2)
  expect(Buffer.compare(stand.packages[0] as Uint8Array, stand.packages[1] as Uint8Array)).toBe(0)
  note("cases", 3)
})

test("a server that asks for time is given it", async ({ serve, visit }) => {
  const refusals = [503, 429, 507, 500]
  const stand = await serve({
    status: (request) => (/^(PUT|POST)/.test(request) ? refusals.pop() : undefined),
  })
  const page = await visit(stand.url, CUT)
  await send(page, { text: "Рядок" })
  await arrived(page)
  expect(refusals).toEqual([])
  note("cases", 4)
})

test("requirement 26: a line that stays broken ends in a question, and one tap goes on where it stood", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const line = await startLine(stand.port)
  const page = await visit(line.url, CUT)
  await page.locator(".mark").waitFor() // it knows whose page it is
  line.break()
  await send(page, account(3 * MB))
  await page.locator('[data-state="stuck"]').waitFor()
  expect(await page.locator("[data-receipt]").count()).toBe(0)
  line.mend()
  await act(page, "again")
  await arrived(page)
  expect(new Set(stand.parts.values())).toEqual(new Set([1]))
  await line.close()
  note("cases", 1)
})
