// How long a validity reaches. What it means for keeping is tested with lastMonthOfStore, in store.test.ts.
import { expect, test } from "vitest"
import type { Decision } from "../../../src/core/consent/record.ts"
import { lastDayOfValidity } from "../../../src/core/consent/validity.ts"
import { yes } from "./records.ts"

const { validFrom: _, ...store } = yes("store")

test.each<[Decision["validity"], string]>([
  [{ kind: "until_date", value: "2028-02-29" }, "2028-02-29"],
  [{ kind: "period", value: "P1Y" }, "2027-11-21"],
  [{ kind: "period", value: "P1Y1M" }, "2027-12-21"],
  [{ kind: "period", value: "P3M" }, "2027-02-21"],
  [{ kind: "period", value: "P2W" }, "2026-12-05"],
  [{ kind: "period", value: "P40D" }, "2026-12-31"],
])("%j ends on %s", (validity, day) => {
  expect(lastDayOfValidity({ ...store, ...(validity && { validity }) }, "2026-11-21")).toBe(day)
})

test("a period of months ends on the last day of a month that is too short", () => {
  const decision: Decision = { ...store, validity: { kind: "period", value: "P1M" }, validFrom: "2028-01-31" }
  expect(lastDayOfValidity(decision, "2026-11-21")).toBe("2028-02-29")
})

test.each<Decision["validity"]>([
  { kind: "until_date", value: "2027-02-29" },
  { kind: "until_date", value: "" },
  { kind: "until_date" },
  { kind: "period", value: "P0Y" },
  { kind: "period", value: "two years" },
  { kind: "period" },
  { kind: "until_event", value: "P1Y" },
  { kind: "single_use", value: "2028-01-01" },
])("%j ends on no day", (validity) => {
  const decision = { ...store, ...(validity && { validity }) }
  expect(() => lastDayOfValidity(decision, "2026-11-21")).toThrow(expect.objectContaining({ code: "day" }))
})
