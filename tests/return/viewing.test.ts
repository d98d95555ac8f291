// What the screens are told: a promise that is overdue, when it is erased, a use that was closed to her, what does not check out by
// what it is about, and which rows the table of a withdrawal has.
import { beforeAll, describe, expect, test } from "vitest"
import type { View } from "../../client/return/messages.ts"
import type { Trust } from "../../client/return/trusting.ts"
import { undoRows } from "../../client/return/undo.ts"
import { viewOf } from "../../client/return/viewing.ts"
import { demoPolicy } from "../../src/cli/demo.ts"
import { addDays } from "../../src/core/day.ts"
import { en } from "../../src/i18n/returning/en.ts"
import type { HerStatement, Hers } from "../../src/own/hers.ts"
import { organisation, TODAY } from "../fixtures/account.ts"

let trust: Trust

beforeAll(async () => {
  const { charter } = await organisation()
  trust = { charters: [charter], newest: charter, doubt: null, policy: demoPolicy(TODAY) }
})

const BODY = {
  ...{
    subject: "a".repeat(64),
    seq: 0,
    prev: null,
    until: "2028-11",
    record: null,
    content: null,
    erase: null,
  },
  charter: "c".repeat(64),
}
const consent = (action: string, over: object = {}): HerStatement =>
  ({
    ...{ leaf: `${action}-leaf`, index: null, by: addDays(TODAY, 2), ...over },
    said: { kind: "consent", body: { ...BODY, action, day: TODAY } },
  }) as HerStatement

function hers(over: Partial<Hers> = {}): Hers {
  const standing = { subject: "a".repeat(64), head: { leaf: "x", seq: 0 }, withdrawn: null, erased: false }
  return {
    standing: { ...standing, until: "2028-11", record: null },
    ...{ statements: [consent("given")], record: null, replies: [], size: 9, problems: [], ...over },
  }
}

describe("where a statement stands", () => {
  const place = (one: HerStatement, today = TODAY) =>
    viewOf(hers({ statements: [one] }), null, trust, today).said[0]?.place
  test.each([
    ["log", consent("given", { index: 4 }), addDays(TODAY, 9)],
    ["promised", consent("given"), addDays(TODAY, 2)],
    ["overdue", consent("given"), addDays(TODAY, 3)],
    ["unpromised", consent("given", { by: null }), addDays(TODAY, 9)],
  ] as const)("%s", (expected, one, today) => expect(place(one, today)).toBe(expected))
})

test("when it is erased: by the promise, the cooling days and what the server has beyond them", () => {
  const gone = (now: string | null) =>
    viewOf(
      hers({
        statements: [consent("given"), consent("withdrawn")],
        standing: { ...hers().standing, withdrawn: { leaf: "withdrawn-leaf", now } },
      }),
      null,
      trust,
      TODAY,
    )
  expect(gone(null)).toMatchObject({
    stands: "withdrawn",
    erasing: { soon: false, last: addDays(TODAY, 2 + 3 + 2) },
  })
  expect(gone("withdrawn-leaf").erasing).toMatchObject({ soon: true, last: addDays(TODAY, 2 + 2) })
})

test("problems are told by what they are about; a use that was closed to her is counted, and is none", () => {
  const record = { sha256: "e".repeat(64), size: 9 }
  const used = {
    ...{ leaf: "used", index: 3, by: null },
    said: { kind: "custody", body: { action: "used", record }, record: null },
  } as unknown as HerStatement
  const view = (code: string) =>
    viewOf(
      hers({
        statements: [used],
        problems: [
          { about: record.sha256, code },
          { about: "reply 3", code: "signature" },
        ],
      }),
      null,
      trust,
      TODAY,
    )
  expect(view("not-hers")).toMatchObject({ closed: 1, problems: [{ about: "reply" }] })
  expect(view("damaged").problems).toEqual([
    { about: "use", code: "damaged" },
    { about: "reply", code: "signature" },
  ])
  expect(viewOf(null, "log-key", trust, TODAY)).toMatchObject({
    ...{ stands: "unread", problems: [{ about: "all", code: "log-key" }], sealing: "unread" },
  })
})

describe("the table of a withdrawal", () => {
  const view = (over: Partial<View>): View => ({ ...viewOf(hers(), null, trust, TODAY), ...over })
  const party = (canRecall: "yes" | "maybe" | "no", id = "p") => ({
    id,
    name: id,
    type: "",
    canRecall,
    disclosure: "",
  })
  const use = (over: Partial<View["uses"][number]>): View["uses"][number] => ({
    recipient: null,
    day: TODAY,
    action: "disclosed",
    purpose: "share_partner",
    logged: true,
    order: 1,
    ...over,
  })
  const rows = (over: Partial<View>) => undoRows(view(over), en.withdraw, (day) => day)

  test.each(["yes", "maybe", "no"] as const)("a recipient who can give it back: %s", (recall) => {
    const uses = [use({ recipient: party(recall), day: "2027-01-02" }), use({ recipient: party(recall) })]
    const given = rows({ uses: uses }).find(({ where }) => where.includes("p\u2069"))
    expect(given).toEqual({ where: `With \u2068p\u2069, since ${TODAY}`, ...en.withdraw.recall[recall] })
  })

  test("a hold that was lifted is none, reports and public words stand where she agreed", () => {
    const held = use({ action: "held", recipient: null })
    const lifted = use({ action: "released", recipient: null })
    const where = (over: Partial<View>) => rows(over).map((row) => row.where)
    expect(where({ uses: [held] })).toContain(en.withdraw.held.where)
    expect(where({ uses: [held, lifted] })).not.toContain(en.withdraw.held.where)
    const decisions = [
      { purpose: "anonymised_advocacy", recipient: null, answer: "yes", until: null },
    ] as View["decisions"]
    expect(where({ decisions })).toContain(en.withdraw.reports.where)
    const asks = {
      purpose: "publish_quote",
      recipient: null,
      words: "w",
      open: true,
      answered: "yes",
    } as const
    const replies = [{ n: 0, day: TODAY, language: "en", text: "", asks }]
    expect(where({ replies })).toContain(en.withdraw.public.where)
    expect(where({})).toEqual([en.withdraw.server.where, en.withdraw.unread.where])
  })
})
