// Dates as remembered: which of EDTF levels 0 and 1 an account may hold. Examples follow the specification's own kinds.
import fc from "fast-check"
import { expect, test } from "vitest"
import { addDays } from "../../../src/core/day.ts"
import { isEdtf } from "../../../src/core/intake/edtf.ts"

test.each([
  // level 0
  "1985-04-12",
  "1985-04",
  "1985",
  "0000",
  "2024-02-29",
  "1964/2008",
  "2004-06/2006-08",
  "2004-02-01/2005-02-08",
  "2004-02-01/2005-02",
  "2004-02-01/2005",
  "2005/2006-02",
  "2022-03/2022-03",
  "2022/2022-03-04",
  // level 1
  "2022-21",
  "2022-22",
  "2022-24",
  "2022?",
  "2022-03~",
  "2004-06-11%",
  "201X",
  "20XX",
  "2004-XX",
  "1985-04-XX",
  "1985-XX-XX",
  "1985-04-12/..",
  "1985-04/..",
  "1985/..",
  "../1985-04-12",
  "1985-04-12/",
  "/1985",
  "1984~/2004-06",
  "1984/2004-06~",
  "1984?/2004%",
  "2004-06-XX/2004-07-03",
  "199X/2001",
  "199X/1995",
  "1995/199X",
  "2022~/2022-03",
  "2022-03/2022%",
  "2004/200X",
])("%s is one", (text) => {
  expect(isEdtf(text)).toBe(true)
})

test.each([
  "",
  "/",
  "..",
  "../..",
  "/..",
  "../",
  "spring",
  "22",
  "202",
  "20225",
  "2022-3",
  "2022-00",
  "2022-13",
  "2022-20",
  "2022-25", // seasons by hemisphere are level 2
  "2022-41",
  "2022-02-30",
  "1900-02-29",
  "2022-22~", // not standard
  "2022-21/2022-22", // not standard
  "2022-05/2022-22",
  "2022-22/..",
  "../2022-22",
  "2022-03~?",
  "~2022",
  "2022~-03", // level 2
  "XXXX",
  "1XXX",
  "1XX3",
  "2X22",
  "20XX-XX",
  "1985-XX-12", // level 2
  "1985-13-XX",
  "1985-4X",
  "201X?",
  "201x",
  "2008/1964",
  "2022-06/2022-03",
  "2022-03-04/2022-03-03",
  "2022-06~/2022-03",
  "2004-07-04/2004-06-XX",
  "200X/1995",
  "2022/2023/2024",
  "2022 / 2023",
  " 2022",
  "2022\n",
  "2022-03-04T10:00:00Z", // an account keeps no time of day
  "Y170000002",
  "-0044",
  "+2022",
  "1950S2",
  "[1667,1668]",
  "{1960,1961}",
  "٢٠٢٢",
])("%j is not", (text) => {
  expect(isEdtf(text)).toBe(false)
})

test("any two days make an interval in their order, and not the other way round", () => {
  const day = fc.integer({ min: -300_000, max: 300_000 }).map((n) => addDays("2022-01-01", n))
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 300_000 }), (from, n) => {
      const to = addDays(from, n)
      for (const cut of [4, 7, 10]) {
        expect(isEdtf(`${from}/${to.slice(0, cut)}`)).toBe(true)
        expect(isEdtf(`${from.slice(0, cut)}/${to}`)).toBe(true)
      }
      expect(isEdtf(`${to}/${from}`)).toBe(false)
    }),
  )
})
