// A charter that demands witnesses (PROTOCOL section 8), in both pages and before real witnesses: with their lines all is as ever; with
// one too few nothing is sealed, calmly, and whoever comes back can still read what checks out, and take everything back.
import { expect } from "@playwright/test"
import { act as actOnForm, arrived, stopAndSend, write } from "./form.ts"
import { enter, go, KNOWN, sendAndGoOn, test, text } from "./returning.ts"
import { note, watch } from "./watched.ts"
import { lines } from "./witnesses.ts"

const SEEN = ["", "1 other group has signed", "2 other groups have signed"]
const NOT_THEIRS = "The keys of the server are not the ones this page was made for."

test.use({ locale: "en" })

for (const quorum of [1, 2]) {
  test(`with ${quorum} of two witnesses: sealed with their lines, and not without; taken back all the same`, async ({
    come,
    page,
    browser,
  }, { project }) => {
    test.skip(project.name === "chromium without JIT", "the same keys")
    test.setTimeout(300_000)
    const coming = await come({ quorum })
    const ours = async (): Promise<string> => (await fetch(`${coming.url}/log/checkpoint`)).text()
    const linesOf = async (): Promise<number> =>
      (await ours()).split("\n\n")[1]?.trim().split("\n").length ?? 0
    await expect.poll(linesOf, { timeout: 60_000 }).toBe(3) // the log's own, and both witnesses', before it ever grew
    const check = await watch(page, browser, coming.url, KNOWN)
    coming.lie = lines(quorum) // no more than are demanded
    await page.goto(`${coming.url}/`)
    await page.locator(".mark").waitFor({ timeout: 60_000 })
    await write(page, { text: "Рядок" })
    await stopAndSend(page)
    await actOnForm(page, "send")
    const { words } = await arrived(page)
    await page.goto(`${coming.url}/return`)
    await enter(page, words)
    await expect(page.locator('[data-act="go-add"]')).toHaveCount(1)
    await go(page, "checked")
    expect(await text(page)).toContain("All of it checks out.")
    expect(await text(page)).toContain(SEEN[quorum])

    coming.lie = lines(quorum - 1)
    await page.goto(`${coming.url}/`)
    await page.locator("main .notice.marked").waitFor({ timeout: 60_000 })
    expect(await text(page)).toContain(NOT_THEIRS)
    await expect(page.locator('main [data-act="next"], main [data-act="send"]')).toHaveCount(0)

    await page.goto(`${coming.url}/return`)
    await enter(page, words)
    expect(await text(page)).toContain("So nothing new is locked here.")
    expect(await text(page)).toContain("does not check out")
    await expect(page.locator('[data-act="go-add"], [data-act="go-hide"]')).toHaveCount(0)
    await go(page, "withdraw")
    await sendAndGoOn(page)
    const her = await coming.hers(words)
    expect((await coming.read(her)).standing.withdrawn).not.toBeNull()
    check()
    note("cases", 3)
  })
}
