// Taking everything back: in as many presses as any answer, with the truth about where it really is, and whatever stands in the way.
import { expect, type Page } from "@playwright/test"
import { collect } from "../../src/core/chunks.ts"
import { addDays } from "../../src/core/day.ts"
import { encodeChange } from "../../src/core/package.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealChange } from "../../src/seal/consent.ts"
import { about, type Coming, decisions, type Her } from "./coming.ts"
import { act, at, enter, go, pick, REFUSED, sendAndGoOn, test, text } from "./returning.ts"
import { Chain, happens } from "./scene.ts"
import { NOW_DAY } from "./stand-in.ts"
import { note } from "./watched.ts"

test.use({ locale: "en" })
test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name !== "chromium", "the walk is in every browser")
})

test("requirement 45: two presses, and the table is of her actual recipients", async ({ come, visit }) => {
  const coming = await come()
  const her = await coming.give()
  const chain = await happens(coming, her)
  await coming.dispatch(await chain.use(her, { action: "held", ...NO_USE }))
  const page = await visit(coming)
  await enter(page, her.words)
  await act(page, "go-withdraw") // the first press
  await at(page, "withdraw")
  const rows = await page.locator("[data-undo] h3").allInnerTexts()
  expect(rows.map((row) => row.replace(/, since .*|[\u2068\u2069]/g, ""))).toEqual([
    "On our server",
    "With our team",
    "A copy that our team must keep",
    "With Example court (not real)",
  ])
  const court = page.locator("[data-undo]").nth(3)
  await expect(court).toContainText("They need not give it back.")
  await expect(court).toContainText("The lawyers of an accused person may see it.")
  expect(await page.locator('[data-q="when"] input:checked').count()).toBe(0)
  await pick(page, "when", "now")
  await act(page, "send") // the second
  await at(page, "done")
  expect((await coming.read(her)).standing.withdrawn?.now).not.toBeNull()

  // Nobody fetched it, nobody was given it: the table says no more than that, and whom she said yes to.
  const quiet = await coming.give()
  await page.goto(`${coming.url}/return`)
  await enter(page, quiet.words)
  await go(page, "withdraw")
  expect(await page.locator("[data-undo] h3").allInnerTexts()).toEqual([
    "On our server",
    "With our team",
    "With \u2068Example court (not real)\u2069, if it was given to them",
  ])
  expect(await text(page)).toContain("No one has fetched it yet")
  note("cases", 2)
})

/** From her words to the last press: what makes taking back harder, or tells her less, than giving. */
async function hardships(page: Page, her: Her): Promise<string[]> {
  await enter(page, her.words)
  await act(page, "go-withdraw")
  await at(page, "withdraw")
  const found: string[] = []
  const rows = await page.locator("[data-undo] h3").filter({ visible: true }).allInnerTexts()
  if (!rows.some((row) => row.includes("Example court"))) found.push("a recipient of hers is not named")
  if ((await page.locator('[data-q="when"] input:checked').count()) > 0) found.push("chosen for her")
  await pick(page, "when", "now")
  await act(page, "send")
  const on = page.locator('main[data-state]:not([data-state="withdraw"])')
  await on.waitFor({ timeout: 10_000 }).catch(() => found.push("asked once more"))
  return found
}

const HARDER: readonly (readonly [what: string, found: string, break_: () => void])[] = [
  [
    "one more press",
    "asked once more",
    () => {
      let pressed = false
      document.addEventListener(
        "click",
        (event) => {
          if (pressed || !(event.target as HTMLElement).closest('[data-act="send"]')) return
          pressed = true
          event.stopImmediatePropagation()
          event.preventDefault()
        },
        true,
      )
    },
  ],
  [
    "a day chosen for her",
    "chosen for her",
    () =>
      new MutationObserver((_, watcher) => {
        const input = document.querySelector<HTMLInputElement>('[data-q="when"] input')
        if (input === null) return
        watcher.disconnect()
        input.click()
      }).observe(document, { childList: true, subtree: true }),
  ],
  [
    "a recipient left out",
    "a recipient of hers is not named",
    () =>
      new MutationObserver(() => {
        for (const row of document.querySelectorAll<HTMLElement>("[data-undo]"))
          if (row.textContent?.includes("Example court")) row.style.display = "none"
      }).observe(document, { childList: true, subtree: true }),
  ],
]

test("requirement 45: nothing makes it harder than giving", async ({ come, visit }) => {
  const coming = await come()
  const her = await coming.give()
  expect(await hardships(await visit(coming), her)).toEqual([])
  note("cases", 1)
})

for (const [what, found, break_] of HARDER)
  test(`requirement 45, a page that fails it: ${what}`, async ({ come, visit, page }) => {
    const coming = await come()
    const her = await coming.give()
    await page.addInitScript(break_)
    expect(await hardships(await visit(coming), her)).toEqual([found])
    note("cases", 1)
  })

const NO_USE = { purpose: null, recipientId: null, identifiability: null } as const

test("while the history is hidden the table names nobody, and says that it cannot", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give({ consent: { ...decisions(), history: "hide" } })
  await coming.dispatch(await new Chain(coming).use(her, {}))
  const page = await visit(coming)
  await enter(page, her.words)
  expect(await text(page)).toContain("You have hidden what was done with it.")
  await expect(page.locator('[data-act="go-timeline"]')).toHaveCount(0)
  await go(page, "checked")
  expect(await text(page)).not.toContain("The team did something")
  await act(page, "previous")
  await go(page, "withdraw")
  expect(await text(page)).not.toContain("since")
  expect(await text(page)).toContain("Things that this page cannot show")
  note("cases", 1)
})

test("an expired charter stops new things, and withdrawing goes on", async ({ come, visit }) => {
  const days = { today: addDays(NOW_DAY, -20), expires: addDays(NOW_DAY, -2) }
  const coming = await come({ organisation: days })
  const her = await coming.give({ today: addDays(NOW_DAY, -10) })
  const page = await visit(coming)
  await enter(page, her.words)
  expect(await text(page)).toContain("The keys of the group are out of date.")
  await expectWithdrawn(coming, her, async () => {
    await go(page, "withdraw")
    await sendAndGoOn(page)
  })
})

test("what does not verify, or a server that can promise nothing, keeps nobody from withdrawing", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming)
  coming.lie = about((answer) => {
    answer.checkpoint = answer.checkpoint.replace(/\n\d+\n/, "\n9999\n")
  })
  await enter(page, her.words)
  expect(await text(page)).toContain("does not check out")
  await go(page, "withdraw")
  expect(await text(page)).toContain("there may be more than what stands here")
  await expectWithdrawn(coming, her, () => sendAndGoOn(page))

  const other = await coming.give()
  coming.lie = (path) => (path === "/consents" ? Buffer.alloc(0) : undefined)
  await page.goto(`${coming.url}/return`)
  await enter(page, other.words)
  await go(page, "withdraw")
  await expectWithdrawn(coming, other, async () => {
    await act(page, "send")
    await at(page, "done")
  })
  expect(await text(page)).not.toContain("The server has signed")
  note("cases", 2)
})

test("where another window was first, what stands is read again and the same is said on top of it", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, REFUSED)
  await enter(page, her.words)
  await otherWindow(coming, her)
  await go(page, "hide")
  await sendAndGoOn(page)
  const hers = await coming.read(her)
  expect(hers.problems).toEqual([])
  expect(hers.standing.head?.seq).toBe(2)
  expect(hers.record?.history).toBe("hide")
  // What the other window decided is in the record still.
  expect(hers.record?.decisions.find(({ purpose }) => purpose === "legal_analysis")?.state).toBe("refused")
  note("cases", 1)
})

test("what the server refuses is kept, and is sent when asked again; a false promise is not believed", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, REFUSED)
  await enter(page, her.words)
  await go(page, "add")
  await page.locator('[data-q="account_text"]').fill("kept")
  coming.refuse = (request) => (request.startsWith("POST ") ? [413, "too-large"] : undefined)
  await act(page, "send")
  await at(page, "unsaid")
  await act(page, "previous")
  expect(await page.locator('[data-q="account_text"]').inputValue()).toBe("kept")
  coming.refuse = () => undefined
  coming.lie = (path, body) =>
    path === "/submissions" ? Buffer.from(body.toString().replace(/"by":"\d/, '"by":"9')) : undefined
  await act(page, "send")
  await at(page, "stuck")
  expect(await text(page)).toContain("it is not signed as it should be")
  coming.lie = () => undefined
  await act(page, "again")
  await at(page, "done")
  expect((await coming.read(her)).standing.head?.seq).toBe(1)
  note("cases", 2)
})

async function expectWithdrawn(coming: Coming, her: Her, way: () => Promise<void>): Promise<void> {
  await way()
  expect((await coming.read(her)).standing.withdrawn).not.toBeNull()
  note("cases", 1)
}

/** The same receipt somewhere else says no to lawyers. */
async function otherWindow(coming: Coming, her: Her): Promise<void> {
  const { record, standing } = await coming.read(her)
  if (record === null) throw new Error("no record")
  const refused = record.decisions.map((one) =>
    one.purpose === "legal_analysis" ? { ...one, state: "refused" } : one,
  )
  const change = await sealChange({
    ...{
      charter: coming.made.charter,
      today: NOW_DAY,
      keys: her.keys,
      head: standing.head,
      action: "amended",
    },
    ...{ reply: await replyRecipient(her.keys), consent: { ...record, decisions: refused }, before: record },
  })
  const body = Uint8Array.from(await collect(encodeChange(change), Number.POSITIVE_INFINITY))
  const answer = await fetch(`${coming.url}/consents`, {
    ...{ method: "POST", headers: { "content-type": "application/x-tar" }, body },
  })
  expect(answer.status).toBe(202)
}
