// Days and months as text: the calendar against ajv-formats' and against a count that walks every day of four centuries.
import * as formats from "ajv-formats/dist/formats.js"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addDays, addMonths, compare, DayError, isDay, lastDayOfMonth, monthOf } from "../../src/core/day.ts"

const day = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 30 }))
  .map(([y, m, d]) => addDays(addMonths(`${String(y).padStart(4, "0")}-01-01`, m), Math.min(d, 27)))

const jsonDate = formats.fullFormats.date as { validate: (text: string) => boolean }

describe("isDay", () => {
  test.each(["2026-11-21", "2024-02-29", "2000-02-29", "0000-02-29", "0099-12-31", "9999-12-31"])(
    "%s is one",
    (text) => {
      expect(isDay(text)).toBe(true)
    },
  )

  test.each([
    "",
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-1-1",
    "2026-01-01 ",
    "2026-01-01\n",
    "x2026-01-01",
    "+12026-01-01",
    "20260101",
    "2026-01",
    "٢٠٢٦-٠١-٠١",
    "2026-01-01T00:00:00Z",
  ])("%j is not", (text) => {
    expect(isDay(text)).toBe(false)
  })

  test("has the same verdict as the JSON Schema format, for every number in every place", () => {
    for (const year of ["0000", "1900", "2000", "2024", "2026"]) {
      for (let n = 0; n < 10_000; n++) {
        const text = `${year}-${String(n).padStart(4, "0").slice(0, 2)}-${String(n).padStart(4, "0").slice(2)}`
        if (isDay(text) !== jsonDate.validate(text)) expect.fail(text)
      }
    }
  })
})

describe("arithmetic", () => {
  test("addDays walks every day of 1996 to 2404 in order and skips none", () => {
    let walked = "1996-01-01"
    for (let year = 1996; year <= 2404; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let d = 1; d <= new Date(Date.UTC(year, month, 0)).getUTCDate(); d++) {
          const expected = `${year}-${String(month).padStart(2, "0")}-${String(d).padStart(2, "0")}`
          if (walked !== expected) expect(walked).toBe(expected)
          walked = addDays(walked, 1)
        }
      }
    }
    expect(walked).toBe("2405-01-01")
  })

  test.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2024-01-31", 1, "2024-02-29"],
    ["2024-02-29", 12, "2025-02-28"],
    ["2024-02-29", 48, "2028-02-29"],
    ["2026-11-21", 24, "2028-11-21"],
    ["2026-12-31", 2, "2027-02-28"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2026-01-15", -13, "2024-12-15"],
    ["2026-05-05", 0, "2026-05-05"],
    ["0004-03-01", -12, "0003-03-01"],
  ])("addMonths %s + %i is %s", (from, n, to) => {
    expect(addMonths(from, n)).toBe(to)
  })

  test.each([
    ["2026-11-21", "2026-11", "2026-11-30"],
    ["2024-02-01", "2024-02", "2024-02-29"],
    ["1900-02-28", "1900-02", "1900-02-28"],
    ["0000-12-31", "0000-12", "0000-12-31"],
  ])("%s lies in %s, which ends on %s", (text, month, last) => {
    expect(monthOf(text)).toBe(month)
    expect(lastDayOfMonth(month)).toBe(last)
  })

  test("what was added can be taken off; order follows the count; a month ends a day before the next", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -100_000, max: 100_000 }), (from, n) => {
        let to: string
        try {
          to = addDays(from, n)
        } catch {
          return fc.pre(false)
        }
        expect(addDays(to, -n)).toBe(from)
        expect(Math.sign(compare(to, from))).toBe(Math.sign(n))
        if (monthOf(from) !== "9999-12") {
          expect(addDays(lastDayOfMonth(monthOf(from)), 1)).toBe(`${monthOf(addMonths(from, 1))}-01`)
        }
      }),
    )
  })
})

describe("refusals", () => {
  test.each([
    ["addDays of no day", () => addDays("2026-02-30", 1)],
    ["addDays past 9999", () => addDays("9999-12-31", 1)],
    ["addDays before 0000", () => addDays("0000-01-01", -1)],
    ["addDays by more than a date can hold", () => addDays("2026-01-01", 1e12)],
    ["addDays by a fraction", () => addDays("2026-01-01", 0.5)],
    ["addDays by NaN", () => addDays("2026-01-01", Number.NaN)],
    ["addMonths of no day", () => addMonths("2026-13-01", 1)],
    ["addMonths by a fraction", () => addMonths("2026-01-01", 1.5)],
    ["addMonths past 9999", () => addMonths("9999-12-01", 1)],
    ["addMonths before 0000", () => addMonths("0000-01-01", -1)],
    ["monthOf of no day", () => monthOf("2026-11")],
    ["lastDayOfMonth of a day", () => lastDayOfMonth("2026-11-21")],
    ["lastDayOfMonth of no month", () => lastDayOfMonth("2026-13")],
  ])("%s", (_name, act) => {
    expect(act).toThrow(DayError)
    expect(act).toThrow(expect.objectContaining({ code: "day" }))
  })
})
