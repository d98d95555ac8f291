// The pictures of the page for coming back: every screen of it, with messages, uses and a withdrawal to show.
import type { Page } from "@playwright/test"
import type { Built } from "../browser/built.ts"
import { startComing } from "../browser/coming.ts"
import { act, at, enter, go, pick } from "../browser/returning.ts"
import { happens } from "../browser/scene.ts"

/** @param shoot keeps a picture of what stands */
export async function takeReturning(
  built: Built,
  page: Page,
  language: string,
  shoot: (name: string) => Promise<void>,
): Promise<void> {
  const coming = await startComing(built)
  const her = await coming.give()
  await happens(coming, her, language)
  await page.goto(`${coming.url}/return`)
  await page.locator(".mark").waitFor()
  await shoot("enter")
  await page.locator('[data-q="receipt"]').fill(`${her.words} ${her.words}`)
  await act(page, "open")
  await page.locator(".notice.marked").waitFor()
  await shoot("slip")
  await enter(page, her.words)
  await shoot("home")
  for (const way of ["timeline", "checked", "decisions", "add", "hide", "withdraw", "after"]) {
    await go(page, way)
    await shoot(way)
    await act(page, "previous")
    await at(page, "home")
  }
  await go(page, "messages")
  await shoot("messages")
  for (const n of [0, 1, 2]) {
    await act(page, `message-${n}`)
    await at(page, "message")
    await shoot(`message-${n}`)
    if (n === 2) break
    await act(page, "previous")
    await at(page, "messages")
  }
  await pick(page, "ask", "yes")
  await act(page, "send")
  await at(page, "done")
  await shoot("done")
  await act(page, "home")
  await go(page, "decisions")
  for (const id of ["store", "share_accountability_body:example-court", "publish_quote"]) {
    await act(page, `change-${id}`)
    await at(page, "decide")
    await pick(page, id, id === "store" ? "yes" : "no")
    await shoot(`decide-${id}`)
    await act(page, "previous")
    await at(page, "decisions")
  }
  for (const one of ["conditions", "ending"]) {
    await act(page, `go-${one}`)
    await at(page, one)
    await shoot(one)
    await act(page, "previous")
    await at(page, "decisions")
  }
  await act(page, "previous")
  coming.refuse = (request) => (request === "POST /consents" ? [409, "charter-superseded"] : undefined)
  await go(page, "hide")
  await act(page, "send")
  await at(page, "unsaid")
  await shoot("unsaid")
  coming.refuse = () => undefined
  await act(page, "home")
  await go(page, "withdraw")
  await act(page, "send")
  await at(page, "done")
  await shoot("withdrawn")
  await act(page, "home")
  await page.locator('[data-act="go-reinstate"]').waitFor()
  await shoot("home-withdrawn")
  await go(page, "reinstate")
  await shoot("reinstate")
  await coming.close()
}
