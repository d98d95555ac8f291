// The way through a change of the key that opens accounts, in the page: each step once, with what the console does on its working days
// between them, in a world whose log the test keeps.
import { readFileSync, writeFileSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import { addDays } from "../../src/core/day.ts"
import { bundle, logged, person } from "../cases/world.ts"
import type { Account } from "../fixtures/account.ts"
import { press } from "./console-page.ts"
import { type Later, openCharters, signHere } from "./later.ts"
import {
  fill,
  give,
  type Paper,
  readSheet,
  save,
  sitDown,
  state,
  takeIn,
  typeSheet,
  typeSheets,
} from "./staff.ts"

export const DAY = "2026-11-22"
/** The day on which the charter with the new key is in the log, and the last on which the old one is taken. */
export const LEAF = addDays(DAY, 1)
export const LAST = addDays(LEAF, 89)

type Shoot = (name: string) => Promise<void>

export interface Rotating {
  readonly page: Page
  readonly here: Later
  readonly one: Account
  readonly shoot: Shoot
  papers: readonly Paper[]
}

/** One case in the log, and its bundle. */
export async function beginRotating(
  page: Page,
  here: Later,
  shoot: Shoot = async () => {},
): Promise<Rotating> {
  const one = await person(here.world)
  await logged(here.world, DAY, one.statement)
  writeFileSync(here.at("intake.zip"), await bundle(here.world, { accounts: [one] }))
  return { page, here, one, shoot, papers: [] }
}

export async function onDay({ page }: Rotating, day: string): Promise<void> {
  await page.clock.setFixedTime(`${day}T12:00:00Z`)
}

/** A working day at the console: the store opened with the keys that there are, a bundle taken in, the store saved. */
export async function workingDay(
  way: Rotating,
  bundled: string,
  keys: { old: boolean; store?: string },
): Promise<void> {
  const { page, here, papers } = way
  const shares = { set: here.at("record/shares.json"), papers: papers.slice(0, 2) }
  const opening = {
    ...(keys.store === undefined ? { fingerprint: here.fingerprint } : { store: here.at(keys.store) }),
    key: here.at("console-1.key"),
    ...(keys.old && { identity: here.at("intake.age-identity") }),
    ...(papers.length > 0 && { shares }),
  }
  await sitDown(page, opening)
  await takeIn(page, here.at(bundled))
  await page.locator("[data-imported]").waitFor()
  await save(page, "save-store", here.at("store"))
  await press(page, "lock")
  await press(page, "back")
  await state(page, "home").waitFor()
}

/** The charter's note as a leaf of that day, or only a tick; and a bundle with it. */
export async function nextBundle(
  way: Rotating,
  day: string,
  name: string,
  ...leaves: Uint8Array[]
): Promise<void> {
  const { here, one } = way
  await logged(here.world, day, ...leaves)
  const note = readFileSync(here.at("charter-2.note"))
  const change = (files: Map<string, Uint8Array>): void => void files.set("charters/2.note", note)
  writeFileSync(here.at(name), await bundle(here.world, { accounts: [one], change }))
}

/** Steps 1 and 2: a new key on three sheets, opened from them. Its record is saved as `rotation.json`. */
export async function makeNewKey(way: Rotating): Promise<void> {
  const { page, here, shoot } = way
  await openCharters(page, here, "rotation", "charter.note")
  await page.locator('[data-q="known"] input[value="no"]').check()
  await shoot("1-begin")
  await press(page, "make")
  await state(page, "rotation-make-hand").waitFor()
  await shoot("1-hand-out")
  const papers: Paper[] = []
  for (const show of await page.locator('[data-act^="show share-"]').all()) {
    await show.click()
    papers.push(await readSheet(page))
    await press(page, "close-sheet")
  }
  way.papers = papers
  await save(page, "save record/shares.json", here.at("record/shares.json"))
  await save(page, "save-record", here.at("rotation.json"))
  await press(page, "next")
  await state(page, "rotation-drill").waitFor()
}

export async function drillNewKey(way: Rotating): Promise<void> {
  const { page, here, papers, shoot } = way
  await typeSheets(page, papers.slice(0, 2))
  await page.locator('[data-shares="2"]').waitFor()
  await shoot("2-drill")
  await expect(page.locator('[data-act="drill"]')).toHaveCount(0) // every sheet, not only as many as rebuild it
  await typeSheet(page, papers[2] as Paper)
  await press(page, "drill")
  await state(page, "rotation-propose").waitFor()
  await shoot("3-propose")
  await save(page, "save-record", here.at("rotation.json"))
  await save(page, "save-proposal", here.at("proposal"))
  await press(page, "back")
}

/** Step 3: two roots sign. Leaves `charter-2.note` and `charters.txt`. */
export async function signNewKey({ page, here }: Rotating): Promise<void> {
  await openCharters(page, here, "charter", "charter.note")
  await press(page, "go-sign")
  await give(page, "proposals", here.at("proposal"))
  await signHere(page, here.at("root-1.key"), 1)
  await signHere(page, here.at("root-2.key"), 2)
  await press(page, "take-charter")
  await save(page, "save-note", here.at("charter-2.note"))
  await save(page, "save-chain", here.at("charters.txt"))
  await press(page, "back")
  await press(page, "back")
}

/** Opens the rotation where it stands, from its record. */
export async function goOn({ page, here }: Rotating, chain = "charters.txt"): Promise<void> {
  await openCharters(page, here, "rotation", chain)
  await give(page, "go-on", here.at("rotation.json"))
}

/** Gives the store and keys, and asks where it stands. */
export async function lookAt(way: Rotating, keys: { old?: boolean; new?: boolean }): Promise<void> {
  const { page, here, papers } = way
  await give(page, "store", here.at("store"))
  await page.locator('[data-taken="store"]').waitFor()
  if (keys.old === true) {
    await give(page, "identity", here.at("intake.age-identity"))
    await page.locator('[data-have="old"]').waitFor()
  }
  if (keys.new === true) await giveSheets(page, here, papers)
  await press(page, "look-store")
}

export async function giveSheets(page: Page, here: Later, papers: readonly Paper[]): Promise<void> {
  await give(page, "share-set-file", here.at("record/shares.json"))
  await typeSheets(page, papers.slice(0, 2))
  await page.locator('[data-have="new"]').waitFor()
}

/** The whole way, for looking at its screens. */
export async function rotatingScreens(page: Page, here: Later, seen: Shoot): Promise<void> {
  const way = await beginRotating(page, here, seen)
  await onDay(way, DAY)
  await workingDay(way, "intake.zip", { old: true })
  await makeNewKey(way)
  await drillNewKey(way)
  await signNewKey(way)
  await goOn(way)
  await seen("4-into-the-log")
  await press(page, "back")
  await onDay(way, LEAF)
  await nextBundle(way, LEAF, "second.zip", readFileSync(here.at("charter-2.note")))
  const { papers } = way
  way.papers = []
  await workingDay(way, "second.zip", { old: true, store: "store" })
  way.papers = papers
  await goOn(way)
  await lookAt(way, { old: true, new: true })
  await state(page, "rotation-rewrap").waitFor()
  await seen("5-re-wrap")
  await save(page, "rewrap", here.at("store"))
  await state(page, "rotation-grace").waitFor()
  await seen("6-wait")
  await press(page, "back")
  for (const [days, step] of [
    [1, "7-take-in-once-more"],
    [3, "8-destroy"],
  ] as const) {
    await onDay(way, addDays(LAST, days))
    await nextBundle(way, addDays(LAST, days), `${days}.zip`)
    await workingDay(way, `${days}.zip`, { old: true, store: "store" })
    await goOn(way)
    await lookAt(way, { new: true })
    await state(page, days === 1 ? "rotation-import" : "rotation-destroy").waitFor()
    if (days === 3) await give(page, "old-file", here.at("intake.age-identity"))
    await seen(step)
    if (days === 1) await press(page, "back")
  }
  await fill(page, "digits", (await page.locator("[data-from]").getAttribute("data-from")) ?? "")
  for (const said of ["others", "burnt"]) await page.locator(`[data-q="said"] input[value="${said}"]`).check()
  await press(page, "destroy")
  await state(page, "rotation-over").waitFor()
  await seen("9-over")
}
