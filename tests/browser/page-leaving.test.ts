// Leaving in the middle of things: while typing it is in page-traces.test.ts; here while sealing, uploading, and on the receipt, without
// a line, and with the page covered. What is left is a neutral page, and nothing else was asked of anybody.
import { expect, type Page } from "@playwright/test"
import { plaintext } from "./fixed.ts"
import { act, arrived, send, test, write } from "./form.ts"
import { walk } from "./walk.ts"
import { note } from "./watched.ts"

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

const SECRET = "Рядок, якого ніде не має бути"
const exit = { url: "/away", title: "Page" }
const policy = { exit: { en: exit, ar: exit } }
const NEUTRAL = "There is nothing on this page."
// Ending a worker in the middle of a request is a failed request, and browsers say so.
const CUT = [/net::ERR_|Failed to load resource/]

async function expectNothing(page: Page, url: string, words: string): Promise<void> {
  await page.waitForURL(`${url}/away`)
  for (const go of [() => page.goBack(), () => page.goForward(), () => page.reload()]) {
    await go().catch(() => null) // what was before the tool may be nothing at all
    expect(await page.content()).not.toContain(SECRET)
    expect(await page.content()).not.toContain(words)
    expect(await page.locator("[data-receipt]").count()).toBe(0)
  }
}

test("requirement 2: in one task the page is wiped, and shows a neutral text until the other page comes", async ({
  serve,
  visit,
}) => {
  const stand = await serve({ policy })
  const page = await visit(stand.url)
  await page.locator(".mark").waitFor()
  await write(page, { text: SECRET })
  const left = await page.evaluate(() => {
    document.querySelector<HTMLElement>('button[data-act="exit"]')?.click()
    return {
      text: document.body.textContent,
      fields: document.querySelectorAll("textarea").length,
      title: document.title,
    }
  })
  expect(left).toEqual({ text: NEUTRAL, fields: 0, title: "Page" })
  await expectNothing(page, stand.url, SECRET)
  note("cases", 1)
})

for (const when of ["sealing and uploading", "waiting for the answer", "on the receipt"] as const) {
  test(`requirements 2, 3: leaving while ${when}`, async ({ serve, visit }) => {
    const never = new Promise<void>(() => {})
    const held =
      when === "sealing and uploading" ? /^PUT .*\/1$/ : when === "on the receipt" ? /^$/ : /^POST /
    const stand = await serve({ policy, wait: (request) => (held.test(request) ? never : undefined) })
    const page = await visit(stand.url, CUT)
    await page.locator(".mark").waitFor()
    const files = [{ name: "a.bin", mimeType: "", buffer: Buffer.from(plaintext(3_000_000)) }]
    await send(page, { text: SECRET, ...(when === "sealing and uploading" && { files }) })
    const words = when === "on the receipt" ? (await arrived(page)).words : SECRET
    const reached = (): boolean => stand.requests.some((request) => held.test(request))
    if (when !== "on the receipt") await expect.poll(reached, { timeout: 100_000 }).toBe(true)
    const before = stand.requests.length
    await act(page, "exit")
    await page.waitForURL(`${stand.url}/away`)
    const after = stand.requests.slice(before).filter((request) => !/icon/.test(request))
    expect(after).toEqual(["GET /away"])
    await expectNothing(page, stand.url, words)
    note("cases", 1)
  })
}

for (const when of ["while it is being kept", "on its words"] as const) {
  test(`requirements 2, 3, 11: leaving a pause ${when}`, async ({ serve, visit }) => {
    const never = new Promise<void>(() => {})
    const held = (request: string): boolean => when !== "on its words" && request.startsWith("PUT /drafts/")
    const stand = await serve({ policy, wait: (request) => (held(request) ? never : undefined) })
    const page = await visit(stand.url, CUT)
    await page.locator(".mark").waitFor()
    await write(page, { text: SECRET })
    await act(page, "pause")
    await act(page, "keep")
    const put = (): boolean => stand.requests.some((request) => request.startsWith("PUT /drafts/"))
    await expect.poll(put, { timeout: 100_000 }).toBe(true)
    const words = page.locator('[data-receipt="words"]')
    const shown = when === "on its words" ? ((await words.textContent()) ?? "") : SECRET
    const before = stand.requests.length
    await act(page, "exit")
    await page.waitForURL(`${stand.url}/away`)
    const after = stand.requests.slice(before).filter((request) => !/icon/.test(request))
    expect(after).toEqual(["GET /away"])
    await expectNothing(page, stand.url, shown)
    note("cases", 1)
  })
}

test("requirement 6: without a line the neutral page that was kept stands in its place", async ({
  serve,
  visit,
  context,
}) => {
  const stand = await serve()
  const page = await visit(stand.url, CUT) // a browser may ask for its icon once more
  await page.locator(".mark").waitFor()
  await write(page, { text: SECRET })
  const [requests, length] = [stand.requests.length, await page.evaluate(() => history.length)]
  await context.setOffline(true)
  await act(page, "exit")
  await page.getByText(NEUTRAL).waitFor()
  expect(page.url()).toBe(`${stand.url}/away`)
  expect(await page.evaluate(() => [history.length, document.title])).toEqual([length, "Page"])
  expect(stand.requests).toHaveLength(requests)
  expect(await page.content()).not.toContain(SECRET)
  note("cases", 1)
})

test("requirements 14, 5: hidden or behind another window it covers itself, and one tap uncovers", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await write(page, { text: SECRET })
  const field = page.locator('[data-q="account_text"]')
  for (const what of ["blur", "hidden"] as const) {
    // At once, in the same task: the picture that a telephone keeps is taken before the next frame.
    const shown = await page.evaluate((event) => {
      if (event === "blur") dispatchEvent(new Event("blur"))
      else {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true })
        document.dispatchEvent(new Event("visibilitychange"))
      }
      return (document.querySelector("textarea")?.getBoundingClientRect().height ?? 0) > 0
    }, what)
    expect(shown).toBe(false)
    await expect(page.locator('[data-act="exit"]')).toBeVisible()
    await act(page, "uncover")
    expect(await field.inputValue()).toBe(SECRET)
  }
  await page.keyboard.press("Shift")
  await expect(page.locator(".told")).not.toBeEmpty() // said aloud too: it is a status
  note("cases", 2)
})

test("requirement 16: /real, and the form's own page, show the fingerprint of this server", async ({
  serve,
  visit,
}) => {
  const stand = await serve()
  const page = await visit(stand.url)
  const shown = async (): Promise<string> =>
    (await page.locator("[data-fingerprint]").textContent())?.replaceAll(" ", "") ?? ""
  await act(page, "real")
  expect(await shown()).toBe(stand.made.charter.hash)
  await act(page, "previous")
  await walk(page, { plan: { safety: [] }, until: "lang" })
  await page.goto(`${stand.url}/real`)
  await page.locator('[data-state="real"]').waitFor()
  expect(await shown()).toBe(stand.made.charter.hash)
  expect(await page.title()).toBe("Page")
  note("cases", 2)
})

test("text that holds return words is not sent, and nothing of it is lost", async ({ serve, visit }) => {
  const stand = await serve()
  const page = await visit(stand.url)
  await send(page, { text: SECRET })
  const { words } = await arrived(page)
  await page.reload()
  await send(page, { text: `${SECRET} ${words}` })
  await page.locator('[data-state="stopped"]').waitFor()
  expect(stand.packages).toHaveLength(1)
  await act(page, "previous")
  await page.locator('[data-state="send"]').waitFor()
  note("cases", 1)
})
