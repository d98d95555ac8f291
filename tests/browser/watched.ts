// Playwright's test, with the site and a page that is watched: a request to anywhere else, a console error, a thrown
// error or a violated policy fails the test that caused it.

import { join } from "node:path"
import { test as base, expect, type Page } from "@playwright/test"
import { type Site, startSite } from "./site.ts"

const PAGES = ["signatures", "payload", "account", "account-worker"]

interface Fixtures {
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
    const faults: string[] = []
    const requests: string[] = []
    page.on("request", (request) => requests.push(request.url()))
    page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`))
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`)
    })
    // Firefox tells its own console of a violation, and nobody else.
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`)
      })
    })
    note("browser", `${browser.browserType().name()} ${browser.version()}`)
    await use(async (name) => {
      await page.goto(`${site.url}/${name}`)
      await page.waitForFunction(() => "cairn" in globalThis)
      return page
    })
    expect(requests.length).toBeGreaterThan(0)
    const outside = requests.filter((url) => new URL(url).origin !== site.url)
    expect({ faults, outside }).toEqual({ faults: [], outside: [] })
  },
})

/** Tells the reporter (cases.ts) something of the running test: `cases` is a number, anything else is printed. */
export function note(type: "cases" | "browser" | "aead", description: string | number): void {
  base.info().annotations.push({ type, description: String(description) })
}
