// Playwright's test, with the site and a page that is watched: a request to anywhere else, a console error, a thrown
// error or a violated policy fails the test that caused it.

import { join } from "node:path"
import { type Browser, test as base, expect, type Page } from "@playwright/test"
import { type Site, startSite } from "./site.ts"

const PAGES = ["signatures", "payload", "account", "account-worker"]

export interface Fixtures {
  /** Opens one of the pages, whose script has then run: it has put its functions into `globalThis.cairn`. */
  readonly open: (name: string) => Promise<Page>
}

export const test = base.extend<Fixtures, { site: Site }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const scripts = PAGES.map((name) => [name, join(import.meta.dirname, "pages", `${name}.ts`)])
      const site = await startSite(Object.fromEntries(scripts))
      await use(site)
      await site.close()
    },
    { scope: "worker" },
  ],

  open: async ({ page, site, browser }, use) => {
    const check = await watch(page, browser, site.url)
    await use(async (name) => {
      await page.goto(`${site.url}/${name}`)
      await page.waitForFunction(() => "cairn" in globalThis)
      return page
    })
    check()
  },
})

/**
 * Watches a page from before its first request.
 * @param origin where it may ask for anything
 * @param allowed what its console may say all the same: a browser reports a cut line as an error
 * @returns the check to make at the end
 */
export async function watch(
  page: Page,
  browser: Browser,
  origin: string,
  allowed: readonly RegExp[] = [],
): Promise<() => void> {
  const faults: string[] = []
  const requests: string[] = []
  const fault = (text: string): void => {
    if (!allowed.some((one) => one.test(text))) faults.push(text)
  }
  page.on("request", (request) => requests.push(request.url()))
  page.on("pageerror", (error) => fault(`thrown: ${error.message}`))
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) fault(`${message.type()}: ${message.text()}`)
  })
  // Firefox tells its own console of a violation, and nobody else.
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
  note("browser", `${browser.browserType().name()} ${browser.version()}`)
  return () => {
    expect(requests.length).toBeGreaterThan(0)
    const outside = requests.filter((url) => new URL(url).origin !== origin)
    expect({ faults, outside }).toEqual({ faults: [], outside: [] })
  }
}

/** Tells the reporter (cases.ts) something of the running test: `cases` is a number, anything else is printed. */
export function note(type: "cases" | "browser" | "aead", description: string | number): void {
  base.info().annotations.push({ type, description: String(description) })
}
