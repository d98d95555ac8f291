// Whatever can be sealed can be opened: what would be too large to open is refused before it is sealed.
import { beforeAll, expect, test } from "vitest"
import type { Organisation } from "../../src/custody/organisation.ts"
import { account, consentDraft, openWith, organisation } from "../fixtures/account.ts"

let made: Organisation
beforeAll(async () => {
  made = await organisation()
})

const text = (length: number) =>
  ({ format: "cairn-testimony/1", answers: { account_text: "x".repeat(length) } }) as const
const AROUND = JSON.stringify(text(0)).length

test("eight mebibytes of text are sealed and open; one byte more is refused", async () => {
  const most = 8 * 1024 * 1024 - AROUND
  const { package: file } = await account(made.charter, { testimony: text(most) })
  expect((await openWith(made, file)).opened.testimony).toEqual(text(most))
  const more = account(made.charter, { testimony: text(most + 1) })
  await expect(more).rejects.toMatchObject({ code: "too-large" })
})

test("a record that nobody would take is refused", async () => {
  const draft = consentDraft() as { notices: object[] }
  const notices = (count: number): object => ({ ...draft, notices: Array(count).fill(draft.notices[0]) })
  const { package: file } = await account(made.charter, { consent: notices(9000) })
  expect((await openWith(made, file)).opened.record?.notices.length).toBe(9000)
  await expect(account(made.charter, { consent: notices(15_000) })).rejects.toMatchObject({
    code: "too-large",
  })
})
