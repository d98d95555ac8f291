// C5, and what a first statement must be; sequences are fold.test.ts.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { requireGiven, requireSaidDay } from "../../../src/core/consent/rules.ts"
import type { ConsentBody } from "../../../src/core/consent/statement.ts"
import { addDays } from "../../../src/core/day.ts"

const HASH = "0".repeat(64)
const GIVEN: ConsentBody = {
  subject: HASH,
  seq: 0,
  prev: null,
  action: "given",
  day: "2026-11-21",
  until: "2028-11",
  record: { sha256: HASH, size: 1 },
  content: { root: HASH, size: 1 },
  erase: null,
  charter: HASH,
}

describe("C5", () => {
  test("a day from 180 before to 1 after is taken, no other", () =>
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 0, max: 9000 }), (offset, start) => {
        const today = addDays("2024-01-01", start)
        const act = () => requireSaidDay(addDays(today, offset), today)
        if (offset >= -180 && offset <= 1) act()
        else expect(act).toThrow("clock: ")
      }),
    ))

  test.each([-181, -180, 1, 2])("at %i", (offset) => {
    const act = () => requireSaidDay(addDays("2026-03-01", offset), "2026-03-01")
    if (offset === -180 || offset === 1) act()
    else expect(act).toThrow("clock: ")
  })
})

describe("C1 and C6", () => {
  test("given, with its record and its container, is a first statement", () => {
    expect(requireGiven(GIVEN)).toEqual(GIVEN)
  })

  test.each([
    { action: "added" },
    { action: "withdrawn" },
    { action: "amended" },
    { action: "reinstated" },
    { record: null },
    { content: null },
  ] as Partial<ConsentBody>[])("%o is none", (change) => {
    expect(() => requireGiven({ ...GIVEN, ...change })).toThrow("field-unknown: ")
  })
})
