// The whole circle, in two browsers' worlds: one of staff, without a network, and one of hers. Between them only clicks, paper and files:
// ceremony, charter, server, submission, bundle, reading, a word with a question, her answer, passing on with two names, dispatch; she
// reads what was done, takes it back, gives it again, takes it back for good; it is erased, and the auditor is content. Then a
// disclosure that consent does not cover: the consoles refuse, and one that is forced by hand is found.
import { readFileSync, writeFileSync } from "node:fs"
import { type BrowserContext, expect, type Page } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { type Circle, startCircle } from "./circle-world.ts"
import { test as base, openConsole, press } from "./console-page.ts"
import { type Forcing, forcedDispatch, forgedRequest } from "./forced.ts"
import { act as actOnForm, arrived } from "./form.ts"
import { act, at, enter, go, pick, sendAndGoOn, text } from "./returning.ts"
import {
  check,
  fill,
  give,
  type Hands,
  holdCeremony,
  keepFiles,
  reveal,
  save,
  sitDown,
  takeIn,
} from "./staff.ts"
import { type Plan, walk } from "./walk.ts"
import { note } from "./watched.ts"

const STORY = "Вона написала це сама. Only for the circle."
const WORD = "We have read it. May we pass it on to the court, once?"

const test = base.extend<{ circle: Circle; staff: BrowserContext }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  circle: async ({}, use) => {
    const circle = startCircle("hands")
    await use(circle)
    circle.close()
  },
  staff: async ({ browser }, use) => {
    const context = await browser.newContext({ offline: true })
    await use(context)
    await context.close()
  },
})

test.skip(
  ({ browserName: _ }) => test.info().project.name !== "chromium",
  "once, in one browser: it is about the parts",
)

async function openDesk(staff: BrowserContext, path: string): Promise<{ page: Page; checked: () => void }> {
  const page = await staff.newPage()
  await keepFiles(page)
  return { page, checked: await openConsole(page, path) }
}

/** A stranger: nobody but the courier is online. */
async function herPage(page: Page, url: string, more: Plan = {}): Promise<string> {
  await page.goto(`${url}/`)
  await walk(page, {
    plan: {
      safety: [],
      account_text: [["account_text", STORY]],
      intro: [],
      store: [["store", "yes"]],
      legal_analysis: [["legal_analysis", "yes"]],
      ...more,
    },
  })
  await actOnForm(page, "send")
  return (await arrived(page)).words
}

test("the circle closes", async ({ staff, page: hers, console: path, circle }) => {
  test.setTimeout(900_000)
  const today = new Date().toISOString().slice(0, 10)
  const policy = circle.at("policy.json")
  writeFileSync(policy, encodePolicy({ ...demoPolicy(today), exit: { en: { url: "/away", title: "Page" } } }))
  const first = await openDesk(staff, path)
  const given = { policy, origin: "demo.cairn.example", kind: "demonstration" } as const
  const hands: Hands = await holdCeremony(first.page, circle.at("hands"), given)
  await press(first.page, "back")
  const hand = (name: string): string => circle.at(`hands/${name}`)

  const init = ["--charter", hand("record/charter.note"), "--policy", hand("server/policy.json")]
  const pinned = ["--fingerprint", hands.fingerprint]
  const made = ["--log-key", hand("server/log.key"), "--data", circle.at("data"), "--merge", "immediate"]
  const refused = await circle.cairn("init", ...init, ...pinned, ...made)
  expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining("demonstration") }) // unless it is said
  expect((await circle.cairn("init", ...init, ...pinned, ...made, "--demonstration")).status).toBe(0)
  const url = await circle.serve()

  const words = await herPage(hers, url)
  const shares = { set: hand("console-1/shares.json"), papers: hands.papers.slice(0, 2) }
  const desk = first.page
  await sitDown(desk, { fingerprint: hands.fingerprint, key: hand("console-1/console-1.key"), shares })
  await desk.locator('[data-q="idle"]').selectOption("30") // on a busy machine the rest takes more than five minutes
  expect(await takeIn(desk, await circle.pull("intake-1.zip"))).toEqual(["cases 1"])
  await press(desk, "to-cases")
  await desk.locator(".case-line").click()
  await reveal(desk, "legal_analysis")
  await expect(desk.locator('[data-field="account_text"] p')).toHaveText([STORY])
  await press(desk, "reply")
  await fill(desk, "reply", WORD)
  await desk.locator('[data-q="reply-ask"]').selectOption("share_accountability_body example-court")
  await press(desk, "send-reply")
  await desk.locator('[data-sent="1"]').waitFor()
  await press(desk, "share")
  await expect(desk.locator('[data-q="share-to"] input')).toHaveCount(0) // she has not decided, so nothing can be chosen
  await press(desk, "export")
  await save(desk, "save-dispatch", circle.at("dispatch-1.zip"))
  await circle.push("dispatch-1.zip")

  await hers.goto(`${url}/return`)
  await enter(hers, words)
  await go(hers, "messages")
  await act(hers, "message-1")
  await at(hers, "message")
  expect(await text(hers)).toContain(WORD)
  await pick(hers, "ask", "yes")
  await sendAndGoOn(hers)

  expect(await takeIn(desk, await circle.pull("intake-2.zip"))).toContain("changed 1")
  await press(desk, "to-cases")
  await desk.locator(".case-line").click()
  await reveal(desk, "legal_analysis")
  await press(desk, "share")
  await check(desk, "share-to", ["share_accountability_body example-court"])
  await check(desk, "share-fields", ["account_text"])
  const answered = await desk
    .locator('[data-q="share-met"] input')
    .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
  await check(desk, "share-met", answered)
  await press(desk, "draft")
  await save(desk, "save-request", circle.at("request.age"))

  const second = await openDesk(staff, path)
  const theirs = { set: hand("console-2/shares.json"), papers: hands.papers.slice(1) }
  await sitDown(second.page, {
    fingerprint: hands.fingerprint,
    key: hand("console-2/console-2.key"),
    shares: theirs,
  })
  await second.page.locator('[data-q="idle"]').selectOption("30")
  expect(await takeIn(second.page, circle.at("intake-1.zip"))).toEqual(["cases 1"])
  await takeIn(second.page, circle.at("intake-2.zip"))
  await press(second.page, "requests")
  await give(second.page, "request", circle.at("request.age"))
  await expect(second.page.locator("[data-reviewed]")).toHaveAttribute("data-reviewed", "ok")
  await save(second.page, "approve", circle.at("approval.age"))

  await press(desk, "requests")
  await give(desk, "own-request", circle.at("request.age"))
  await give(desk, "approval", circle.at("approval.age"))
  await desk.locator("[data-copy]").waitFor()
  await save(desk, "keep account.json", circle.at("account.json"))
  expect(JSON.parse(readFileSync(circle.at("account.json"), "utf8"))).toEqual([
    { field: "account_text", value: STORY },
  ])
  await press(desk, "export")
  await save(desk, "save-dispatch", circle.at("dispatch-2.zip"))
  await save(desk, "save-store", circle.at("store.cairn-store"))
  await circle.push("dispatch-2.zip")

  await hers.goto(`${url}/return`)
  await enter(hers, words)
  await go(hers, "timeline")
  expect(await text(hers)).toContain("Example court")
  await act(hers, "previous")

  // Taken back, and given again within the days in which that can be: locked, and whole as before.
  await go(hers, "withdraw")
  await sendAndGoOn(hers)
  expect(await takeIn(desk, await circle.pull("intake-3.zip"))).toContain("withdrawn 1")
  await press(desk, "to-cases")
  await expect(desk.locator("[data-found]")).toHaveAttribute("data-found", "0")
  await go(hers, "reinstate")
  await sendAndGoOn(hers)
  expect(await takeIn(desk, await circle.pull("intake-4.zip"))).toContain("reinstated 1")
  await press(desk, "to-cases")
  await desk.locator(".case-line").click()
  await reveal(desk, "legal_analysis")
  await expect(desk.locator('[data-field="account_text"] p')).toHaveText([STORY])

  await go(hers, "withdraw")
  await pick(hers, "when", "now")
  await sendAndGoOn(hers)

  const last = await takeIn(desk, await circle.pull("intake-5.zip"))
  expect(last).toContain("erased 1")
  await press(desk, "to-cases")
  await expect(desk.locator("[data-found]")).toHaveAttribute("data-found", "0")
  await press(desk, "export")
  await save(desk, "save-dispatch", circle.at("dispatch-3.zip"))
  await circle.push("dispatch-3.zip")

  const auditor = ["--key", hand("auditor-1/auditor-1.key"), "--identity", hand("audit/audit.age-identity")]
  const audited = async (): Promise<{ verdict: string; findings: { code: string }[] }> =>
    JSON.parse((await circle.cairn("audit", url, ...pinned, ...auditor, "--json")).stdout)
  expect(await audited()).toMatchObject({ verdict: "ok", findings: [] })

  // The same with a disclosure that consent does not cover. She says yes to the court; somebody wants a partner to have it.
  const court = "share_accountability_body:example-court"
  await herPage(hers, url, { "part-sharing": [], [court]: [[court, "unnamed"]] })
  const bundled = await circle.pull("intake-6.zip")
  expect(await takeIn(desk, bundled)).toContain("cases 1")
  await press(desk, "to-cases")
  await desk.locator(".case-line").click()
  await reveal(desk, "legal_analysis")
  await press(desk, "share")
  const choices = desk.locator('[data-q="share-to"] input')
  await expect(choices).toHaveCount(1)
  await expect(choices).toHaveValue("share_accountability_body example-court")
  const partner = desk.locator('[data-not="undecided"]', { hasText: "Example partner" })
  await expect(partner).toContainText("She has not decided.")
  await save(desk, "save-store", circle.at("forced.cairn-store"))
  const forcing: Forcing = {
    ...{ store: circle.at("forced.cairn-store"), recipientId: "example-partner", day: today },
    keys: [hand("console-1/console-1.key"), hand("console-2/console-2.key")],
    ...shares,
  }
  writeFileSync(circle.at("forged.age"), await forgedRequest(forcing))
  await takeIn(second.page, bundled)
  await press(second.page, "requests")
  await give(second.page, "request", circle.at("forged.age"))
  await expect(second.page.locator('[data-reviewed="recipient"]')).toContainText("example-partner")
  await expect(second.page.locator('[data-act="approve"]')).toHaveCount(0)
  writeFileSync(circle.at("forced.zip"), await forcedDispatch(forcing))
  await circle.push("forced.zip")
  const found = await audited()
  expect(found.verdict).toBe("findings")
  expect(found.findings.map(({ code }) => code)).toEqual(["use-beyond-recipient"])
  first.checked()
  second.checked()
  note("cases", 2)
})
