// `node tests/pictures/console.ts`: the console's screens, for docs/OPERATIONS.md and for a person to judge: wide and narrow, light
// and dark. Not a test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium, type Page } from "@playwright/test"
import { build } from "vite"
import { demoPolicy } from "../../src/cli/demo.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { deskDay, incidents } from "../browser/console-walk.ts"
import { DAY, deskWorld } from "../browser/desk-world.ts"
import { chromiumOptions } from "../browser/find-browser.ts"
import { addConsole, later } from "../browser/later.ts"
import { rotatingScreens } from "../browser/rotating.ts"
import { holdCeremony, keepFiles } from "../browser/staff.ts"

const OUT = join(import.meta.dirname, "../../test-results/pictures/console")
const DOCS = join(import.meta.dirname, "../../docs/pictures")
const COLUMNS = 4
const SHOWN = 320 // pixels of a screen's width in the docs
const LOOKS = [
  { name: "wide", width: 1280, dark: false },
  { name: "narrow", width: 400, dark: false },
  { name: "wide-dark", width: 1280, dark: true },
  { name: "narrow-dark", width: 400, dark: true },
] as const

const taken: { readonly group: string; readonly name: string; readonly png: Buffer }[] = []

/** Takes one screen in every look; the narrow one goes into the docs, where it can be read. */
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
      const png = await page.screenshot({ path, fullPage: true })
      if (look.name === "narrow") taken.push({ group, name, png })
    }
  }
}

async function docsSheet(browser: Browser, group: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: COLUMNS * (SHOWN + 12) + 12, height: 800 } })
  const columns = Array.from({ length: COLUMNS }, () => ({ height: 0, figures: "" }))
  for (const { name, png } of taken.filter((one) => one.group === group)) {
    const column = columns.toSorted((a, b) => a.height - b.height)[0] as (typeof columns)[number]
    const address = `data:image/png;base64,${png.toString("base64")}`
    column.figures += `<figure><img width="${SHOWN}" src="${address}"><figcaption>${name}</figcaption></figure>`
    column.height += png.readUInt32BE(20) // the height in a PNG's header
  }
  await page.setContent(`<style>
    body { margin: 12px; display: flex; gap: 12px; align-items: start; background: #888; font: 12px sans-serif; color: #fff }
    div { inline-size: ${SHOWN}px } figure { margin: 0 0 12px } img { display: block }
  </style>${columns.map(({ figures }) => `<div>${figures}</div>`).join("")}`)
  const jpeg = await page.screenshot({ fullPage: true, type: "jpeg", quality: 55 })
  await page.close()
  return jpeg
}

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  await keepFiles(page)
  return page
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-console-pictures-"))
  const configFile = join(import.meta.dirname, "../../vite.console.config.ts")
  await build({ configFile, logLevel: "error", build: { outDir: join(folder, "dist") } })
  const browser = await chromium.launch(chromiumOptions())
  const page = await newPage(browser)
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
  const address = pathToFileURL(join(folder, "dist/console.html")).href
  const at = async (): Promise<Page> => {
    const next = await newPage(browser)
    await next.clock.setFixedTime(`${DAY}T12:00:00Z`)
    await next.goto(address)
    return next
  }
  const desk = await at()
  await deskDay(desk, await deskWorld(join(folder, "desk")), shooter(desk, "desk"))
  const charter = await at()
  await addConsole(charter, await later(join(folder, "charter")), shooter(charter, "charter"))
  const rotation = await at()
  await rotatingScreens(rotation, await later(join(folder, "rotation")), shooter(rotation, "rotation"))
  const incident = await at()
  await incidents(incident, join(folder, "incident"), shooter(incident, "incident"))
  for (const group of ["ceremony", "desk", "charter", "rotation", "incident"])
    writeFileSync(join(DOCS, `console-${group}.jpg`), await docsSheet(browser, group))
  await browser.close()
  rmSync(folder, { recursive: true })
}

await main()
