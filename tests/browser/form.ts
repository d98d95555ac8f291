// Driving the submit page as a person would, in a browser that is watched: what she does, and what every test asks of it.
import type { Page } from "@playwright/test"
import { type Built, DIST, readBuilt } from "./built.ts"
import { drive } from "./mutants/drive.ts"
import { type Lies, type StandIn, startStandIn } from "./stand-in.ts"
import { leftScreen, type Plan, stateOf, walk } from "./walk.ts"
import { test as base, watch } from "./watched.ts"

export interface Fixtures {
  /** A stand-in server, closed after the test. */
  readonly serve: (lies?: Lies) => Promise<StandIn>
  /** Opens the submit page of a site, watched. */
  readonly visit: (url: string, allowed?: readonly RegExp[]) => Promise<Page>
}

export const test = base.extend<Fixtures, { built: Built }>({
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      await use(await readBuilt(DIST))
    },
    { scope: "worker" },
  ],

  serve: async ({ built }, use) => {
    const standing: StandIn[] = []
    await use(async (lies) => {
      const stand = await startStandIn(built, lies)
      standing.push(stand)
      return stand
    })
    for (const stand of standing) await stand.close()
  },

  visit: async ({ page, browser }, use) => {
    const checks: (() => void)[] = []
    await use(async (url, allowed) => {
      checks.push(await watch(page, browser, url, allowed))
      await page.goto(`${url}/`)
      return page
    })
    for (const check of checks) check()
  },
})

/** What she may write and add. */
export interface Account {
  readonly text?: string
  readonly files?: readonly { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }[]
}

/** How to go on to a screen. */
type Going = (page: Page, until: string, plan: Plan) => Promise<void>

/** With real clicks, as a person goes. */
export const byHand: Going = async (page, until, plan) => void (await walk(page, { plan, until }))

/** At the page's own speed: for tests of what comes before or after. */
const swiftly: Going = async (page, until, plan) => {
  await stateOf(page) // there is none before the scripts have run
  const states = await drive(page, until, plan, true)
  if (states.at(-1) !== until) throw new Error(`no way to ${until}: ${states.slice(-5).join(", ")}`)
}

/** Writes, adds files, stops there, says yes to keeping it, and sends. */
export async function send(page: Page, account: Account, going: Going = swiftly): Promise<void> {
  await write(page, account, going)
  await stopAndSend(page, "yes", going)
  await act(page, "send")
}

/** Goes on to the account and to the files, skipping the rest. */
export async function write(page: Page, { text, files }: Account, going: Going = swiftly): Promise<void> {
  const plan = { safety: [], account_text: [], "part-evidence": [] }
  await going(page, "account_text", plan)
  if (text !== undefined) await page.locator('[data-q="account_text"]').fill(text)
  if (files === undefined) return
  await going(page, "files", plan)
  await page.locator('input[data-q="files"]').setInputFiles([...files])
}

/** From a question to the last screen before sending, with a yes to keeping it. */
export async function stopAndSend(page: Page, keep = "yes", going: Going = swiftly): Promise<void> {
  const state = await stateOf(page)
  await act(page, "stop-send")
  await leftScreen(page, state)
  await going(page, "send", { intro: [], store: [["store", keep]] })
}

/** Back, as often as it takes. */
export async function backTo(page: Page, wanted: string): Promise<void> {
  for (let state = await stateOf(page); state !== wanted; state = await stateOf(page)) {
    await act(page, "previous")
    await leftScreen(page, state)
  }
}

export async function act(page: Page, name: string): Promise<void> {
  await page.locator(`[data-act="${name}"]:not(a)`).click()
}

/** Waits for the screen that says it arrived. */
export async function arrived(page: Page, timeout = 60_000): Promise<{ words: string; digits: string }> {
  await page.locator('[data-state="sent"]').waitFor({ timeout })
  const [words, digits] = await Promise.all(
    ["words", "digits"].map((dress) => page.locator(`[data-receipt="${dress}"]`).textContent()),
  )
  return { words: words ?? "", digits: digits ?? "" }
}
