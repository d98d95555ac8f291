// Everything a page can leave on the device, and what of it is there.
import type { BrowserContext, Page } from "@playwright/test"

/** @returns a line for each kind of storage that holds something */
export async function stored(page: Page, context: BrowserContext): Promise<string[]> {
  const kept = await page.evaluate(async () => ({
    cookie: document.cookie === "" ? [] : ["document.cookie"],
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
    database: (await indexedDB.databases()).map(({ name }) => name),
    cache: await caches.keys(),
    "service worker": (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  }))
  const { cookies } = await context.storageState()
  const all = Object.entries(kept).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`))
  return [...all, ...cookies.map(({ name }) => `cookie ${name}`)]
}
