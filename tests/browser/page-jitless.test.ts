// Without a just-in-time compiler and without WebAssembly (Tor Browser "Safer", iOS Lockdown Mode): a text and a file go through, with
// progress that moves. CAIRN_LONG=1 sends 5 MB, and prints how long each took beside the same browser with its compiler.
import { type Browser, expect } from "@playwright/test"
import { openWith } from "../fixtures/account.ts"
import { plaintext } from "./fixed.ts"
import { act, arrived, stopAndSend, test, write } from "./form.ts"
import { withJit } from "./own-browser.ts"
import type { StandIn } from "./stand-in.ts"
import { note, watch } from "./watched.ts"

const LONG = process.env.CAIRN_LONG === "1"
const SIZE = LONG ? 5_000_000 : 2_200_000
const PART_MS = 300 // a part's answer takes so long: progress is told at most every 200 ms

test.skip(
  ({ browserName: _ }) => test.info().project.name.includes("JIT"),
  "each browser with and without, here",
)

interface Took {
  readonly text: number
  readonly file: number
}

/** Sends a text, then a text with a file. @returns the milliseconds from "send" to the receipt */
async function sendBoth(browser: Browser, stand: StandIn): Promise<Took> {
  const took: number[] = []
  for (const size of [0, SIZE]) {
    const page = await browser.newPage()
    const check = await watch(page, browser, stand.url)
    await page.goto(`${stand.url}/`)
    const buffer = Buffer.from(plaintext(size))
    await write(page, { text: "Рядок", ...(size > 0 && { files: [{ name: "a", mimeType: "", buffer }] }) })
    await stopAndSend(page)
    await page.evaluate(() => {
      const values = new Set<number>()
      const look = (): void => {
        const value = document.querySelector("progress")?.value ?? 0
        if (value > 0) values.add(value)
      }
      new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true })
      Object.assign(globalThis, { values })
    })
    const began = Date.now()
    await act(page, "send")
    await arrived(page, 400_000)
    took.push(Date.now() - began)
    const moved = await page.evaluate(() => (globalThis as unknown as { values: Set<number> }).values.size)
    if (size > 0) expect(moved).toBeGreaterThanOrEqual(2)
    check()
    await page.close()
    const { place } = await openWith(stand.made, stand.packages.at(-1) as Uint8Array)
    if (size > 0) expect(Buffer.compare(place.files.get("files/001") as Uint8Array, buffer)).toBe(0)
  }
  const [text = 0, file = 0] = took
  return { text, file }
}

test("a text and a file go through without a compiler, and their progress moves", async ({
  serve,
  browserName,
}) => {
  test.setTimeout(900_000)
  const slowly = (request: string): Promise<void> | undefined =>
    request.startsWith("PUT") ? new Promise((done) => setTimeout(done, PART_MS)) : undefined
  const stand = await serve({ wait: slowly })
  const all: Record<string, Took> = {}
  for (const jit of LONG ? [true, false] : [false]) {
    const browser = await withJit(browserName, jit)
    const page = await browser.newPage()
    await page.goto(`${stand.url}/away`)
    const wasm = await page.evaluate(() => "WebAssembly" in globalThis)
    expect(wasm).toBe(jit) // where it is said to be off it is off
    all[jit ? "with" : "without"] = await sendBoth(browser, stand)
    await browser.close()
  }
  const { with: compiled, without } = all
  const beside = (kind: keyof Took): string =>
    compiled === undefined
      ? ""
      : `, ${((without?.[kind] ?? 0) / compiled[kind]).toFixed(1)} times as long as with it`
  console.log(
    `${browserName} without JIT: text in ${without?.text} ms${beside("text")}; ${SIZE} bytes in ${without?.file} ms${beside("file")}`,
  )
  note("cases", 2 * Object.keys(all).length)
})
