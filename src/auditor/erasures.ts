// Erasures (PROTOCOL section 8, "Erasure"): that each says a reason that holds, that none came too early, and that whatever
// had to go went in time. Days are those of the log's ticks.
import type { Charter } from "../core/charter/charter.ts"
import { judge } from "../core/consent/rules.ts"
import { addDays, compare, lastDayOfMonth } from "../core/day.ts"
import type { ErasureBody } from "../core/statement/erasure.ts"
import type { Book, Entry } from "./book.ts"
import { hasContent, type Person } from "./people.ts"

/** Days that the server has, once something is due. */
const GRACE = 2

export function takeErasure(book: Book, entry: Entry, body: ErasureBody): void {
  const about = { index: entry.index, subject: body.subject }
  const person = book.people.get(body.subject)
  const why = reasonAgainst(book, person, entry, body)
  if (why !== undefined) book.find("erasure-early", { ...about, detail: why })
  const contents = new Set(body.content)
  const records = new Set(body.records)
  for (const content of person.contents) if (contents.delete(content.root)) content.erased = true
  for (const record of person.records)
    if (records.delete(record.sha256)) {
      record.erased = true
      if (record.relied)
        book.find("erasure-early", { ...about, detail: "A use relies on a record that it says is gone." })
    }
  if (contents.size > 0 || records.size > 0)
    book.find("erasure-early", { ...about, detail: "It names an account or a record that is not hers." })
  const { isNamed } = book.people
  person.standing = judge(
    person.standing,
    { type: "erasure", leaf: entry.leaf, body },
    { isNamed: isNamed.bind(book.people), today: null },
  )
  person.said.push({ index: entry.index, day: entry.day, said: { type: "erasure", leaf: entry.leaf, body } })
}

// Why it should not have been; undefined if its reason holds.
function reasonAgainst(book: Book, person: Person, { day }: Entry, body: ErasureBody): string | undefined {
  const { standing } = person
  switch (body.reason) {
    case "withdrawn": {
      if (standing.withdrawn === null || person.withdrawnOn === null) return "She had not withdrawn."
      const { leaf, now } = standing.withdrawn
      if (body.consent !== leaf && body.consent !== now && !isWithdrawal(person, body.consent))
        return "It names another statement than her withdrawal."
      if (person.nowOn !== null) return undefined
      const { erasureDays } = book.keys.charter.body
      const cooled = addDays(person.withdrawnOn, erasureDays)
      return compare(day, cooled) < 0 ? "The cooling days were not over." : undefined
    }
    case "expired":
      if (standing.until === null || compare(day, lastDayOfMonth(standing.until)) <= 0)
        return "The time she had agreed to was not over."
      return undefined
    case "imported": {
      const content = person.contents.find(({ leaf }) => leaf === body.consent)
      if (content === undefined || body.content.some((root) => root !== content.root))
        return "It names another account than the one that was imported."
      return content.imported ? undefined : "No console said that it had imported the account."
    }
  }
}

function isWithdrawal(person: Person, leaf: string): boolean {
  return person.said.some(
    ({ said }) => said.leaf === leaf && said.type === "consent" && said.body.action === "withdrawn",
  )
}

/**
 * Everything that should be gone by now and of which no entry says so.
 * @param charters those of the log: `erasureDays` counts as it was when it was longest, so that nobody is accused in doubt
 * @param today the last tick's day
 */
export function findOverdue(book: Book, today: string, charters: readonly Charter[]): void {
  const erasureDays = Math.max(...charters.map(({ body }) => body.erasureDays))
  for (const subject of book.people.subjects()) {
    const person = book.people.find(subject) as Person
    if (!hasContent(person) && person.records.every(({ erased, relied }) => erased || relied)) continue
    const due = dueDay(person, erasureDays)
    if (due === undefined || compare(today, addDays(due, GRACE)) <= 0) continue
    book.find("erasure-missing", { subject, detail: `It had to be gone by ${addDays(due, GRACE)}.` })
  }
}

// The day from which it is to go; undefined while it may stay.
function dueDay({ standing, withdrawnOn, nowOn }: Person, erasureDays: number): string | undefined {
  if (nowOn !== null) return nowOn
  if (withdrawnOn !== null) return addDays(withdrawnOn, erasureDays)
  return standing.until === null ? undefined : lastDayOfMonth(standing.until)
}
