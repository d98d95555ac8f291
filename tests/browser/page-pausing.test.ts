// Pausing and coming back (requirement 11), against the server as people run it: what she wrote waits there sealed, opens with her
// receipt where she was, and nothing of it is on the device. Two windows, a line that breaks, and deleting what waits.
import { expect, type Page } from "@playwright/test"
import { sealedSize } from "../../src/core/container/padding.ts"
import { act, arrived, stopAndSend } from "./form.ts"
import { test } from "./real.ts"
import { stateOf, walk } from "./walk.ts"
import { note } from "./watched.ts"

test.beforeEach(({ browserName: _ }, { project }) => {
  test.skip(project.name === "chromium without JIT", "the same in Chromium")
})

const TEXT = "Рядок, якого ніде не має бути. كتبت هذا بنفسها.\n 🪨"
const CUT = [/net::ERR_|Failed to load resource|NetworkError/]
const MOST_TRIES = 120_000 // six tries take about half a minute, on a busy machine longer

interface Receipt {
  readonly words: string
  readonly digits: string
}

/** Pauses where she is. */
async function pause(page: Page): Promise<Receipt> {
  await act(page, "pause")
  await act(page, "keep")
  await page.locator('[data-state="kept"]').waitFor({ timeout: 60_000 })
  const of = async (dress: string) => (await page.locator(`[data-receipt="${dress}"]`).textContent()) ?? ""
  return { words: await of("words"), digits: await of("digits") }
}

/** Opens the form anew, and asks for what waits under `receipt`. */
async function comeBack(page: Page, receipt: string): Promise<void> {
  await page.reload()
  await page.locator(".mark").waitFor()
  await act(page, "resume")
  await page.locator('[data-q="receipt"]').fill(receipt)
  await act(page, "open")
}

const expectNoDraft = async (page: Page, { words }: Receipt): Promise<void> => {
  await comeBack(page, words)
  await page.locator('[data-state="resume"] .notice.marked').waitFor()
  await expect(page.locator(".notice.marked")).toContainText("Nothing waits under these words")
}

test("requirement 11: paused, and gone on with on another day: where she was, sent under the same words", async ({
  form,
  opened,
}, { project }) => {
  const page = await form()
  const drafts: { method: string; size: number }[] = []
  page.on("request", (request) => {
    if (!request.url().includes("/drafts/")) return
    drafts.push({ method: request.method(), size: request.postDataBuffer()?.length ?? 0 })
  })
  const plan = {
    safety: [],
    who: [["who", "me"]],
    account_text: [["account_text", TEXT]],
    "part-context": [],
    when: [["when", "year"] as const, ["when_year", "2022"] as const, ["when_words", "навесні"] as const],
  } as const
  await walk(page, { plan, until: "account_voice" })
  await walk(page, { plan, until: "place_type" })
  await page.locator('[data-q="place_type"] input[value="vehicle"]').check()
  const first = await pause(page)
  await expect(page.locator('[data-state="kept"] .help')).toContainText(/\d{4}/)
  await act(page, "go-on")
  await page.locator('[data-state="place_type"]').waitFor()
  await page.locator('[data-q="place_type"] input[value="home"]').check()
  const words = await pause(page)
  expect(words).toEqual(first) // one account, one receipt

  await comeBack(page, ` ${words.digits.replaceAll(" ", "-")}\n`)
  await page.locator('[data-state="place_type"]').waitFor({ timeout: 60_000 })
  expect(await page.locator('input[value="home"]').isChecked()).toBe(true)
  expect(await page.content()).not.toContain(words.words.split(" ").slice(0, 3).join(" "))
  const nothing = { local: [], session: [], databases: [], caches: [], cookies: "" }
  const stored = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookies: document.cookie,
  }))
  expect(stored).toEqual(nothing)
  await act(page, "previous")
  await page.locator('[data-state="where"]').waitFor()
  await act(page, "next")
  await stopAndSend(page)
  await act(page, "send")
  const sent = await arrived(page)
  expect(sent).toEqual(words)
  await expect(page.locator("main .strong")).toContainText("same words")
  const { answers } = await opened(words.words)
  expect(answers).toEqual({
    who: "me",
    account_text: TEXT,
    when: { words: "навесні", edtf: "2022" },
    place_type: "home",
  })
  const puts = drafts.filter(({ method }) => method === "PUT").map(({ size }) => size)
  const size = sealedSize(65_536, 1)
  const told = project.name === "chromium" ? [size] : [] // of a worker's request, Firefox tells no body
  expect([puts.length, ...new Set(puts.filter((one) => one > 0))]).toEqual([2, ...told])
  await expectNoDraft(page, words) // the server took it away when the account was accepted
  note("cases", 3)
})

test("in another language, with files and decisions: the same language, and what did not wait is named", async ({
  form,
}) => {
  const page = await form()
  const plan = {
    safety: [],
    lang: [["lang", "ar"]],
    "part-evidence": [],
    files: [],
    intro: [],
    store: [["store", "yes"]],
    years: [["years", "5"]],
    legal_analysis: [["legal_analysis", "no"]],
  } as const
  await walk(page, { plan, until: "files" })
  const files = ["a", "b"].map((name) => ({ name, mimeType: "", buffer: Buffer.from(name) }))
  await page.locator('input[data-q="files"]').setInputFiles(files)
  await walk(page, { plan, until: "translation:example-translator" })
  await act(page, "pause")
  await page.locator('[data-state="pause"] .notice.marked').waitFor() // told before anything is kept
  await act(page, "keep")
  await page.locator('[data-state="kept"]').waitFor({ timeout: 60_000 })
  const words = (await page.locator('[data-receipt="words"]').textContent()) ?? ""
  await comeBack(page, words.toUpperCase())
  await page.locator('[data-state="translation:example-translator"]').waitFor({ timeout: 60_000 })
  await page.locator('html[lang="ar"][dir="rtl"]').waitFor()
  await expect(page.locator("main .notice").first()).toContainText("ملفان")
  await act(page, "previous")
  await page.locator('[data-state="legal_analysis"]').waitFor()
  expect(await page.locator('input[value="no"]').isChecked()).toBe(true)
  expect(await page.locator("main .notice").filter({ hasText: "ملفان" }).count()).toBe(0)
  note("cases", 2)
})

test("requirement 26: a slip in the words, words of nothing, and a line that broke: told calmly, kept in the field", async ({
  form,
  line,
}) => {
  const page = await form(CUT)
  await act(page, "resume")
  const said = page.locator('[data-state="resume"] .notice.marked')
  const field = page.locator('[data-q="receipt"]')
  for (const [text, told] of [
    ["", "nine words, or thirty digits"],
    ["abandon ability able", "nine words, or thirty digits"],
    ["abandon ability able about above absent absorb abstract absurb", "number 9"],
    ["abandon ability able about above absent absorb abstract absurd", "changed places"],
    ["000 000 000 000 000 000 000 000 000 001", "changed places"],
    ["999 999 999 999 999 999 999 999 999 999", "One or more of the digits"],
  ] as const) {
    await field.fill(text)
    await act(page, "open")
    await expect(said).toContainText(told)
    expect(await field.inputValue()).toBe(text)
  }
  // A receipt that is one, and under which nothing waits.
  await field.fill("000 000 000 000 000 000 000 000 000 000")
  for (let n = 0; n < 8; n++) {
    await field.fill(`000 000 000 000 000 000 000 000 000 00${n}`)
    await act(page, "open")
    await said.waitFor()
    if (!(await said.textContent())?.includes("changed places")) break
  }
  await expect(said).toContainText("Nothing waits under these words")
  line.break()
  await act(page, "open")
  await page.locator('[data-state="resume"] [data-act="again"]').waitFor({ timeout: MOST_TRIES })
  line.mend()
  await act(page, "again")
  await expect(said).toContainText("Nothing waits under these words", { timeout: 60_000 })
  note("cases", 8)
})

test("requirement 26: a line that is gone, a server that is full: nothing is lost, and it is tried again", async ({
  form,
  line,
}) => {
  test.setTimeout(400_000)
  const page = await form(CUT)
  await walk(page, { plan: { safety: [], account_text: [] }, until: "account_text" })
  const field = page.locator('[data-q="account_text"]')
  await field.fill(TEXT)
  await act(page, "pause")
  line.break()
  await act(page, "keep")
  await page.locator('[data-state="unkept"]').waitFor({ timeout: MOST_TRIES })
  await act(page, "go-on")
  expect(await field.inputValue()).toBe(TEXT)
  line.mend()
  const { words } = await pause(page)
  await comeBack(page, words)
  await page.locator('[data-state="account_text"]').waitFor({ timeout: 60_000 })
  expect(await field.inputValue()).toBe(TEXT)
  await page.route("**/drafts/**", (route) =>
    route.fulfill({ status: 507, contentType: "application/problem+json", body: '{"code":"storage-full"}' }),
  )
  await act(page, "pause")
  await act(page, "keep")
  await page.locator('[data-state="unkept"]').waitFor({ timeout: MOST_TRIES })
  await expect(page.locator(".notice.marked")).toContainText("no room")
  await page.unroute("**/drafts/**")
  await act(page, "again")
  await page.locator('[data-state="kept"]').waitFor({ timeout: 60_000 })
  note("cases", 3)
})

test("an answer that never came is no other window", async ({ form }, { project }) => {
  test.skip(project.name !== "chromium", "only there can a test lose an answer to a worker")
  const page = await form(CUT)
  await walk(page, { plan: { safety: [], account_text: [] }, until: "account_text" })
  await page.locator('[data-q="account_text"]').fill("one")
  const arrived = new Promise<void>((resolve) => {
    page.route("**/drafts/**", async (route) => {
      await route.fetch()
      resolve()
      await route.abort().catch(() => null) // the page may have gone on already
    })
  })
  await act(page, "pause")
  await act(page, "keep")
  await arrived
  await act(page, "go-on")
  await page.unroute("**/drafts/**")
  await page.locator('[data-q="account_text"]').fill("two")
  const { words } = await pause(page)
  await comeBack(page, words)
  await page.locator('[data-state="account_text"]').waitFor({ timeout: 60_000 })
  expect(await page.locator('[data-q="account_text"]').inputValue()).toBe("two")
  note("cases", 1)
})

test("two windows: the later one is not overwritten unless she says so, and neither text is lost unasked", async ({
  form,
  page: _,
  context,
  line,
}) => {
  const page = await form(CUT)
  await walk(page, { plan: { safety: [], account_text: [] }, until: "account_text" })
  await page.locator('[data-q="account_text"]').fill("one")
  const { words } = await pause(page)
  await act(page, "go-on")
  const other = await context.newPage()
  await other.goto(`${line.url}/`)
  await comeBack(other, words)
  await other.locator('[data-state="account_text"]').waitFor({ timeout: 60_000 })
  await other.locator('[data-q="account_text"]').fill("two")
  await pause(other)
  await page.bringToFront()
  if ((await page.locator('[data-act="uncover"]').count()) > 0) await act(page, "uncover")
  await page.locator('[data-q="account_text"]').fill("three")
  await act(page, "pause")
  await act(page, "keep")
  await page.locator('[data-state="unkept"]').waitFor({ timeout: 60_000 })
  await act(page, "go-on")
  expect(await page.locator('[data-q="account_text"]').inputValue()).toBe("three")
  await act(page, "pause")
  await act(page, "keep")
  await page.locator('[data-state="unkept"] [data-act="again"]').click()
  await page.locator('[data-state="kept"]').waitFor({ timeout: 60_000 })
  await other.close()
  await comeBack(page, words)
  await page.locator('[data-state="account_text"]').waitFor({ timeout: 60_000 })
  expect(await page.locator('[data-q="account_text"]').inputValue()).toBe("three")
  note("cases", 2)
})

test("stop and delete takes away what waits, too", async ({ form }) => {
  const page = await form()
  await walk(page, { plan: { safety: [], account_text: [["account_text", TEXT]] }, until: "account_voice" })
  const words = await pause(page)
  await act(page, "stop-delete")
  await page.locator('[data-state="deleted"]').waitFor()
  await expect(page.locator("main .notice")).toContainText("is deleted too", { timeout: 60_000 })
  expect(await page.content()).not.toContain(TEXT)
  await expectNoDraft(page, words)
  expect(await stateOf(page)).toBe("resume")
  note("cases", 1)
})
