// Coming back, the whole way, against the server as people run it: what she gave by the form is answered, changed, hidden, taken back
// and kept after all, and what the organisation opens offline is what she said on each screen.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { openedRecord, SECRET } from "./coming.ts"
import { plaintext } from "./fixed.ts"
import { act as actOnForm, arrived, stopAndSend, write } from "./form.ts"
import { act, at, enter, go, KNOWN, pick, sendAndGoOn, test, text } from "./returning.ts"
import { happens, WORDS } from "./scene.ts"
import { note, watch } from "./watched.ts"

const MORE = "ще один рядок · سطر آخر"
// More than one part of an upload, so that it goes in pieces, as a photo does.
const FILE = { name: "فيديو відео.mp4", mimeType: "video/mp4", buffer: Buffer.from(plaintext(1_500_000)) }
const DATE = /\p{Nd}{4}/u // of the day of erasing, in the digits of any script

for (const locale of ["en", "ar"]) {
  test.describe(locale, () => {
    test.use({ locale })

    test("give, come back, read, answer, say yes, change, hide, take back, keep after all", async ({
      come,
      page,
      browser,
    }, { project }) => {
      test.skip(project.name === "chromium without JIT" && locale === "ar", "one language is enough there")
      test.setTimeout(300_000)
      const coming = await come()
      const check = await watch(page, browser, coming.url, KNOWN)
      await page.goto(`${coming.url}/`)
      await page.locator(".mark").waitFor({ timeout: 60_000 }) // whose page it is, is known: without it there is no way on
      await write(page, { text: SECRET })
      await stopAndSend(page)
      await actOnForm(page, "send")
      const { words } = await arrived(page)
      const her = await coming.hers(words)
      await happens(coming, her, locale, false)

      // From the form's first screen, in its place in the history; capitals and spaces do not matter.
      await page.goto(`${coming.url}/`)
      const length = await page.evaluate(() => history.length)
      await act(page, "come-back")
      await at(page, "enter")
      expect(page.url()).toBe(`${coming.url}/return`)
      await enter(page, `  ${words.toUpperCase().replaceAll(" ", "\n ")} `)
      expect(await page.evaluate(() => history.length)).toBe(length)
      await go(page, "timeline")
      expect(await page.locator(".timeline li").count()).toBe(3)
      await act(page, "previous")

      await go(page, "messages")
      await act(page, "message-0")
      await at(page, "message")
      await act(page, "answer")
      await at(page, "add")
      await page.locator('[data-q="account_text"]').fill(MORE)
      await page.locator('input[data-q="files"]').setInputFiles([FILE])
      await sendAndGoOn(page)

      const asked = async (n: number, answer: string): Promise<void> => {
        await go(page, "messages")
        await act(page, `message-${n}`)
        await at(page, "message")
        if (n === 1) expect(await page.locator("[data-words]").innerText()).toBe(WORDS)
        await pick(page, "ask", answer)
        await sendAndGoOn(page)
      }
      await asked(1, "yes")
      await asked(2, "yes")

      await go(page, "decisions")
      await act(page, "change-legal_analysis")
      await at(page, "decide")
      await pick(page, "legal_analysis", "yes")
      await sendAndGoOn(page)
      await go(page, "hide")
      await sendAndGoOn(page)
      await expect(page.locator('[data-act="go-timeline"]')).toHaveCount(0)
      await expectOpened(await coming.carryAndOpen(her, "opened"))

      await go(page, "withdraw")
      expect(await page.locator("[data-undo]").count()).toBeGreaterThanOrEqual(3)
      expect(await text(page)).not.toContain("Example court")
      await sendAndGoOn(page)
      await page.locator('[data-act="go-reinstate"]').waitFor()
      expect(await text(page)).toMatch(DATE)
      expect((await coming.read(her)).standing.withdrawn).toMatchObject({ now: null })
      await go(page, "reinstate")
      await sendAndGoOn(page)
      await page.locator('[data-act="go-add"]').waitFor()

      const after = await coming.read(her)
      expect(after.problems).toEqual([])
      expect(after.standing).toMatchObject({ withdrawn: null, erased: false })
      expect(after.record?.history).toBe("hide")
      expect(actions(after.statements)).toEqual(
        ["given", "added", "amended", "amended", "amended", "amended", "withdrawn", "reinstated"].join(" "),
      )
      await expectOpened(await coming.carryAndOpen(her, "after"))
      await expectNoWord(page, words)
      check()
      note("cases", 8)
    })
  })
}

function actions(statements: readonly { said: { kind: string; body: object } }[]): string {
  return statements
    .filter(({ said }) => said.kind === "consent")
    .map(({ said }) => (said.body as { action: string }).action)
    .join(" ")
}

/** Both containers and the file that was added byte for byte, and the record with exactly her answers. */
async function expectOpened(folder: string): Promise<void> {
  const roots = readdirSync(folder)
  const answers = roots.map((root) => jsonIn(folder, root, "testimony").answers)
  expect(answers.map((one) => one.account_text).sort()).toEqual([SECRET, MORE].sort())
  const added = roots[answers.findIndex((one) => one.account_text === MORE)] ?? ""
  expect(jsonIn(folder, added, "testimony").answers.files).toEqual(["files/001"])
  expect(readFileSync(join(folder, added, "files/001")).equals(FILE.buffer)).toBe(true)
  const [part] = jsonIn(folder, added, "manifest").parts.filter(
    ({ name }: { name: string }) => name === "files/001",
  )
  expect(part).toMatchObject({ original: FILE.name, type: FILE.mimeType, hidden: "unsure" })
  const { decisions } = openedRecord(folder, roots[0] ?? "")
  const about = (purpose: string) => decisions.filter((one) => one.purpose === purpose)
  const yes = about("publish_quote").filter(({ state }) => state === "given")
  const single = { state: "given", validity: { kind: "single_use", value: "1" } }
  expect(yes).toMatchObject([{ ...single, approvedContentSha256: hex(await sha256Platform(utf8(WORDS))) }])
  expect(yes[0]?.conditions).toEqual(["show_me_first"])
  const court = about("share_accountability_body").filter(({ state }) => state === "given")
  expect(court).toMatchObject([{ ...single, recipientId: "example-court", identifiability: "pseudonymised" }])
  expect(court[0]?.conditions).not.toContain("ask_me_each_time")
  expect(about("legal_analysis")).toMatchObject([
    { state: "given", validity: { kind: "period", value: "P24M" } },
  ])
  expect(about("store")).toMatchObject([{ state: "given", validFrom: expect.any(String) }])
}

function jsonIn(folder: string, root: string, name: string) {
  return JSON.parse(readFileSync(join(folder, root, `${name}.json`), "utf8"))
}

async function expectNoWord(page: Page, words: string): Promise<void> {
  const content = await page.content()
  for (const secret of [SECRET, MORE, words]) expect(content).not.toContain(secret)
}
