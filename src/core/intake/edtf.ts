// Dates as precise as they are remembered: the part of EDTF levels 0 and 1 (ISO 8601-2 annex A) that an account needs.
// Calendar years 0000 to 9999 and days; not times of day, not years beyond, not level 2. It reads nothing into a date.
import { isDay } from "../day.ts"

/**
 * Whether `text` is a date as survivor-standards section 4 stores it: a day, month or year, each also uncertain (`?`),
 * approximate (`~`) or both (`%`); a season 21 to 24; digits left open from the right (`199X`, `2022-XX`); or an
 * interval of such dates, with one end open (`..`) or unknown (nothing). Seasons are not standard in intervals, nor
 * with a mark: there the words say it.
 */
export function isEdtf(text: string): boolean {
  const [start = "", end, more] = text.split("/")
  if (end === undefined) return isDate(start) || isSeason(start)
  if (more !== undefined) return false
  if (isUnbounded(start)) return isDate(end)
  return isDate(start) && (isUnbounded(end) || (isDate(end) && inOrder(start, end)))
}

function isUnbounded(text: string): boolean {
  return text === "" || text === ".."
}

function isDate(text: string): boolean {
  return isPlainDate(text.replace(/[?~%]$/, "")) || isPartlyOpen(text)
}

function isPlainDate(text: string): boolean {
  return isDay(/^\d{4}$/.test(text) ? `${text}-01-01` : /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text)
}

// Level 1 opens digits from the right only: one or two of a year alone, a whole day, or a whole month.
function isPartlyOpen(text: string): boolean {
  if (/^(?:\d{3}X|\d{2}XX|\d{4}-XX|\d{4}-XX-XX)$/.test(text)) return true
  return /^\d{4}-\d{2}-XX$/.test(text) && isDay(text.replace("XX", "01"))
}

function isSeason(text: string): boolean {
  return /^\d{4}-2[1-4]$/.test(text)
}

// Whether an interval could begin no later than it ends, as far as both ends say. An open digit, `X`, sorts after every
// digit: right for the end, not for the start.
function inOrder(start: string, end: string): boolean {
  const earliest = start.replace(/[?~%]$/, "").replaceAll("X", "0")
  const latest = end.replace(/[?~%]$/, "")
  const length = Math.min(earliest.length, latest.length)
  return earliest.slice(0, length) <= latest.slice(0, length)
}
