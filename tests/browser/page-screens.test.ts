// A whole account given by keyboard alone, in each language, on a small screen: all that must hold on any screen, where the focus is,
// what axe has to say, and how it looks in forced colours and with large text. CAIRN_LONG=1 adds axe and English in Firefox.
import { expect, type Page } from "@playwright/test"
import { LANGUAGES, type LanguageCode } from "../../src/i18n/languages.ts"
import { askAxe } from "./axe.ts"
import { act, arrived } from "./form.ts"
import { test } from "./in-forced-colours.ts"
import { keyWalk } from "./keyboard.ts"
import { modeFaults } from "./keys.ts"
import { type Expected, problems } from "./sound.ts"
import { ALL, type Plan } from "./walk.ts"
import { note } from "./watched.ts"

const LONG = process.env.CAIRN_LONG === "1"
const SMALL = { width: 320, height: 480 } // 1280 pixels at 400 %
const FILE = {
  name: `${"дуже-довга-назва-".repeat(8)}.jpg`,
  mimeType: "image/jpeg",
  buffer: Buffer.alloc(1500),
}

interface Looks {
  readonly expected: Expected
  readonly axe: boolean
  readonly plan?: Plan
}

/** Goes the whole way, and says for each screen what is wrong with it. */
async function lookAtAll(
  page: Page,
  { expected, axe: withAxe, plan = ALL }: Looks,
): Promise<[string[], number]> {
  const found: string[] = []
  let screens = 0
  const look = async (state: string, answered = false): Promise<void> => {
    screens++
    const wrong = await problems(page, { ...expected, answered })
    if (withAxe && !answered) wrong.push(...(await askAxe(page)))
    wrong.push(...(await modeFaults(page)))
    found.push(...wrong.map((what) => `${state}: ${what}`))
  }
  const focus = await keyWalk(page, {
    plan: { ...plan, files: [] },
    until: "send",
    seen: (state) => look(state),
    answered: async (state) => {
      if (state === "files") await page.locator('[data-q="files"]').setInputFiles(FILE)
      if (plan[state]?.length !== 0 || state === "files") await look(`${state}, answered`, true)
    },
  })
  found.push(...focus.map((what) => `29: ${what}`))
  await act(page, "send")
  await arrived(page)
  await look("sent")
  await act(page, "none")
  await look("without")
  await act(page, "next")
  await page.locator('[data-state="after"]').waitFor()
  await look("after")
  return [found, screens]
}

for (const code of ["en", "ar"] as const satisfies readonly LanguageCode[]) {
  test.describe(code, () => {
    test.use({ locale: code, viewport: SMALL, reducedMotion: "reduce" })

    test("requirements 1, 4, 5, 9, 12, 18 to 20, 29, 30, 32, 38, 39 hold on every screen", async ({
      serve,
      visit,
    }, { project }) => {
      test.skip(project.name === "chromium without JIT", "the same screens")
      test.skip(project.name === "firefox" && code === "en" && !LONG, "in Firefox, the harder language")
      test.setTimeout(600_000) // a hundred looks; on a busy machine each takes its time
      const stand = await serve()
      const page = await visit(stand.url)
      const historyLength = await page.evaluate(() => history.length)
      const expected = { language: code, direction: LANGUAGES[code].dir, historyLength }
      const [found, screens] = await lookAtAll(page, {
        expected,
        axe: project.name === "chromium" || LONG,
      })
      expect(found).toEqual([])
      expect(screens).toBeGreaterThan(100)
      note("cases", screens)
    })
  })
}
