// Driving the page for coming back as a person would, in a browser that is watched.
import type { Page } from "@playwright/test"
import { type Built, buildPages } from "./built.ts"
import { type Coming, type Plan, startComing } from "./coming.ts"
import { test as base, watch } from "./watched.ts"

/** What a browser says of the server's own header, and of a request that was refused on purpose. */
export const KNOWN = [/^warning: Error with Permissions-Policy header: Unrecognized feature/]
export const REFUSED = [...KNOWN, /Failed to load resource/]

export interface Fixtures {
  readonly come: (plan?: Plan) => Promise<Coming>
  /** Opens the page, watched. */
  readonly visit: (coming: Coming, allowed?: readonly RegExp[]) => Promise<Page>
}

export const test = base.extend<Fixtures, { built: Built }>({
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const built = await buildPages()
      await use(built)
      await built.remove()
    },
    { scope: "worker" },
  ],

  come: async ({ built }, use) => {
    const standing: Coming[] = []
    await use(async (plan) => {
      const coming = await startComing(built, plan)
      standing.push(coming)
      return coming
    })
    for (const coming of standing) await coming.close()
  },

  visit: async ({ page, browser }, use) => {
    const checks: (() => void)[] = []
    await use(async ({ url }, allowed = KNOWN) => {
      checks.push(await watch(page, browser, url, allowed))
      await page.goto(`${url}/return`)
      return page
    })
    for (const check of checks) check()
  },
})

const LONG = 60_000 // a busy machine

/** Waits until this screen stands. */
export async function at(page: Page, state: string): Promise<void> {
  await page.locator(`main[data-state="${state}"]`).waitFor({ timeout: LONG })
}

export async function act(page: Page, name: string): Promise<void> {
  await page.locator(`[data-act="${name}"]:not(a)`).click({ timeout: LONG })
}

export async function pick(page: Page, question: string, ...answers: string[]): Promise<void> {
  for (const answer of answers) await page.locator(`[data-q="${question}"] input[value="${answer}"]`).check()
}

/** With these words to the summary. */
export async function enter(page: Page, words: string): Promise<void> {
  await page.locator('[data-q="receipt"]').fill(words)
  await act(page, "open")
  await at(page, "home")
}

/** Sends what stands, and goes on to the summary. */
export async function sendAndGoOn(page: Page): Promise<void> {
  await act(page, "send")
  await at(page, "done")
  await act(page, "home")
  await at(page, "home")
}

/** Where a way leads from the summary. */
export async function go(page: Page, way: string): Promise<void> {
  await act(page, `go-${way}`)
  await at(page, way)
}

export function text(page: Page): Promise<string> {
  return page.locator("main.screen").innerText()
}
