// The console under strace, with every planted file opened in it: no process of the browser even tries to reach anything. And the
// same trace shows what it is there to show, when a planted file is opened by itself.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, expect } from "@playwright/test"
import { test as base, openConsole, press } from "./console-page.ts"
import { plantedFiles } from "./planted.ts"
import { addressesIn, STRACE, traced } from "./traced.ts"
import { note } from "./watched.ts"

// Chromium asks its own machine whether there is a way to IPv6: an address, and nothing is sent to it.
const OWN_HABITS = ["2001:4860:4860::8888:443"]

const test = base.extend<{ folder: string; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-traced-"))
    await use(folder)
    rmSync(folder, { recursive: true, maxRetries: 5, retryDelay: 200 })
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  port: async ({}, use) => {
    const server = createServer((_, response) => void response.end())
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    await use((server.address() as AddressInfo).port)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

/** Runs a browser under strace from its start to its end. @returns every address that it tried, beyond its own habits */
async function run(
  name: string,
  folder: string,
  does: (browser: Browser) => Promise<void>,
): Promise<string[]> {
  mkdirSync(folder)
  const { browser, trace } = await traced(name, folder)
  try {
    await does(browser)
  } finally {
    await browser.close()
  }
  return addressesIn(trace).filter((address) => !OWN_HABITS.includes(address))
}

test("under strace, no connection is tried with planted files open", async ({
  browserName,
  console: path,
  folder,
  port,
}) => {
  if (!existsSync(STRACE)) {
    if (process.env.CAIRN_ALL === "1")
      throw new Error("strace is not here, and CAIRN_ALL=1 asks for everything")
    test.skip(true, "strace is not here")
  }
  test.setTimeout(240_000)
  const files = plantedFiles(`http://127.0.0.1:${port}`)

  const letter = join(folder, "letter.html")
  writeFileSync(letter, files[0]?.bytes ?? "")
  const tried = await run(browserName, join(folder, "control"), async (browser) => {
    const page = await browser.newPage()
    const asked = page.waitForRequest(/\/img$/)
    await page.goto(pathToFileURL(letter).href)
    await asked
  })
  expect(tried).toContain(`127.0.0.1:${port}`)

  const console = await run(browserName, join(folder, "console"), async (browser) => {
    const page = await browser.newPage()
    const check = await openConsole(page, path)
    await press(page, "look")
    for (const { name, bytes } of files) {
      const file = { name, mimeType: "text/html", buffer: Buffer.from(bytes) }
      await page.locator('[data-q="look-file"]').setInputFiles(file)
      await press(page, "open-file")
      await page.locator('.opened:not([data-kind=""])').waitFor()
      note("cases", 1)
    }
    check()
  })
  expect(console).toEqual([])
})
