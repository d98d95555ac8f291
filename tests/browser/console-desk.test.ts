// The staff room in the page from disk, over a store that is one file: taking in, reading, answering, passing on with two names, sending
// out, locking. Nothing but clicks and files.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import { test as base, openConsole, press } from "./console-page.ts"
import { COURT, DAY, type DeskWorld, deskWorld, STORY } from "./desk-world.ts"
import { check, fill, give, keepFiles, reveal, save, sitDown, state, takeIn, unlock } from "./staff.ts"
import { note } from "./watched.ts"

const test = base.extend<{ office: DeskWorld; desk: Page }, { made: DeskWorld }>({
  made: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "cairn-desk-"))
      await use(await deskWorld(folder))
      rmSync(folder, { recursive: true })
    },
    { scope: "worker" },
  ],
  office: async ({ made }, use) => use(made),
  /** A desk with a new store into which the bundle was taken. */
  desk: async ({ page, console: path, office }, use) => {
    await keepFiles(page)
    await page.clock.setFixedTime(`${DAY}T12:00:00Z`)
    const checked = await openConsole(page, path)
    const { fingerprint, at } = office
    await sitDown(page, { fingerprint, key: at("console-1.key"), identity: at("intake.age-identity") })
    expect(await takeIn(page, at("intake.zip"))).toEqual(["cases 2"])
    await press(page, "to-cases")
    await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "2")
    await use(page)
    checked()
  },
})

test.skip(({ browserName: _ }) => base.info().project.name.includes("JIT"), "nothing here depends on it")

/** The case whose account may be read, and the one of which only contact may. */
const readable = (page: Page) => page.locator(".case-line").filter({ hasNotText: "contact only" })
const triage = (page: Page) => page.locator(".case-line").filter({ hasText: "contact only" })

test("her account is covered until somebody says what for, and then logged", async ({ desk: page }) => {
  await expect(page.locator("body")).not.toContainText("Example town (")
  await readable(page).click()
  await expect(page.locator("[data-covered]")).toBeVisible()
  await expect(page.locator("body")).not.toContainText("harvest")
  await expect(page.locator('[data-allowed="yes"][data-purpose="legal_analysis"]')).toBeVisible()
  await expect(page.locator('[data-allowed="refused"][data-purpose="publish_quote"]')).toContainText(
    "She said no.",
  )
  await reveal(page, "store")
  await expect(page.locator('[data-revealed="triage"]')).toBeVisible()
  await expect(page.locator('[data-field="account_text"]')).toHaveCount(0)
  await press(page, "cover")
  await reveal(page, "legal_analysis")
  const told = page.locator('[data-field="account_text"] p')
  await expect(told).toHaveText(STORY.split("\n"))
  await expect(page.locator('[data-use="opened"]')).toHaveCount(2)
  await press(page, "to-cases")
  await readable(page).click()
  await expect(page.locator("[data-covered]")).toBeVisible() // whoever comes back asks again
  await press(page, "to-cases")
  await triage(page).click()
  await expect(page.locator('[data-q="reveal-purpose"] input')).toHaveCount(1)
  note("cases", 3)
})

test("her files open one at a time, by hand, and in quarantine not before a second answer", async ({
  desk: page,
}) => {
  await readable(page).click()
  await reveal(page, "legal_analysis")
  const files = page.locator(".attachment")
  await expect(files).toHaveCount(17)
  await expect(page.locator(".opened")).toHaveCount(0)
  for (const n of [0, 1, 3, 11, 13]) {
    await files.nth(n).locator('[data-act="open-file"]').click()
    await page.locator('.opened:not([data-kind=""])').waitFor()
    await expect(page.locator(".opened")).toHaveCount(1)
    note("cases", 1)
  }
  await press(page, "quarantine")
  await expect(page.locator('[data-quarantine="true"]')).toBeVisible()
  await expect(page.locator(".opened")).toHaveCount(0)
  expect(await page.locator("[data-shut]").count()).toBeGreaterThan(3)
  await expect(page.locator('[data-act="open-quarantine"]')).toHaveCount(0)
  const disguised = files.filter({ hasText: "letter.bin" }) // said to be nothing in particular: a picture by its bytes
  await disguised.locator('[data-act="open-file"]').click()
  await expect(disguised.locator("[data-shut]")).toBeVisible()
  await expect(page.locator("canvas, video")).toHaveCount(0)
  await fill(page, "quarantine-reason", "asked by child protection")
  await press(page, "open-quarantine")
  await expect(page.locator('[data-quarantine="false"]')).toBeVisible()
  await expect(page.locator(".opened")).toHaveCount(0)
})

test("a word, a label, a note, a colleague; saved as one file, in which nothing can be read; opened again", async ({
  desk: page,
  console: path,
  office,
  context,
}) => {
  await readable(page).click()
  await press(page, "reply")
  await fill(page, "reply", "We have read it. Thank you.")
  await press(page, "send-reply")
  await page.locator('[data-sent="1"]').waitFor()
  await press(page, "notes")
  await fill(page, "label", "spring")
  await press(page, "add-label")
  await fill(page, "note", "Compare with the other of that month.")
  await press(page, "add-note")
  await fill(page, "hand-over-to", "colleague-2")
  await press(page, "hand-over-case")
  await page.getByText("It is with colleague-2.").waitFor()
  await press(page, "to-cases")
  await fill(page, "search", "SPRING")
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "1")
  await fill(page, "search", "голос нікого")
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "0")
  await fill(page, "search", "навесні")
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "1")
  await fill(page, "search", "")
  await page.locator(".filters summary").click()
  await page.locator('[data-q="filter-purpose"]').selectOption("legal_analysis")
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "1")

  await expect(page.locator("[data-unsaved]")).toBeVisible()
  const store = office.at("page.cairn-store")
  const name = await save(page, "save-store", store)
  expect(name).toBe(`store-${DAY}.cairn-store`)
  await expect(page.locator("[data-unsaved]")).toHaveCount(0)
  const bytes = readFileSync(store)
  for (const text of [
    "spring",
    "colleague",
    "Olena",
    "Example town",
    COURT,
    office.accounts[0]?.keys.subject ?? "-",
  ])
    expect(bytes.includes(text), text).toBe(false)
  await press(page, "lock")
  await expect(state(page, "locked")).toBeVisible()
  await expect(page.locator("body")).not.toContainText("colleague-2")
  await unlock(page, { key: office.at("console-1.key"), identity: office.at("intake.age-identity") })
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "2")

  const again = await context.newPage()
  await again.clock.setFixedTime(`${DAY}T12:00:00Z`)
  const checked = await openConsole(again, path)
  await sitDown(again, { store, key: office.at("console-2.key"), identity: office.at("intake.age-identity") })
  await expect(again.getByText("with colleague-2")).toBeVisible()
  checked()
  note("cases", 7)
})

test("passing on: what she allows and no more, two names, then a copy; and it is sent out", async ({
  desk: page,
  console: path,
  office,
  context,
}) => {
  await triage(page).click()
  await press(page, "share")
  await expect(page.locator('[data-not="refused"]')).not.toHaveCount(0)
  await press(page, "to-cases")
  await readable(page).click()
  await reveal(page, "legal_analysis")
  await press(page, "share")
  await expect(page.locator('[data-q="share-to"] input')).toHaveCount(1)
  await check(page, "share-to", [`share_accountability_body ${COURT}`])
  await expect(page.locator('[data-q="share-identifiability"] input[value="identified"]')).toHaveCount(0)
  await check(page, "share-fields", ["account_text", "where"])
  await press(page, "draft")
  await expect(page.locator('[data-refused="conditions"]')).toBeVisible() // through her lawyer: nobody answers for it yet
  await check(page, "share-met", ["no_name", "through_my_lawyer"])
  await press(page, "draft")
  const request = office.at("request.age")
  await save(page, "save-request", request)
  await press(page, "requests")
  await give(page, "request", request)
  await page.locator("[data-reviewed]").waitFor()
  await save(page, "approve", office.at("own-approval.age"))
  await give(page, "own-request", request)
  await give(page, "approval", office.at("own-approval.age"))
  await expect(page.locator('[data-refused="one-approver"]')).toBeVisible() // nobody is the second name of their own request

  const second = await context.newPage()
  await keepFiles(second)
  await second.clock.setFixedTime(`${DAY}T12:00:00Z`)
  const checked = await openConsole(second, path)
  await sitDown(second, {
    fingerprint: office.fingerprint,
    key: office.at("console-2.key"),
    identity: office.at("intake.age-identity"),
  })
  await takeIn(second, office.at("intake.zip"))
  await press(second, "requests")
  await give(second, "request", request)
  await expect(second.locator("[data-reviewed]")).toHaveAttribute("data-reviewed", "ok")
  await expect(second.locator("[data-reviewed]")).toContainText("account_text") // what goes along
  const approval = office.at("approval.age")
  await save(second, "approve", approval)
  checked()
  await second.close()

  await give(page, "own-request", request)
  await give(page, "approval", approval)
  await page.locator("[data-copy]").waitFor()
  await save(page, "keep account.json", office.at("account.json"))
  expect(JSON.parse(readFileSync(office.at("account.json"), "utf8"))).toEqual([
    { field: "account_text", value: STORY },
    { field: "where", value: { text: "Example town", kind: "town_or_village" } },
  ])
  await save(page, "keep custody.txt", office.at("custody.txt"))
  expect(readFileSync(office.at("custody.txt"), "utf8")).toContain(COURT)
  await press(page, "export")
  const dispatch = office.at("dispatch.zip")
  await save(page, "save-dispatch", dispatch)
  expect(statSync(dispatch).size).toBeGreaterThan(10_000)
  await expect(page.locator("[data-dispatched]")).toHaveAttribute("data-dispatched", "4") // two taken in, one opened, one passed on
  // The server drops what this says was taken in: the store that has it was saved beside it.
  await expect(page.locator("[data-unsaved]")).toHaveCount(0)
  await press(page, "cases")
  await readable(page).click()
  await press(page, "share")
  await expect(page.locator('[data-not="spent"]')).toBeVisible() // her yes was for once
  note("cases", 6)
})

test("a bundle that was damaged, or is another's, is told for what it is, and nothing is lost", async ({
  desk: page,
  office,
}) => {
  await press(page, "import")
  await give(page, "bundle", office.at("charter.note"))
  await expect(page.locator("[data-refused]")).toBeVisible()
  expect(await takeIn(page, office.at("intake.zip"))).toEqual(["cases 0"])
  await expect(page.locator('[data-imported="again"]')).toBeVisible()
  await press(page, "to-cases")
  await expect(page.locator("[data-found]")).toHaveAttribute("data-found", "2")
  note("cases", 2)
})

test("nobody at the desk: it locks, what was read is gone, and what was done can be saved", async ({
  page,
  console: path,
  office,
}) => {
  await keepFiles(page)
  await page.clock.install({ time: `${DAY}T12:00:00Z` })
  const checked = await openConsole(page, path)
  await sitDown(page, {
    fingerprint: office.fingerprint,
    key: office.at("console-1.key"),
    identity: office.at("intake.age-identity"),
  })
  await takeIn(page, office.at("intake.zip"))
  await press(page, "to-cases")
  await readable(page).click()
  await reveal(page, "legal_analysis")
  await page.clock.runFor(4 * 60_000)
  await expect(page.locator("[data-revealed]")).toBeVisible()
  await page.clock.runFor(2 * 60_000)
  await expect(state(page, "locked")).toBeVisible()
  await expect(page.locator("body")).not.toContainText("harvest")
  await save(page, "save-store", office.at("idle.cairn-store"))
  await unlock(page, { key: office.at("console-1.key"), identity: office.at("intake.age-identity") })
  await readable(page).click()
  await expect(page.locator('[data-use="opened"]')).toHaveCount(1)
  checked()
  note("cases", 1)
})
