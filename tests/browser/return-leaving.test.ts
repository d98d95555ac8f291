// Leaving the page for coming back, from any of its screens: what is left is a neutral page, and nothing of hers, in the history, on
// the device or in the page. Hidden or behind another window it covers itself.
import { expect, type Page } from "@playwright/test"
import { SECRET } from "./coming.ts"
import { act, at, enter, go, KNOWN, test } from "./returning.ts"
import { happens, WORDS } from "./scene.ts"
import { note } from "./watched.ts"

test.use({ locale: "en" })
test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

const MINE = "що я пишу тепер"
const CUT = [...KNOWN, /net::ERR_|Failed to load resource/]

const WAYS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ["the button", (page) => act(page, "exit")],
  [
    "Shift three times",
    async (page) => {
      await page.locator("h1").focus()
      await page.keyboard.press("Escape")
      for (const _ of [1, 2, 3]) await page.keyboard.press("Shift")
    },
  ],
]

for (const [name, leave] of WAYS) {
  test(`requirements 2, 3, 5: leaving by ${name}, from where she entered, read and wrote`, async ({
    come,
    visit,
  }) => {
    const coming = await come()
    const her = await coming.give()
    await happens(coming, her)
    const page = await visit(coming, CUT)
    for (const where of ["enter", "message", "add"] as const) {
      await page.goto(`${coming.url}/return`)
      await at(page, "enter")
      await page.locator(".mark").waitFor() // what the page asks for at its start has been answered
      if (where === "enter") await page.locator('[data-q="receipt"]').fill(her.words)
      else await enter(page, her.words)
      if (where === "message") {
        await go(page, "messages")
        await act(page, "message-1")
        await at(page, "message")
      }
      if (where === "add") {
        await go(page, "add")
        await page.locator('[data-q="account_text"]').fill(MINE)
      }
      const before = coming.requests.length
      await leave(page)
      await page.waitForURL(`${coming.url}/away`)
      const after = coming.requests.slice(before).filter((request) => !/icon/.test(request))
      expect(after).toEqual(["GET /away"])
      for (const back of [() => page.goBack(), () => page.goForward(), () => page.reload()]) {
        await back().catch(() => null) // what was before may be nothing at all
        const content = await page.content()
        for (const one of [her.words, WORDS, MINE, SECRET, "Your account"]) expect(content).not.toContain(one)
      }
    }
    note("cases", 3)
  })
}

test("requirement 2: in one task the page is wiped, and the worker with its keys is gone", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, CUT)
  await enter(page, her.words)
  expect(page.workers()).toHaveLength(1)
  await go(page, "add")
  await page.locator('[data-q="account_text"]').fill(MINE)
  const left = await page.evaluate(() => {
    const { terminate } = Worker.prototype
    let ended = 0
    Worker.prototype.terminate = function () {
      ended++
      return terminate.call(this)
    }
    document.querySelector<HTMLElement>('button[data-act="exit"]')?.click()
    return { text: document.body.textContent, title: document.title, ended }
  })
  expect(left).toEqual({ text: "There is nothing on this page.", title: "Page", ended: 1 })
  await page.waitForURL(`${coming.url}/away`)
  await expect.poll(() => page.workers().length).toBe(0)
  note("cases", 1)
})

test("requirement 6: without a line the neutral page stands in its place, and the worker ends all the same", async ({
  come,
  visit,
  context,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, CUT)
  await enter(page, her.words)
  await context.setOffline(true)
  await act(page, "exit")
  await page.getByText("There is nothing on this page.").waitFor()
  expect(page.url()).toBe(`${coming.url}/away`)
  await expect.poll(() => page.workers().length).toBe(0) // this page is still there: nothing but its own doing ended it
  expect(await page.content()).not.toContain(her.words)
  note("cases", 1)
})

test("requirement 3: a page that the browser kept is wiped, and begins anew when it is shown again", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming, CUT)
  await enter(page, her.words)
  // Browsers that are driven keep no page, so they are told that they did.
  const kept = (type: string) =>
    page.evaluate((name) => void dispatchEvent(new PageTransitionEvent(name, { persisted: true })), type)
  await kept("pagehide")
  expect(await page.evaluate(() => document.body.childNodes.length)).toBe(0)
  await expect.poll(() => page.workers().length).toBe(0)
  await kept("pageshow")
  await at(page, "enter")
  expect(await page.locator('[data-q="receipt"]').inputValue()).toBe("")
  note("cases", 2)
})

test("requirements 4, 10, 11: nothing is stored, and neither address, title nor history say anything", async ({
  come,
  visit,
  context,
}) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming)
  const length = await page.evaluate(() => history.length)
  await enter(page, her.words)
  await go(page, "hide")
  await act(page, "send")
  await at(page, "done")
  const now = await page.evaluate(async () => ({
    ...{ length: history.length, url: location.href, title: document.title },
    ...{ cookies: document.cookie, local: localStorage.length, session: sessionStorage.length },
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  const nothing = { cookies: "", local: 0, session: 0, databases: 0, caches: 0, workers: 0 }
  expect(now).toEqual({ length, url: `${coming.url}/return`, title: "Form", ...nothing })
  expect((await context.storageState()).cookies).toEqual([])
  note("cases", 2)
})

test("requirement 14: it covers itself at once, and one tap uncovers", async ({ come, visit }) => {
  const coming = await come()
  const her = await coming.give()
  const page = await visit(coming)
  await enter(page, her.words)
  const shown = await page.evaluate(() => {
    dispatchEvent(new Event("blur"))
    return (document.querySelector("[data-state]")?.getBoundingClientRect().height ?? 0) > 0
  })
  expect(shown).toBe(false)
  await expect(page.locator('[data-act="exit"]')).toBeVisible()
  await act(page, "uncover")
  await at(page, "home")
  note("cases", 1)
})

test("requirement 17: without JavaScript there is no place for the words, and it says so", async ({
  come,
  browser,
}) => {
  const coming = await come()
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const answer = await page.goto(`${coming.url}/return`)
  const html = (await answer?.text()) ?? ""
  expect(html).toContain("This page cannot open anything here")
  expect(html).not.toMatch(/<(textarea|input|form)/)
  await context.close()
  note("cases", 1)
})
