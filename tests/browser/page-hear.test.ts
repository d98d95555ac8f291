// Requirement 36: each question and each consent text can be heard, on a tap, by a voice that is on the device; where the only voices
// send what they read to somebody, there is no button. Voices are made up here: what a real one sounds like, only a person hears.
import { expect, type Page } from "@playwright/test"
import { test } from "./form.ts"
import { type Plan, walk } from "./walk.ts"
import { note } from "./watched.ts"

/** Gives the page one voice. */
async function voice(page: Page, localService: boolean): Promise<void> {
  await page.addInitScript((local) => {
    const said: string[] = []
    const one = { lang: "en-GB", localService: local, name: "x", default: true, voiceURI: "x" }
    class Utterance {
      readonly text: string
      constructor(text: string) {
        this.text = text
      }
    }
    Object.assign(globalThis, { said, SpeechSynthesisUtterance: Utterance })
    const synthesis = {
      getVoices: () => [one],
      cancel() {},
      speak: ({ text }: { text: string }) => void said.push(text),
      addEventListener() {},
      removeEventListener() {},
    }
    Object.defineProperty(globalThis, "speechSynthesis", { value: synthesis })
  }, localService)
}

const plan: Plan = { safety: [], intro: [], store: [["store", "yes"]], "part-sharing": [] }
const SILENT = ["safety", "send"]

test("requirement 36: every question and every consent text can be heard by a voice on the device", async ({
  serve,
  visit,
  page,
}) => {
  await voice(page, true)
  const stand = await serve()
  await visit(stand.url)
  const states = await walk(page, {
    plan,
    seen: async (state) => {
      const button = page.locator('main [data-act="hear"]').first()
      if (SILENT.includes(state)) return
      await button.waitFor()
      await button.click()
      const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
      const title = (await page.locator("h1").textContent()) ?? ""
      expect([state, said.length > 0]).toEqual([state, true])
      if (state === "who") expect(said.at(-1)).toBe(title)
    },
  })
  expect(states.length).toBeGreaterThan(20)
  note("cases", states.length)
})

test("requirement 36: no button where the only voice sends what it reads away", async ({
  serve,
  visit,
  page,
}) => {
  await voice(page, false)
  const stand = await serve()
  await visit(stand.url)
  await walk(page, { plan, until: "account_text" })
  expect(await page.locator('[data-act="hear"]').count()).toBe(0)
  note("cases", 1)
})
