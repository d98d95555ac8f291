// What the submit page leaves behind: nothing on the device, nothing in the address or the history, and after leaving not a
// word of what she wrote (survivor-standards, requirements 1 to 15, as far as this first page goes).
import { expect, type Page } from "@playwright/test"
import { after, EMPTY } from "../../client/submit/state.ts"
import { act, arrived, send, test, write } from "./form.ts"
import { stored } from "./stored.ts"
import { note } from "./watched.ts"

const SECRET = "Рядок, якого ніде не має бути"

test("requirements 4, 9, 11: a whole run stores nothing and moves nothing in the history", async ({
  serve,
  visit,
  context,
}) => {
  const stand = await serve()
  const page = await visit(stand.url)
  const before = await page.evaluate(() => history.length)
  await send(page, { text: SECRET })
  await arrived(page)
  const now = await page.evaluate(() => ({
    length: history.length,
    url: location.href,
    title: document.title,
  }))
  expect(now).toEqual({ length: before, url: `${stand.url}/`, title: "Form" })
  expect(await stored(page, context)).toEqual([])
  expect(await page.content()).not.toContain(SECRET)
  note("cases", 4)
})

test("requirement 2: once it arrived, nothing of it stays in the page's memory", () => {
  const written = {
    ...EMPTY,
    step: "store",
    path: ["safety"],
    drafts: { account_text: { text: SECRET } },
    files: [{ file: new File(["x"], "x"), hidden: undefined }],
    begun: true,
  }
  const sent = after(written, { tell: "sent", words: ["a"], digits: "1", before: false })
  expect({ ...sent, stage: "asking", receipt: null }).toEqual(EMPTY)
  note("cases", 1)
})

const WAYS: readonly (readonly [name: string, leave: (page: Page) => Promise<void>])[] = [
  ["the button", (page) => act(page, "exit")],
  [
    "Shift three times",
    async (page) => {
      await page.keyboard.press("Escape")
      await page.keyboard.press("Shift+KeyA")
      for (const _ of [1, 2, 3]) await page.keyboard.press("Shift")
    },
  ],
]
for (const [name, leave] of WAYS) {
  test(`requirements 2, 3, 5, 7: leaving by ${name} is one request, and Back finds nothing`, async ({
    serve,
    visit,
  }) => {
    const exit = { url: "/away", title: "Page" }
    const stand = await serve({ policy: { exit: { en: exit, ar: exit } } })
    const page = await visit(stand.url)
    await page.locator(".mark").waitFor()
    await write(page, { text: SECRET })
    const [requests, length] = [stand.requests.length, await page.evaluate(() => history.length)]
    await leave(page)
    await page.waitForURL(`${stand.url}/away`)
    expect(stand.requests.slice(requests).filter((request) => !request.includes("icon"))).toEqual([
      "GET /away",
    ])
    expect(await page.evaluate(() => history.length)).toBe(length)
    await page.goBack().catch(() => null) // what was before the tool may be nothing at all
    expect(page.url()).not.toBe(`${stand.url}/`)
    expect(await page.content()).not.toContain(SECRET)
    note("cases", 1)
  })
}

test("requirement 5: Shift with another key, or twice, does not leave", async ({ serve, visit }) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await write(page, { text: SECRET })
  for (const _ of [1, 2, 3]) await page.keyboard.press("Shift+KeyA")
  for (const key of ["Shift", "Shift", "a", "Shift", "Shift", "Escape"]) await page.keyboard.press(key)
  expect(await page.locator('[data-q="account_text"]').count()).toBe(1)
  note("cases", 2)
})

test("requirement 3: a page that the browser keeps whole is emptied first, and begins anew when it is shown", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await write(page, { text: SECRET })
  // Browsers that are driven keep no page, so they are told that they did.
  const kept = (type: string) =>
    page.evaluate((name) => void dispatchEvent(new PageTransitionEvent(name, { persisted: true })), type)
  await kept("pagehide")
  expect(await page.evaluate(() => document.body.childNodes.length)).toBe(0)
  await kept("pageshow")
  await page.locator('[data-state="safety"]').waitFor()
  expect(await page.locator("textarea").count()).toBe(0)
  note("cases", 2)
})

test("requirement 3: coming back after going elsewhere finds an empty form", async ({ serve, visit }) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await write(page, { text: SECRET })
  await page.goto(`${stand.url}/away`)
  await page.goBack()
  await page.locator('[data-state="safety"]').waitFor()
  expect(await page.locator("textarea").count()).toBe(0)
  expect(await page.content()).not.toContain(SECRET)
  note("cases", 1)
})
