// Changing the key that opens accounts, in the page from disk, from the new key on paper to the old one's end, with the page closed
// between steps; the record goes between page and command both ways; and nothing is destroyed early.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "@playwright/test"
import { addDays } from "../../src/core/day.ts"
import { test as base, openConsole, press } from "./console-page.ts"
import { type Later, later, openCharters, pinned, refused } from "./later.ts"
import {
  beginRotating,
  DAY,
  drillNewKey,
  giveSheets,
  goOn,
  LAST,
  LEAF,
  lookAt,
  makeNewKey,
  nextBundle,
  onDay,
  type Rotating,
  signNewKey,
  workingDay,
} from "./rotating.ts"
import { fill, give, keepFiles, save, state } from "./staff.ts"
import { note } from "./watched.ts"

const test = base.extend<{ way: Rotating; here: Later }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  here: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-rotation-"))
    await use(await later(folder))
    rmSync(folder, { recursive: true })
  },
  way: async ({ page, console: path, here }, use) => {
    const way = await beginRotating(page, here)
    await keepFiles(page)
    await onDay(way, DAY)
    const check = await openConsole(page, path)
    await use(way)
    check()
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

/** What the command says of the page's record. */
async function stageByCommand({ here }: Rotating): Promise<string> {
  mkdirSync(here.at("r"), { recursive: true })
  writeFileSync(here.at("r/rotation.json"), readFileSync(here.at("rotation.json")))
  return (await here.run("rotate", "show", "--dir", "./r", ...pinned(here, "charters.txt"))).stage
}

test("from the new key on paper to the old one's end, the page closed between the steps", async ({
  way,
  here,
}) => {
  test.setTimeout(300_000)
  const { page } = way
  await workingDay(way, "intake.zip", { old: true })
  await makeNewKey(way)
  await page.reload()
  await goOn(way, "charter.note")
  await state(page, "rotation-drill").waitFor()
  await drillNewKey(way)
  await signNewKey(way)
  expect(await stageByCommand(way)).toBe("log")

  await page.reload()
  await goOn(way, "charter.note")
  await state(page, "rotation-propose").waitFor()
  await give(page, "charters", here.at("charter-2.note")) // the one that is new
  await state(page, "rotation-log").waitFor()
  await lookAt(way, { old: true })
  await expect(state(page, "rotation-log")).toBeVisible()
  await press(page, "back")

  await onDay(way, LEAF)
  await nextBundle(way, LEAF, "second.zip", readFileSync(here.at("charter-2.note")))
  const papers = way.papers
  way.papers = [] // a console that has only the old key at hand
  await workingDay(way, "second.zip", { old: true, store: "store" })
  way.papers = papers
  await goOn(way)
  await lookAt(way, { old: true })
  await state(page, "rotation-rewrap").waitFor()
  await press(page, "rewrap")
  await expect(page.locator('[data-both="false"]')).toBeVisible() // the new key is not here: nothing was saved
  await giveSheets(page, here, papers)
  await save(page, "rewrap", here.at("store"))
  await state(page, "rotation-grace").waitFor()
  await expect(page.locator("[data-rewrapped]")).toBeVisible()
  await expect(page.locator(".notice", { hasText: LAST })).toBeVisible()
  await expect(page.locator('[data-act="destroy"]')).toHaveCount(0)
  await press(page, "back")
  // The old key opens nothing of what was saved.
  await press(page, "desk")
  await give(page, "store", here.at("store"))
  await give(page, "console-key", here.at("console-1.key"))
  await give(page, "identity", here.at("intake.age-identity"))
  await press(page, "unlock")
  await refused(page, "store-key")
  await press(page, "back")

  await onDay(way, addDays(LAST, 1))
  await nextBundle(way, addDays(LAST, 1), "third.zip")
  await workingDay(way, "third.zip", { old: true, store: "store" })
  await goOn(way)
  await lookAt(way, { new: true })
  await state(page, "rotation-import").waitFor()
  await press(page, "back")

  await onDay(way, addDays(LAST, 3))
  await nextBundle(way, addDays(LAST, 3), "fourth.zip")
  await workingDay(way, "fourth.zip", { old: true, store: "store" })
  await goOn(way)
  await lookAt(way, { new: true })
  await state(page, "rotation-destroy").waitFor()
  await give(page, "old-file", here.at("audit.age-identity"))
  await expect(page.locator('[data-held="another"]')).toBeVisible()
  await give(page, "old-file", here.at("intake.age-identity"))
  await expect(page.locator('[data-held="it"]')).toBeVisible()
  const old = (await page.locator("[data-from]").getAttribute("data-from")) ?? ""
  await fill(page, "digits", old)
  await page.locator('[data-q="said"] input[value="others"]').check()
  await expect(page.locator('[data-act="destroy"]')).toHaveCount(0) // not while one of the two is unsaid
  await page.locator('[data-q="said"] input[value="burnt"]').check()
  await fill(page, "digits", "00000000")
  await expect(page.locator('[data-act="destroy"]')).toHaveCount(0)
  await fill(page, "digits", old.toUpperCase())
  await press(page, "destroy")
  await state(page, "rotation-over").waitFor()
  await save(page, "save-record", here.at("rotation.json"))
  expect(await stageByCommand(way)).toBe("over")
  note("cases", 9)
})

test("a rotation that a command began goes on in the page; another organisation's and a changed record do not", async ({
  way,
  here,
}) => {
  const { page } = way
  const begin = ["--split", "2/2", "--revoke"]
  await here.run("rotate", "new", "--dir", "./r", ...pinned(here, "charter.note"), ...begin)
  const other = await later(here.at("other"))
  await other.run("rotate", "new", "--dir", "./r", ...pinned(other, "charter.note"), "--split", "2/3")
  await openCharters(page, here, "rotation", "charter.note")
  await give(page, "go-on", other.at("r/rotation.json"))
  await refused(page, "rotation-other")
  writeFileSync(
    here.at("changed.json"),
    readFileSync(here.at("r/rotation.json"), "utf8").replace("null", "1"),
  )
  await give(page, "go-on", here.at("changed.json"))
  await refused(page, "rotation-file")
  await give(page, "go-on", here.at("r/rotation.json"))
  await state(page, "rotation-drill").waitFor()
  await expect(page.locator("[data-shares]")).toContainText("2 sheets")
  await page.locator("[data-from]").waitFor()
  note("cases", 3)
})

test("nothing is made before it is said whether others know the key; a store's newer charter is asked for", async ({
  way,
  here,
}) => {
  test.setTimeout(300_000)
  const { page } = way
  await openCharters(page, here, "rotation", "charter.note")
  await expect(page.locator('[data-act="make"]')).toHaveCount(0)
  await page.locator('[data-q="known"] input[value="yes"]').check()
  await fill(page, "k", "3")
  await fill(page, "n", "2")
  await press(page, "make")
  await refused(page, "share-plan")
  await page.reload()
  await workingDay(way, "intake.zip", { old: true })
  await makeNewKey(way)
  await drillNewKey(way)
  await signNewKey(way)
  // A third charter, of which the store learns and the page does not.
  const chain = pinned(here, "charters.txt")
  await here.run("charter", "change", ...chain, "--expires", "2027-12-01", "--out", "./later")
  const keys = ["--key", "./root-1.key", "--key", "./root-2.key", "--yes", "--out", "./charter-3.note"]
  await here.run("charter", "sign", "./later", ...chain, ...keys)
  await onDay(way, LEAF)
  const notes = ["charter-2.note", "charter-3.note"].map((name) => readFileSync(here.at(name)))
  await nextBundle(way, LEAF, "second.zip", ...notes)
  await workingDay(way, "second.zip", { old: true, store: "store" })
  await goOn(way)
  await lookAt(way, { new: true })
  await refused(page, "rotation-chain")
  await give(page, "charters", here.at("charter-3.note"))
  await state(page, "rotation-grace").waitFor()
  // Nobody at the page: what opens is gone from it.
  note("cases", 3)
})

test("nobody at the page: keys and store are forgotten", async ({ page, console: path, here }) => {
  await keepFiles(page)
  await page.clock.install({ time: `${DAY}T12:00:00Z` })
  const way = await beginRotating(page, here)
  const check = await openConsole(page, path)
  await workingDay(way, "intake.zip", { old: true })
  await makeNewKey(way)
  await drillNewKey(way)
  await signNewKey(way)
  await goOn(way)
  await lookAt(way, { old: true })
  await page.clock.runFor(3 * 60_000)
  await expect(page.locator('[data-have="old"]')).toBeVisible()
  await page.clock.runFor(3 * 60_000)
  await expect(page.locator("[data-have]")).toHaveCount(0)
  await expect(page.locator('[data-taken="store"]')).toHaveCount(0)
  check()
  note("cases", 1)
})
