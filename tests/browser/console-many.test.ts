// A store of many cases in the page: only the lines in sight are drawn, and list, filter and search find what they must. With CAIRN_LONG=1
// two thousand of them, and how long each takes is printed.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import type { Card } from "../../src/cases/card.ts"
import { importBundle } from "../../src/cases/import.ts"
import { oneFile, savedBytes } from "../../src/cases/one-file.ts"
import { Store } from "../../src/cases/store.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { hex } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { parseIdentities, recipientOf } from "../../src/open/identity.ts"
import { bundle, logged, person, session, world } from "../cases/world.ts"
import { test as base, openConsole } from "./console-page.ts"
import { consentToRead, DAY, TOLD } from "./desk-world.ts"
import { fill, sitDown } from "./staff.ts"
import { note } from "./watched.ts"

const LONG = process.env.CAIRN_LONG === "1"
const MANY = LONG ? 2000 : 300

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-many-"))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

/** One real case, and as many like it as are wanted, each somebody else's; their words are shared, which costs the page as much. */
async function store(folder: string): Promise<void> {
  const w = await world()
  const told = await person(w, { testimony: TOLD, consent: consentToRead() })
  await logged(w, DAY, told.statement)
  const identities = await parseIdentities(w.made.secrets.get("intake.age-identity") as string)
  const blobs = await oneFile<Uint8Array>(null, async (bytes) => {
    const piece = Uint8Array.from(await collect(bytes, Number.POSITIVE_INFINITY))
    return { piece, bytes: () => [piece] }
  })
  const sealing = { blobs, aead: nodeAead, random: randomBytes }
  const sitting = await session(w)
  const recipients = await Promise.all(identities.map(recipientOf))
  const made = await Store.open(sealing, sitting.unwrap, recipients, w.made.charter.hash)
  const zip = Uint8Array.from(await bundle(w, { accounts: [told] }))
  const read = async (offset: number, length: number) => zip.slice(offset, offset + length)
  await importBundle({ ...sitting, store: made }, { size: zip.length, read })
  const [first] = [...made.cards()] as [Card]
  for (let n = 1; n < MANY; n++) {
    const other = JSON.stringify(first).replaceAll(first.subject, hex(randomBytes(32)))
    const labels = [`label-${n % 7}`, ...(n === 211 ? ["the one"] : [])]
    made.put({ ...(JSON.parse(other) as Card), ref: `C${String(n).padStart(5, "0")}`, labels })
  }
  await made.commit()
  const saved = await collect(
    savedBytes(blobs.parts(), null, (piece) => [piece]),
    Number.POSITIVE_INFINITY,
  )
  writeFileSync(join(folder, "many.cairn-store"), saved)
  for (const [name, secret] of w.made.secrets) writeFileSync(join(folder, name), `${secret}\n`)
}

/** Milliseconds from an input until the list shows so many, in the page's own time. */
async function took(page: Page, question: string, text: string, found: number): Promise<number> {
  await page.evaluate((wanted) => {
    const begun = performance.now()
    Object.assign(globalThis, { took: undefined })
    const look = (): void => {
      const shown = document.querySelector("[data-found]")?.getAttribute("data-found")
      if (shown !== wanted) requestAnimationFrame(look)
      else Object.assign(globalThis, { took: performance.now() - begun })
    }
    requestAnimationFrame(look)
  }, `${found}`)
  await fill(page, question, text)
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", `${found}`, { timeout: 60_000 })
  await page.waitForFunction(() => (globalThis as unknown as { took?: number }).took !== undefined)
  return page.evaluate(() => Math.round((globalThis as unknown as { took: number }).took))
}

test("many cases: the list draws what is in sight, and finds", async ({ page, console: path, folder }) => {
  test.setTimeout(LONG ? 300_000 : 90_000)
  await store(folder)
  await page.clock.setFixedTime(`${DAY}T12:00:00Z`)
  const checked = await openConsole(page, path)
  const [key, identity] = [join(folder, "console-1.key"), join(folder, "intake.age-identity")]
  await sitDown(page, { store: join(folder, "many.cairn-store"), key, identity })
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", `${MANY}`, { timeout: 60_000 })
  const drawn = await page.locator(".case-line").count()
  expect(drawn).toBeGreaterThan(3)
  expect(drawn).toBeLessThan(60)
  await page.locator(".lines").evaluate((box) => box.scrollTo(0, box.scrollHeight))
  await expect(page.locator(".case-line").last()).toBeInViewport()
  const times = {
    firstSearch: await took(page, "search", "the one", 1), // reads every account that may be read, once
    search: await took(page, "search", "навесні", MANY),
    none: await took(page, "search", "навесни", 0),
    all: await took(page, "search", "", MANY),
  }
  await page.locator(".filters summary").click()
  const filters = {
    place: await took(page, "filter-place", "nowhere", 0),
    back: await took(page, "filter-place", "", MANY),
    label: await took(
      page,
      "filter-label",
      "label-3",
      [...Array(MANY).keys()].filter((n) => n % 7 === 3).length,
    ),
  }
  if (LONG) console.log(`${MANY} cases, milliseconds: ${JSON.stringify({ ...times, ...filters })}`)
  checked()
  note("cases", 7)
})
