// What the form weighs on the line, against the server as people run it: counted in bytes, both ways, headers included. CAIRN_LONG=1
// also walks it at 50 kbit/s with 400 ms each way, cut five times while it sends, and prints how long that took.
import { expect, type Page, test } from "@playwright/test"
import { startWorld } from "../canary/world.ts"
import { act, arrived, write } from "./form.ts"
import { type Line, startLine } from "./proxy.ts"
import { walk } from "./walk.ts"
import { note, watch } from "./watched.ts"

const FIRST = 60_000 // until it can be read and begun
const ALL = 130_000 // until a text is ready to be sent, before its sealed bytes
const SLOWLY = process.env.CAIRN_LONG === "1"
const SLOW = { speed: 50_000 / 8, delay: 400 }
// A browser says in its console that a request failed; a page cannot keep it from doing so.
const CUT = /net::ERR_|Failed to load resource/
const UNKNOWN_FEATURE = /^warning: Error with Permissions-Policy header: Unrecognized feature/

const CUTS = [20_000, 30_000, 20_000, 40_000, 10_000]

/** Sends while the line is cut five times. Calmly: what she sees is that it is being sent, until it is. */
async function sendOverCuts(page: Page, line: Line): Promise<void> {
  const seen = new Set<string>()
  await page.exposeFunction("saw", (state: string) => void seen.add(state))
  await page.evaluate(() => {
    const { saw } = globalThis as unknown as { saw: (state: string) => void }
    const look = (): void => saw(document.querySelector<HTMLElement>("main")?.dataset.state ?? "")
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
  })
  line.cutAfter(CUTS)
  const began = Date.now()
  await act(page, "send")
  await arrived(page, 300_000)
  console.log(`sent over ${line.cuts()} cuts in ${Date.now() - began} ms`)
  expect(line.cuts()).toBe(CUTS.length)
  expect([...seen].filter((state) => !["send", "sending", "sent"].includes(state))).toEqual([])
}

for (const locale of ["en", "ar"]) {
  test.describe(locale, () => {
    test.use({ locale })

    test("requirement 35: the first screen, and a whole text, are light", async ({ page, browser }, {
      project,
    }) => {
      test.skip(project.name !== "chromium" && !SLOWLY, "the same bytes, but for the headers")
      const world = await startWorld({ name: "wire" })
      const line = await startLine(Number(new URL(world.url).port), SLOWLY ? SLOW : {})
      if (SLOWLY) test.setTimeout(600_000)
      const check = await watch(page, browser, line.url, SLOWLY ? [UNKNOWN_FEATURE, CUT] : [UNKNOWN_FEATURE])
      const began = Date.now()
      await page.goto(`${line.url}/`, { waitUntil: "commit" })
      await page.locator('[data-state="safety"] [data-act="next"]').waitFor({ timeout: 60_000 })
      const first = line.carried()
      const readable = Date.now() - began
      await write(page, { text: "Рядок" })
      await act(page, "stop-send")
      await walk(page, { plan: { intro: [], store: [["store", "yes"]] } })
      const whole = line.carried()
      if (SLOWLY) await sendOverCuts(page, line)
      else {
        await act(page, "send")
        await arrived(page)
      }
      check()
      console.log(
        `${project.name} ${locale}: first screen ${first} bytes, ${readable} ms; ready to send ${whole} bytes; sent ${line.carried()}`,
      )
      expect(first).toBeLessThanOrEqual(FIRST)
      expect(whole).toBeLessThanOrEqual(ALL)
      note("cases", 2)
      await line.close()
      await world.stop()
      world.remove()
    })
  })
}
