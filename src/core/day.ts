// Days `YYYY-MM-DD` and months `YYYY-MM` as text, UTC, years 0000 to 9999 (PROTOCOL section 1; RFC 3339 full-date).
// Calendar arithmetic only: no clock, no time of day, and no `Date` object goes in or comes out.
import { CodedError } from "./errors.ts"

export class DayError extends CodedError<"day"> {}

const DAY_MS = 86_400_000
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether `text` is a day that the calendar has. */
export function isDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? []
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month))
}

/**
 * The day `n` days later, or earlier for a negative `n`.
 * @throws {DayError} `day` if `day` is none, `n` is no whole number, or the result leaves the years 0000 to 9999
 */
export function addDays(day: string, n: number): string {
  checkDay(day)
  if (!Number.isSafeInteger(n)) throw new DayError("day", "not a whole number of days")
  const date = new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS)
  const text = Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, -14)
  return checkDay(text) // a year past 9999 is written with a sign and more digits, which is no day here
}

/**
 * The same day of the month `n` months later; the month's last day where it is shorter (31 January + 1 is 28 or 29
 * February).
 * @throws {DayError} as {@link addDays}
 */
export function addMonths(day: string, n: number): string {
  checkDay(day)
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n
  const year = Math.floor(months / 12)
  const month = months - year * 12 + 1
  const date = Math.min(Number(day.slice(8)), daysIn(year, month))
  // A fraction, or a year outside 0000 to 9999, is written in no way that is a day.
  return checkDay(`${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`)
}

/**
 * The month `YYYY-MM` that `day` lies in.
 * @throws {DayError} `day`
 */
export function monthOf(day: string): string {
  return checkDay(day).slice(0, 7)
}

/**
 * The last day of a month `YYYY-MM`.
 * @throws {DayError} `day` if it is not a month
 */
export function lastDayOfMonth(month: string): string {
  const first = checkDay(`${month}-01`)
  return `${month}-${daysIn(Number(first.slice(0, 4)), Number(first.slice(5, 7)))}`
}

/** Below, at or above zero as `a` is before, the same as or after `b`: two days, or two months. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function checkDay(text: string): string {
  if (!isDay(text)) throw new DayError("day", "not a day of the years 0000 to 9999")
  return text
}

/** How many days the month has; 0 when there is no such month. */
function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0)
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, "0")
}
