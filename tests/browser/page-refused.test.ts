// When the submit page must not go on: no receipt without a true promise, nothing sent to an organisation that is not the
// pinned one, and what she wrote kept through all of it.
import { expect, type Page } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { addDays } from "../../src/core/day.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { ORIGIN, organisation } from "../fixtures/account.ts"
import { onlyLeafProof } from "../fixtures/charter-proof.ts"
import { act, arrived, backTo, send, stopAndSend, test, write } from "./form.ts"
import { type Lies, NOW_DAY } from "./stand-in.ts"
import { note } from "./watched.ts"

const ANSWERED_BADLY = [/Failed to load resource/]

async function expectKept(page: Page, text: string): Promise<void> {
  await backTo(page, "account_text")
  expect(await page.locator('[data-q="account_text"]').inputValue()).toBe(text)
}

for (const lie of ["other-key", "changed", "other-leaf", "other-origin"] as const) {
  test(`no receipt for a promise that is not true: ${lie}`, async ({ serve, visit }) => {
    let lying = true
    const stand = await serve({ promise: () => (lying ? lie : "true") })
    const page = await visit(stand.url)
    await send(page, { text: "Рядок" })
    await page.locator('[data-state="stuck"]').waitFor()
    expect(stand.packages).toHaveLength(1)
    expect(await page.locator('[data-receipt], [data-state="sent"]').count()).toBe(0)
    lying = false
    await act(page, "again")
    await arrived(page)
    expect(stand.packages).toHaveLength(2) // the very same package, so there is one account
    expect(Buffer.compare(stand.packages[0] as Uint8Array, stand.packages[1] as Uint8Array)).toBe(0)
    note("cases", 1)
  })
}

const STRANGERS: readonly (readonly [what: string, lies: Lies])[] = [
  [
    "a charter that is not the pinned one",
    { site: (site) => ({ ...site, charter: { version: 1, sha256: "0".repeat(64) } }) },
  ],
  ["a charter of another log", { site: (site) => ({ ...site, origin: "another.example" }) }],
  ["a charter whose term is over", { plan: { today: addDays(NOW_DAY, -90), expires: addDays(NOW_DAY, -1) } }],
  ["a charter that nothing shows in the log", { proof: async () => new Uint8Array(0) }],
  [
    "a charter that another key says is in the log",
    {
      proof: async () => {
        const other = await organisation()
        return onlyLeafProof(ORIGIN, other.note, other.logKey)
      },
    },
  ],
  [
    "a policy that the charter does not name",
    { servedPolicy: encodePolicy({ ...demoPolicy(NOW_DAY), organisation: "Another" }) },
  ],
  ["a channel that is closed", { policy: { open: false } }],
  ["a site file that says nothing", { site: () => ({}) }],
]
for (const [what, lies] of STRANGERS) {
  test(`requirements 28, 50: no way on with ${what}`, async ({ serve, visit }) => {
    const stand = await serve(lies)
    const page = await visit(stand.url)
    const closed = lies.policy?.open === false
    await page.locator(closed ? '[data-state="closed"]' : "main .notice.marked").waitFor()
    expect(await page.locator('textarea, [data-act="next"]').count()).toBe(0)
    expect(await page.locator('[data-act="exit"]').isVisible()).toBe(true)
    expect(stand.requests.filter((request) => !request.startsWith("GET"))).toEqual([])
    note("cases", 1)
  })
}

test("requirement 28: what was begun before it was known is not taken from her, and goes nowhere", async ({
  serve,
  visit,
}) => {
  let known = (): void => {}
  const asked = new Promise<void>((resolve) => {
    known = resolve
  })
  const stand = await serve({
    policy: { open: false },
    wait: (request) => (request === "GET /policy" ? asked : undefined),
  })
  const page = await visit(stand.url)
  await write(page, { text: "Рядок" })
  known()
  await page.locator("main .notice.marked").waitFor()
  await expectKept(page, "Рядок")
  await act(page, "stop-send")
  await page.locator('[data-state="intro"]').waitFor()
  expect(await page.locator('main [data-act="next"]').count()).toBe(0)
  expect(stand.requests.filter((request) => !request.startsWith("GET"))).toEqual([])
  note("cases", 1)
})

test("requirement 26: what the server will not take is not lost, and can be sent again", async ({
  serve,
  visit,
}) => {
  const refusals = [400]
  const stand = await serve({
    status: (request) => (request.startsWith("POST") ? refusals.pop() : undefined),
  })
  const page = await visit(stand.url, ANSWERED_BADLY)
  await send(page, { text: "Рядок" })
  await page.locator('[data-state="stopped"]').waitFor()
  await act(page, "previous")
  await expectKept(page, "Рядок")
  await stopAndSend(page)
  await act(page, "send")
  await arrived(page)
  expect(stand.packages).toHaveLength(1)
  note("cases", 1)
})

test("requirement 40: nothing is sent without a yes to keeping it", async ({ serve, visit }) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await write(page, { text: "Рядок" })
  await act(page, "stop-send")
  await act(page, "next")
  await page.locator('[data-state="store"]').waitFor()
  expect(await page.locator("input:checked").count()).toBe(0)
  for (const answer of ["nothing", "no", "later"]) {
    if (answer !== "nothing") await page.locator(`[data-q="store"] input[value="${answer}"]`).check()
    await act(page, answer === "nothing" ? "skip" : "next")
    await page.locator('[data-state="send"]').waitFor()
    expect(await page.locator('[data-act="send"]').count()).toBe(0)
    await act(page, "change")
    await page.locator('[data-state="store"]').waitFor()
  }
  await act(page, "stop-delete")
  await page.locator('[data-state="deleted"]').waitFor()
  await expect(page.locator(".mark")).toBeVisible()
  expect(await page.content()).not.toContain("Рядок")
  expect(stand.requests.filter((request) => !request.startsWith("GET"))).toEqual([])
  note("cases", 3)
})
