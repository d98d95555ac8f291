// The console as `npm run build` makes it: built twice into folders of its own, once a worker; and a page that is watched while
// it is opened from disk.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { test as base, expect, type Page } from "@playwright/test"
import { build } from "vite"

/** Playwright's test, with the path of the built console. */
export const test = base.extend<object, { console: string }>({
  console: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const folders = [1, 2].map((n) => mkdtempSync(join(tmpdir(), `cairn-console-${n}-`)))
      const configFile = join(import.meta.dirname, "../../vite.console.config.ts")
      for (const outDir of folders) await build({ configFile, logLevel: "error", build: { outDir } })
      const [first, second] = folders.map((folder) => readFileSync(join(folder, "console.html")))
      expect(first?.equals(second as Buffer)).toBe(true) // the same sources give the same bytes
      await use(join(folders[0] as string, "console.html"))
      for (const folder of folders) rmSync(folder, { recursive: true })
    },
    { scope: "worker" },
  ],
})

/**
 * Opens the console from disk.
 * @returns the check to make at the end: that it asked for nothing, complained of nothing and violated nothing
 */
export async function openConsole(page: Page, path: string): Promise<() => void> {
  const address = pathToFileURL(path).href
  const requests: string[] = []
  const faults: string[] = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("console", (message) => void faults.push(`${message.type()}: ${message.text()}`))
  page.on("pageerror", (error) => void faults.push(`thrown: ${error.message}`))
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
  await page.goto(address)
  await page.locator('[data-state="home"]').waitFor()
  return () => {
    const others = requests.filter((url) => url !== address && !url.startsWith("blob:"))
    expect({ others, faults }).toEqual({ others: [], faults: [] })
  }
}

/** Presses the button of one act. */
export async function press(page: Page, act: string): Promise<void> {
  await page.locator(`[data-act="${act}"]`).click()
}
