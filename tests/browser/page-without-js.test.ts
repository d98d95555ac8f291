// The submit page with JavaScript switched off: an honest page without a place to write, and a plain form that hands in a
// file which was locked elsewhere.
import { chromium, expect, firefox, type Page } from "@playwright/test"
import { account } from "../fixtures/account.ts"
import { chromiumOptions, FIREFOX_CHANNEL, firefoxPath } from "./find-browser.ts"
import { test } from "./form.ts"
import { note } from "./watched.ts"

/** A page in a browser whose JavaScript is off; Playwright's own switch does nothing in this Firefox. */
async function withoutJs(name: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const firefoxUserPrefs = { "javascript.enabled": false }
  const executablePath = firefoxPath() ?? ""
  const browser =
    name === "firefox"
      ? await firefox.launch({ channel: FIREFOX_CHANNEL, executablePath, firefoxUserPrefs })
      : await chromium.launch(chromiumOptions())
  const page = await browser.newPage(name === "firefox" ? {} : { javaScriptEnabled: false })
  return { page, close: () => browser.close() }
}

test("requirement 17: it says what it cannot do, and takes a .cairn file", async ({ serve, browserName }, {
  project,
}) => {
  test.skip(project.name === "chromium without JIT", "no JavaScript at all here")
  const stand = await serve()
  const { package: bytes } = await account(stand.made.charter)
  const { page, close } = await withoutJs(browserName)
  await page.goto(`${stand.url}/`)
  // Only what asks once and waits for no frame: without JavaScript, Firefox has none to wait for.
  expect(await page.locator("h1").textContent()).toBe("This page cannot lock anything here")
  expect(await page.locator("textarea").count()).toBe(0)
  expect(await page.locator('[data-act="exit"]').getAttribute("href")).toBe("/away")
  const file = { name: "x.cairn", mimeType: "", buffer: Buffer.from(bytes) }
  await page.locator('input[name="package"]').setInputFiles(file)
  await page.locator('[data-act="send"]').press("Enter")
  await page.waitForURL(`${stand.url}/answer`)
  expect(await page.locator("form").count()).toBe(0)
  expect(stand.forms).toHaveLength(1)
  expect(Buffer.from(stand.forms[0] as Uint8Array).includes(Buffer.from(bytes))).toBe(true)
  await close()
  note("cases", 1)
})
