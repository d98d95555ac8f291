// The month until which a consent record allows keeping: from one yes to keeping it, or not at all.
import { describe, expect, test } from "vitest"
import {
  type ConsentRecord,
  ConsentRecordError,
  type Decision,
  lastMonthOfStore,
} from "../../../src/core/consent/record.ts"
import { requireRecordOf } from "../../../src/core/consent/record-of.ts"
import type { ConsentBody } from "../../../src/core/consent/statement.ts"
import { refusalOf } from "../refusal.ts"
import { given, plain, recordWith } from "./cases.ts"
import { example, id, unsaid, yes } from "./records.ts"

function code(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof ConsentRecordError) return error.code
    throw error
  }
  return "nothing refused"
}

describe("lastMonthOfStore", () => {
  const DAY = "2026-11-21"
  const kept = (changes: Partial<Decision>, ...others: Decision[]): ConsentRecord => ({
    ...example(),
    decisions: [
      unsaid(yes("store", changes), changes.validFrom === undefined ? "validFrom" : "supersedes"),
      ...others,
    ],
  })
  const period = (value: string) => ({ validity: { kind: "period" as const, value } })
  const until = (value: string) => ({ validity: { kind: "until_date" as const, value } })

  test.each<[string, Partial<Decision>, string]>([
    ["two years", period("P2Y"), "2028-11"],
    ["months", period("P6M"), "2027-05"],
    ["years and months", period("P1Y2M"), "2028-01"],
    ["weeks", period("P2W"), "2026-12"],
    ["days within the month", period("P9D"), "2026-11"],
    ["days into the next", period("P10D"), "2026-12"],
    ["a month from a long month's end", { ...period("P1M"), validFrom: "2027-01-31" }, "2027-02"],
    ["a period from its validFrom", { ...period("P1Y"), validFrom: "2027-02-03" }, "2028-02"],
    ["a date", until("2031-03-01"), "2031-03"],
    ["a date, whatever its validFrom", { ...until("2031-03-01"), validFrom: "2029-01-01" }, "2031-03"],
    ["a renewed decision", { ...period("P10Y"), state: "renewed" }, "2036-11"],
  ])("%s", (_name, changes, month) => {
    expect(lastMonthOfStore(kept(changes), DAY)).toBe(month)
  })

  test("the standard's example", () => {
    expect(lastMonthOfStore(example(), "2026-01-15")).toBe("2028-01")
  })

  test("only keeping counts: a longer yes to something else does not", () => {
    const archive = yes("long_term_archive", period("P50Y"))
    expect(lastMonthOfStore(kept(period("P1Y"), archive), DAY)).toBe("2027-11")
    expect(
      lastMonthOfStore({ ...example(), decisions: [archive, yes("store", until("2027-01-01"))] }, DAY),
    ).toBe("2027-01")
  })

  test("a decision that another one supersedes does not count", () => {
    const shorter = yes("store", {
      decisionId: id(1),
      state: "renewed",
      supersedes: yes("store").decisionId,
      ...until("2027-04-01"),
    })
    expect(lastMonthOfStore(kept(period("P10Y"), shorter), DAY)).toBe("2027-04")
  })

  test.each<[string, ConsentRecord]>([
    ["no decision to keep", { ...example(), decisions: [yes("contact")] }],
    ...["not_asked", "requested", "deferred", "refused", "withdrawn", "expired", "unknown"].map(
      (state): [string, ConsentRecord] => [`keeping ${state}`, kept({ state: state as Decision["state"] })],
    ),
    ["two decisions to keep", kept({}, yes("store", { decisionId: id(1) }))],
    [
      "a yes superseded by a no",
      kept({}, yes("store", { decisionId: id(1), state: "refused", supersedes: yes("store").decisionId })),
    ],
    ["no validity", { ...example(), decisions: [unsaid(yes("store"), "validity")] }],
    ["an event", kept({ validity: { kind: "until_event", value: "2028-01-01" } })],
    ["a single use", kept({ validity: { kind: "single_use", value: "P1Y" } })],
    ["a period without a value", kept({ validity: { kind: "period" } })],
    ["a date without a value", kept({ validity: { kind: "until_date" } })],
    ["a date as a period", kept(period("2028-01-01"))],
    ["a period as a date", kept(until("P2Y"))],
    ["no such date", kept(until("2027-02-29"))],
    ["a date with a time", kept(until("2028-01-01T00:00:00Z"))],
    ...[
      "",
      "P",
      "2Y",
      "PY",
      "P2",
      "p2y",
      " P2Y",
      "P2Y ",
      "P-2Y",
      "P2.5Y",
      "P1Y1D",
      "P1M1Y",
      "P1Y1W",
      "PT5H",
      "P1DT1H",
      "P0Y",
      "P0D",
      "P0Y0M",
      "P9999Y",
      "P99999Y",
      "P9999999D",
    ].map((value): [string, ConsentRecord] => [`the period ${JSON.stringify(value)}`, kept(period(value))]),
  ])("%s: nothing may be kept", (_name, record) => {
    expect(code(() => lastMonthOfStore(record, DAY))).toBe("consent-store")
  })

  test("a day that is none", () => {
    expect(code(() => lastMonthOfStore(kept(period("P2Y")), "21.11.2026"))).toBe("consent-store")
  })
})

describe("a record and its statement", () => {
  const record = recordWith([])
  const said = given(record).body as ConsentBody
  const code = (over: Partial<ConsentBody>, of: Partial<ConsentRecord> = {}) =>
    refusalOf(() => requireRecordOf({ ...record, ...of }, { ...said, ...over }))
  const follows = (...hashes: string[]) => ({
    events: hashes.map((prevHash) => ({ ...(record.events[0] as ConsentRecord["events"][0]), prevHash })),
  })
  const A = "0a".repeat(32)
  const ZERO = "0".repeat(64)

  test("fit by holder, by what came before, and by the last month", async () => {
    expect(await code({})).toBe("taken")
    expect(await code({}, { holder: A })).toBe("subject")
    expect(await code({ prev: A })).toBe("record-prev")
    expect(await code({}, follows(A))).toBe("record-prev")
    expect(await code({ prev: A }, follows(A))).toBe("taken")
    expect(await code({ until: "2028-12" })).toBe("record-until")
    expect(await code({ until: "2028-10" })).toBe("record-until")
    expect(await code({ until: null })).toBe("record-until")
    expect(await code({ day: "2026-12-01" })).toBe("record-until")
    expect(await code({}, { decisions: [plain("contact")] })).toBe("consent-store")
  })

  test("older events may stand beside the one that follows it", async () => {
    expect(await code({ prev: A }, follows(ZERO, A))).toBe("taken")
    expect(await code({ prev: A }, follows(ZERO, ZERO))).toBe("record-prev")
  })
})
