// Playwright's test against the server as people run it, one for all tests of a file: a demonstration's, with a line to it that can
// be broken, and what it holds opened offline.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test as base, type Page } from "@playwright/test"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt } from "../../src/core/receipt/receipt.ts"
import { startWorld, type World } from "../canary/world.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { type Line, startLine } from "./proxy.ts"
import { watch } from "./watched.ts"

// The header turns off every feature there is; no browser knows them all, and Chromium says which it does not.
const UNKNOWN_FEATURE = /^warning: Error with Permissions-Policy header: Unrecognized feature/

/** An account as the organisation opens it. */
export interface Opened {
  readonly answers: Readonly<Record<string, unknown>>
  // biome-ignore lint/suspicious/noExplicitAny: a consent record, as JSON
  readonly consent: any
  readonly parts: readonly { readonly name: string; readonly type: string; readonly hidden: string }[]
  file(name: string): Buffer
}

export interface Fixtures {
  readonly world: World
  readonly line: Line
  /** Opens the form in the test's page, watched. */
  readonly form: (allowed?: readonly RegExp[]) => Promise<Page>
  /** Opens what the server has, and in it the account of a receipt. */
  readonly opened: (receipt: string) => Promise<Opened>
}

let opening = 0

export const test = base.extend<Omit<Fixtures, "world" | "line">, Pick<Fixtures, "world" | "line">>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const world = await startWorld({ name: "real" })
      await use(world)
      await world.stop()
      world.remove()
    },
    { scope: "worker" },
  ],
  line: [
    async ({ world }, use) => {
      const line = await startLine(Number(new URL(world.url).port))
      await use(line)
      await line.close()
    },
    { scope: "worker" },
  ],
  form: async ({ line, page, browser }, use) => {
    const checks: (() => void)[] = []
    await use(async (allowed = []) => {
      checks.push(await watch(page, browser, line.url, [UNKNOWN_FEATURE, ...allowed]))
      await page.goto(`${line.url}/`)
      await page.locator(".mark").waitFor()
      return page
    })
    for (const check of checks) check()
  },
  opened: async ({ world }, use) => {
    await use(async (receipt) => {
      const { subject } = await deriveReceiptKeys(readReceipt(receipt, ALL_LISTS), ORIGIN)
      const folder = join(await world.carryAndOpen(`opened-${++opening}`), subject)
      const [root = ""] = readdirSync(folder)
      const json = (name: string) => JSON.parse(readFileSync(join(folder, root, name), "utf8"))
      return {
        answers: json("testimony.json").answers,
        consent: json("consent.json"),
        parts: json("manifest.json").parts,
        file: (name) => readFileSync(join(folder, root, name)),
      }
    })
  },
})
