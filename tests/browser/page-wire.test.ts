// What the form weighs on the line, against the server as people run it: counted in bytes, both ways, headers included. CAIRN_LONG=1
// also walks it at 50 kbit/s with 400 ms of delay, and prints how long that took.
import { expect, test } from "@playwright/test"
import { startWorld } from "../canary/world.ts"
import { act, arrived, write } from "./form.ts"
import { startLine } from "./proxy.ts"
import { walk } from "./walk.ts"
import { note, watch } from "./watched.ts"

const FIRST = 60_000 // until it can be read and begun
const ALL = 130_000 // until a text is ready to be sent, before its sealed bytes
const SLOWLY = process.env.CAIRN_LONG === "1"
const SLOW = { speed: 50_000 / 8, delay: 400 }
const UNKNOWN_FEATURE = /^warning: Error with Permissions-Policy header: Unrecognized feature/

for (const locale of ["en", "ar"]) {
  test.describe(locale, () => {
    test.use({ locale })

    test("requirement 35: the first screen, and a whole text, are light", async ({ page, browser }, {
      project,
    }) => {
      test.skip(project.name !== "chromium" && !SLOWLY, "the same bytes, but for the headers")
      const world = await startWorld({ name: "wire" })
      const line = await startLine(Number(new URL(world.url).port), SLOWLY ? SLOW : {})
      const check = await watch(page, browser, line.url, [UNKNOWN_FEATURE])
      const began = Date.now()
      await page.goto(`${line.url}/`, { waitUntil: "commit" })
      await page.locator('[data-state="safety"] [data-act="next"]').waitFor({ timeout: 60_000 })
      const first = line.carried()
      const readable = Date.now() - began
      await write(page, { text: "Рядок" })
      await act(page, "stop-send")
      await walk(page, { plan: { intro: [], store: [["store", "yes"]] } })
      const whole = line.carried()
      await act(page, "send")
      await arrived(page)
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
