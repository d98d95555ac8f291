// `node tests/pictures/console.ts`: the console's screens, for docs/OPERATIONS.md and for a person to judge: wide and narrow, light
// and dark. Not a test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium, type Page } from "@playwright/test"
import { build } from "vite"
import { demoPolicy } from "../../src/cli/demo.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { chromiumOptions } from "../browser/find-browser.ts"
import { holdCeremony, keepFiles } from "../browser/staff.ts"

const OUT = join(import.meta.dirname, "../../test-results/pictures/console")
const LOOKS = [
  { name: "wide", width: 1280, dark: false },
  { name: "narrow", width: 400, dark: false },
  { name: "wide-dark", width: 1280, dark: true },
  { name: "narrow-dark", width: 400, dark: true },
] as const

/** Takes one screen in every look. */
function shooter(page: Page, group: string): (name: string) => Promise<void> {
  let n = 0
  return async (name) => {
    n++
    for (const look of LOOKS) {
      await page.setViewportSize({ width: look.width, height: 900 })
      await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light" })
      const folder = join(OUT, look.name)
      mkdirSync(folder, { recursive: true })
      const path = join(folder, `${group}-${String(n).padStart(2, "0")}-${name}.png`)
      await page.screenshot({ path, fullPage: true })
    }
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-console-pictures-"))
  const configFile = join(import.meta.dirname, "../../vite.console.config.ts")
  await build({ configFile, logLevel: "error", build: { outDir: join(folder, "dist") } })
  const browser = await chromium.launch(chromiumOptions())
  const page = await browser.newPage()
  await keepFiles(page)
  await page.goto(pathToFileURL(join(folder, "dist/console.html")).href)
  const shoot = shooter(page, "ceremony")
  await shoot("home")
  const policy = join(folder, "policy.json")
  writeFileSync(policy, encodePolicy(demoPolicy(new Date().toISOString().slice(0, 10))))
  await holdCeremony(page, join(folder, "hands"), {
    policy,
    origin: "demo.cairn.example",
    kind: "demonstration",
    screens: shoot,
  })
  await browser.close()
  rmSync(folder, { recursive: true })
}

await main()
