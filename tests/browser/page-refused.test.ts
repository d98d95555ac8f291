// When the submit page must not go on: no receipt without a true promise, nothing sent to an organisation that is not the
// pinned one, and what she wrote kept through all of it.
import { expect, type Page } from "@playwright/test"
import { demoPolicy } from "../../src/cli/demo.ts"
import { addDays } from "../../src/core/day.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { act, arrived, send, test, write } from "./form.ts"
import { type Lies, NOW_DAY } from "./stand-in.ts"
import { note } from "./watched.ts"

const ANSWERED_BADLY = [/Failed to load resource/]

async function expectKept(page: Page, text: string): Promise<void> {
  await page.locator('[data-state="write"]').waitFor()
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
  [
    "a policy that the charter does not name",
    { servedPolicy: encodePolicy({ ...demoPolicy(NOW_DAY), organisation: "Another" }) },
  ],
  ["a channel that is closed", { policy: { open: false } }],
  ["a site file that says nothing", { site: () => ({}) }],
]
for (const [what, lies] of STRANGERS) {
  test(`no way on with ${what}`, async ({ serve, visit }) => {
    const stand = await serve(lies)
    const page = await visit(stand.url)
    await page.locator("main .notice.marked").waitFor()
    const closed = (await page.locator("textarea").count()) === 0
    expect(closed).toBe(lies.policy?.open === false)
    if (!closed) await write(page, { text: "Рядок" })
    expect(await page.locator('[data-act="next"]').count()).toBe(0)
    expect(await page.locator('[data-act="exit"]').isVisible()).toBe(true)
    expect(stand.requests.filter((request) => !request.startsWith("GET"))).toEqual([])
    if (!closed) await expectKept(page, "Рядок")
    note("cases", 1)
  })
}

test("what the server will not take is not lost, and can be sent again", async ({ serve, visit }) => {
  const refusals = [400]
  const stand = await serve({
    status: (request) => (request.startsWith("POST") ? refusals.pop() : undefined),
  })
  const page = await visit(stand.url, ANSWERED_BADLY)
  await send(page, { text: "Рядок" })
  await page.locator('[data-state="stopped"]').waitFor()
  await act(page, "previous")
  await expectKept(page, "Рядок")
  await send(page, {})
  await arrived(page)
  expect(stand.packages).toHaveLength(1)
  note("cases", 1)
})

for (const answer of ["no", "later", null]) {
  test(`nothing is sent with "${answer}" to keeping it`, async ({ serve, visit }) => {
    const stand = await serve()
    const page = await visit(stand.url)
    await write(page, { text: "Рядок" })
    await act(page, "next")
    if (answer !== null) await page.locator(`[data-q="store"] input[value="${answer}"]`).check()
    expect(await page.locator('[data-act="send"]').count()).toBe(0)
    expect(await page.locator("input:checked").count()).toBe(answer === null ? 0 : 1)
    await act(page, "stop-delete")
    await page.locator('[data-state="deleted"]').waitFor()
    await expect(page.getByText("Demonstration. This is not")).toBeVisible()
    expect(await page.content()).not.toContain("Рядок")
    expect(stand.requests.filter((request) => !request.startsWith("GET"))).toEqual([])
    note("cases", 1)
  })
}
