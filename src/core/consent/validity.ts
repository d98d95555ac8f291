// How long a decision's validity reaches (PROTOCOL section 5; ISO 8601 dates and durations): the one place where a
// period becomes a day. It knows nothing of events or single uses, which end on no day that could be counted.
import { addDays, addMonths, DayError } from "../day.ts"
import type { Decision } from "./decision.ts"

/**
 * The last day on which a decision of kind `until_date` or `period` is valid. A period of months ends on the day of
 * the same number, as people count ("a year from 21 November") and as EU Regulation 1182/71 article 3 says.
 * @param from the day a period counts from, where the decision has no `validFrom`
 * @throws {DayError} `day` where the validity names no day, or none that can be read
 */
export function lastDayOfValidity(decision: Decision, from: string): string {
  const { kind, value = "" } = decision.validity ?? {}
  if (kind === "until_date") return addDays(value, 0)
  if (kind !== "period") throw new DayError("day", "validity without a last day")
  return addPeriod(decision.validFrom ?? from, value)
}

const PERIOD = /^P(?=\d)(?:(?:(\d{1,4})Y)?(?:(\d{1,5})M)?|(\d{1,6})W|(\d{1,7})D)$/

/**
 * Years and months, or weeks, or days: mixtures and times have no one reading that everybody shares. What cannot be
 * read has no length, and a yes of no length is none.
 */
function addPeriod(day: string, period: string): string {
  const [, years = 0, months = 0, weeks = 0, days = 0] = PERIOD.exec(period) ?? []
  const inMonths = Number(years) * 12 + Number(months)
  const inDays = Number(weeks) * 7 + Number(days)
  if (inMonths + inDays === 0) throw new DayError("day", "not a period that can be counted")
  return addDays(addMonths(day, inMonths), inDays)
}
