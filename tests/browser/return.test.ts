// Coming back, the whole way, against the server as people run it.
import { expect } from "@playwright/test"
import { disclosed, replied } from "../fixtures/dispatch.ts"
import { SECRET } from "./coming.ts"
import { act, at, enter, go, sendAndGoOn, test } from "./returning.ts"
import { note } from "./watched.ts"

test("with the words to the summary, through every screen, and to taking it back", async ({
  come,
  visit,
}) => {
  const coming = await come()
  const her = await coming.give()
  await coming.dispatch({
    ...(await disclosed(her.about, coming.consoles)),
    ...(await replied(her.about, coming.consoles[0], 0, "Hello. We read it.")),
  })
  const page = await visit(coming)
  await at(page, "enter")
  await enter(page, her.words)
  for (const way of ["messages", "timeline", "add", "decisions", "hide", "withdraw", "checked", "after"]) {
    await go(page, way)
    await act(page, "previous")
    await at(page, "home")
  }
  await go(page, "withdraw")
  await sendAndGoOn(page)
  expect((await coming.read(her)).standing.withdrawn).not.toBeNull()
  expect(await page.content()).not.toContain(SECRET)
  note("cases", 1)
})
