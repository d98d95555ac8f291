// Where the benchmark runs: this Node, and the browsers of the tests. Each opens, is driven, and closes.
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { type Browser, chromium, firefox, type Page } from "@playwright/test"
import { nodeAead, nodeSha256 } from "../src/cli/native.ts"
import { chromiumOptions, FIREFOX_CHANNEL, firefoxPath } from "../tests/browser/find-browser.ts"
import { startSite } from "../tests/browser/site.ts"
import type { BenchPage } from "./page.ts"
import { newStand, type Stand } from "./stand.ts"

export interface Runtime {
  readonly name: string
  readonly jit: boolean
  /** @throws {Error} if it cannot be started here */
  open(): Promise<Stand & { readonly version: string; close(): Promise<void> }>
}

// What one contender left behind is cleared away before the next one's time begins, where a runtime can be asked to.
export const RUNTIMES: readonly Runtime[] = [
  {
    name: "node",
    jit: true,
    async open() {
      const { field, run } = await newStand({ aead: nodeAead, newSha256: nodeSha256 })
      setFlagsFromString("--expose-gc")
      const collectGarbage: () => void = runInNewContext("gc")
      return {
        field,
        version: process.versions.node,
        async run(...args) {
          collectGarbage()
          return run(...args)
        },
        async close() {},
      }
    },
  },
  { name: "chromium", jit: true, open: () => inBrowser(chromium.launch(chromiumOptions())) },
  {
    name: "chromium without JIT",
    jit: false,
    open: () => inBrowser(chromium.launch(chromiumOptions(false))),
  },
  {
    name: "firefox",
    jit: true,
    async open() {
      const executablePath = firefoxPath()
      if (executablePath === undefined) throw new Error("no Firefox here")
      return inBrowser(firefox.launch({ executablePath, channel: FIREFOX_CHANNEL }))
    },
  },
]

declare const cairn: BenchPage

// libsodium compiles WebAssembly, which the product's own policy does not allow.
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

async function inBrowser(launching: Promise<Browser>) {
  const browser = await launching
  const site = await startSite({ bench: join(import.meta.dirname, "page.ts") }, CSP)
  const page = await browser.newPage()
  await page.goto(`${site.url}/bench`)
  await page.waitForFunction(() => "cairn" in globalThis)
  const collectGarbage = await collectorOf(page)
  return {
    version: browser.version(),
    field: await page.evaluate(() => cairn.field()),
    async run(...args: Parameters<Stand["run"]>) {
      await collectGarbage()
      return page.evaluate((all) => cairn.run(...all), args)
    },
    async close() {
      await browser.close()
      await site.close()
    },
  }
}

async function collectorOf(page: Page): Promise<() => Promise<unknown>> {
  if (page.context().browser()?.browserType() !== chromium) return async () => {}
  const session = await page.context().newCDPSession(page)
  return () => session.send("HeapProfiler.collectGarbage")
}
