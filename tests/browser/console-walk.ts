// The way through the console's screens, each named when it stands: for looking at every one of them, in tests and in pictures.
import { writeFileSync } from "node:fs"
import type { Page } from "@playwright/test"
import { addDays } from "../../src/core/day.ts"
import { bundle, logged, person } from "../cases/world.ts"
import { withdrawn } from "../fixtures/saying.ts"
import { press } from "./console-page.ts"
import { COURT, DAY, type DeskWorld, deskWorld } from "./desk-world.ts"
import { check, fill, give, reveal, save, sitDown, state, takeIn, unlock } from "./staff.ts"

/** Told that a screen stands. */
export type Seen = (name: string) => Promise<void>

const readable = (page: Page) => page.locator(".case-line").filter({ hasNotText: "contact only" })

/** A desk's day, with two cases. The page is at the console's first screen, on {@link DAY}. */
export async function deskDay(page: Page, { fingerprint, at }: DeskWorld, seen: Seen): Promise<void> {
  await press(page, "new-store")
  await seen("unlock")
  await press(page, "back")
  await sitDown(page, { fingerprint, key: at("console-1.key"), identity: at("intake.age-identity") })
  await seen("take-in")
  await takeIn(page, at("intake.zip"))
  await seen("import")
  await press(page, "to-cases")
  await page.locator(".case-line").first().waitFor()
  await page.locator(".filters summary").click()
  await seen("cases")
  await readable(page).click()
  await seen("covered")
  await reveal(page, "legal_analysis")
  await page.locator('.attachment [data-act="open-file"]').nth(11).click()
  await page.locator("[data-drawn]").waitFor()
  await seen("revealed")
  await press(page, "quarantine")
  await page.locator('[data-quarantine="true"]').waitFor()
  await seen("quarantine")
  await page.locator('[data-act="cover"]').click()
  await press(page, "reply")
  await fill(page, "reply", "We have read it. Thank you for telling us.")
  await press(page, "notes")
  await press(page, "staff")
  await seen("reply-notes-staff")
  await press(page, "reply")
  await press(page, "notes")
  await press(page, "staff")
  await reveal(page, "legal_analysis")
  await press(page, "share")
  await check(page, "share-to", [`share_accountability_body ${COURT}`])
  await check(page, "share-fields", ["account_text"])
  await check(page, "share-met", ["no_name", "through_my_lawyer"])
  await press(page, "draft")
  await save(page, "save-request", at("request.age"))
  await seen("share")
  await press(page, "requests")
  await give(page, "request", at("request.age"))
  await page.locator("[data-reviewed]").waitFor()
  await seen("second-name")
  await press(page, "export")
  await seen("send-out")
  await press(page, "lock")
  await state(page, "locked").waitFor()
  await seen("locked")
}

/** When something is wrong, or somebody takes her account back: a hold, what is locked, and bundles that are not as they must be. */
export async function incidents(page: Page, folder: string, seen: Seen): Promise<void> {
  const office = await deskWorld(folder)
  const { at, fingerprint } = office
  const keys = { key: at("console-1.key"), identity: at("intake.age-identity") }
  // Locked before the clock goes on: a desk that nobody touched for a day locks itself, at a moment of its own.
  const later = async (days: number): Promise<void> => {
    await press(page, "lock")
    await page.clock.setFixedTime(`${addDays(DAY, days)}T12:00:00Z`)
    await unlock(page, keys)
  }
  await sitDown(page, { fingerprint, ...keys })
  await takeIn(page, at("intake.zip"))
  await press(page, "to-cases")
  await readable(page).click()
  await press(page, "hold")
  await fill(page, "hold-reason", "Asked for by the court, letter of 20 November.")
  await press(page, "draft-hold")
  await save(page, "save-request", at("hold.age"))
  await page.locator('[data-q="hold-reason"]').scrollIntoViewIfNeeded()
  await seen("hold")
  await press(page, "lock")
  await unlock(page, { ...keys, key: at("console-2.key") }) // the second name, here at the same store
  await press(page, "requests")
  await give(page, "request", at("hold.age"))
  await page.locator("[data-reviewed]").waitFor()
  await save(page, "approve", at("hold-approval.age"))
  await seen("hold-second-name")
  await press(page, "lock")
  await unlock(page, keys)
  await press(page, "requests")
  await give(page, "own-request", at("hold.age"))
  await give(page, "approval", at("hold-approval.age"))
  await page.locator("[data-copy]").waitFor()
  await seen("hold-logged")
  await damagedBundle(office)
  await later(1)
  await takeIn(page, at("next.zip"))
  await page.locator("[data-left-out]").waitFor()
  await seen("locked-and-left-out")
  await press(page, "to-cases")
  await page.locator('[data-found="1"]').waitFor()
  await seen("one-case-left")
  await takeIn(page, at("intake.zip"))
  await page.locator('[data-refused="log-older"]').waitFor()
  await seen("refused-older")
  const other = await deskWorld(`${folder}/other`)
  await takeIn(page, other.at("intake.zip"))
  await page.locator("[data-refused]").waitFor()
  await seen("refused-other")
  await later(20)
  await press(page, "cases")
  await readable(page).click()
  await page.locator('[data-q="reveal-purpose"] input[value="legal_analysis"]').check()
  await press(page, "reveal")
  await page.locator('[data-refused="stale"]').waitFor()
  await seen("refused-stale")
}

// The next day: somebody took hers back, and an account that the log has is not in the bundle.
async function damagedBundle({ world: w, accounts, at }: DeskWorld): Promise<void> {
  const kept = accounts[1] as (typeof accounts)[number]
  const third = await person(w)
  const leaving = await withdrawn(w.made, kept)
  await logged(w, addDays(DAY, 1), third.statement, leaving)
  writeFileSync(at("next.zip"), await bundle(w, { accounts: [...accounts], records: [third.record] }))
}
