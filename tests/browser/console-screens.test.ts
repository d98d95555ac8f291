// Every screen of the console as people see it: what axe has to say, wide and narrow; nothing cut off or to the side at 320 pixels (a
// laptop at 400 %) and with text of twice the size; and that what is planted is found.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { askAxe } from "./axe.ts"
import { test as base, openConsole, press } from "./console-page.ts"
import { deskDay, incidents, type Seen } from "./console-walk.ts"
import { DAY, deskWorld } from "./desk-world.ts"
import { addConsole, later, openCharters } from "./later.ts"
import { rotatingScreens } from "./rotating.ts"
import { give, holdCeremony, keepFiles, state } from "./staff.ts"
import { note } from "./watched.ts"

const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 320, height: 480 }

interface Looking {
  readonly page: Page
  readonly folder: string
  readonly seen: Seen
  /** What was found on the screens so far, and how many they were. */
  readonly found: string[]
  screens: number
}

const test = base.extend<{ looking: Looking }>({
  looking: async ({ page, console: path }, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-screens-"))
    const looking: Looking = {
      ...{ page, folder, found: [], screens: 0 },
      seen: async (name) => {
        looking.screens++
        looking.found.push(...(await faults(page)).map((what) => `${name}: ${what}`))
      },
    }
    await page.setViewportSize(WIDE)
    await keepFiles(page)
    await page.clock.setFixedTime(`${DAY}T12:00:00Z`)
    const check = await openConsole(page, path)
    await use(looking)
    check()
    expect(looking.found).toEqual([])
    note("cases", looking.screens)
    rmSync(folder, { recursive: true })
  },
})

test.skip(({ browserName: _ }) => base.info().project.name !== "chromium", "axe and sizes, once")
test.describe.configure({ timeout: 400_000 })

async function faults(page: Page): Promise<string[]> {
  const found = await askAxe(page)
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%"
  })
  found.push(...(await page.evaluate(cutOff)).map((what) => `large text: ${what}`))
  await page.evaluate(() => {
    document.documentElement.style.fontSize = ""
  })
  await page.setViewportSize(NARROW)
  found.push(...(await askAxe(page)).map((what) => `narrow: ${what}`))
  found.push(...(await page.evaluate(cutOff)).map((what) => `narrow: ${what}`))
  await page.setViewportSize(WIDE)
  return found
}

/** What runs off the page or out of its box, and what is too small to be met. First bytes of a file are a table: they may scroll. */
function cutOff(): string[] {
  const wrong: string[] = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) wrong.push(`${root.scrollWidth - root.clientWidth} px to the side`)
  for (const box of document.querySelectorAll<HTMLElement>("main *, header *, nav *")) {
    const { display, overflowX } = getComputedStyle(box)
    if (display === "inline" || !box.checkVisibility() || box.matches("input, select, video, .unseen"))
      continue
    if (box.matches(".opened pre") && overflowX === "auto") continue
    if (box.matches(".ends")) continue // its quiet buttons stand out by their own padding
    if (box.scrollWidth > box.clientWidth + 2) wrong.push(`cut off: ${box.tagName} ${box.className}`)
  }
  for (const target of document.querySelectorAll<HTMLElement>("button, select, summary, .options label")) {
    const { width, height } = target.getBoundingClientRect()
    if (height > 0 && (width < 24 || height < 24)) wrong.push(`a target of ${width} by ${height}`)
  }
  return [...new Set(wrong)]
}

test("the ceremony", async ({ looking: { page, folder, seen } }) => {
  await seen("home")
  const policy = join(folder, "policy.json")
  writeFileSync(policy, encodePolicy(demoPolicy(DAY)))
  const given = { policy, origin: "demo.cairn.example", kind: "demonstration", screens: seen } as const
  await holdCeremony(page, join(folder, "hands"), given)
  await seen("over")
})

test("a desk's day", async ({ looking: { page, folder, seen } }) => {
  await deskDay(page, await deskWorld(folder), seen)
})

test("incidents", async ({ looking: { page, folder, seen } }) => {
  await incidents(page, folder, seen)
})

test("a change of the charter", async ({ looking: { page, folder, seen } }) => {
  const here = await later(folder)
  await addConsole(page, here, seen)
  await openCharters(page, here, "charter", "charters.txt")
  await press(page, "go-removeConsole")
  await seen("remove-console")
  await press(page, "back")
  await press(page, "go-other")
  for (const summary of await page.locator("summary").all()) await summary.click()
  await seen("something-else")
})

test("a change of the key that opens accounts", async ({ looking: { page, folder, seen } }) => {
  await rotatingScreens(page, await later(folder), seen)
})

test("looking at a file", async ({ looking: { page, folder, seen } }) => {
  await press(page, "look")
  await seen("look")
  writeFileSync(join(folder, `${"a-long-name-".repeat(12)}.bin`), Buffer.alloc(3000, 7))
  await give(page, "look-file", join(folder, `${"a-long-name-".repeat(12)}.bin`))
  await press(page, "open-file")
  await page.locator('.opened:not([data-kind=""])').waitFor()
  await seen("first-bytes")
})

test("what is planted is found", async ({ page, console: path }) => {
  await page.setViewportSize(WIDE)
  await openConsole(page, path)
  await state(page, "home").waitFor()
  expect(await faults(page)).toEqual([])
  await page.evaluate(() => {
    const button = document.createElement("button")
    button.style.cssText = "inline-size: 10px; block-size: 10px"
    const text = document.createElement("p")
    text.style.cssText = "inline-size: 21rem; color: #eee"
    text.textContent = "wide and pale"
    document.querySelector("main")?.append(button, text)
  })
  const found = (await faults(page)).join("\n")
  for (const what of [
    "axe: button-name",
    "axe: color-contrast",
    "narrow: axe: button-name",
    "px to the side",
  ])
    expect(found).toContain(what)
  expect(found).toMatch(/a target of 1\d by 10/m)
  note("cases", 1)
})
