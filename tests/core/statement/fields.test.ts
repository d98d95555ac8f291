// src/core/statement/fields.ts: what is a day, a month, a hash and a count in a body, and what is none.
import { expect, test } from "vitest"
import type * as z from "zod/mini"
import { count, day, hash, month } from "../../../src/core/statement/fields.ts"

test.each([
  [
    day,
    ["2026-11-21", "2028-02-29"],
    ["2026-02-29", "2026-11-31", "2026-1-1", "", "2026-11-21T00:00:00Z", 20261121, null],
  ],
  [month, ["2028-11"], ["2028-13", "2028-00", "2028-11-01", "2028", "", null]],
  [hash, ["0a".repeat(32)], ["0A".repeat(32), "0a".repeat(31), "0a".repeat(33), `${"0a".repeat(32)}\n`, ""]],
  [count, [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, "0", null]],
])(
  "field %#: what is a value and what is none",
  (field: z.ZodMiniType, values: unknown[], none: unknown[]) => {
    for (const value of values) expect(field.safeParse(value).success).toBe(true)
    for (const value of none) expect(field.safeParse(value).success).toBe(false)
  },
)
