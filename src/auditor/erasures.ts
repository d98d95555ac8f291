// Erasures (PROTOCOL section 8, "Erasure"): that each says a reason that holds, that none came too early, and that whatever
// had to go went in time. Days are those of the log's ticks.
import { judge } from "../core/consent/rules.ts"
import { addDays, compare, lastDayOfMonth } from "../core/day.ts"
import type { ErasureBody } from "../core/statement/erasure.ts"
import type { Book, Entry } from "./book.ts"
import { dueDay, hasContent, type Person, type Summary, summaryOf } from "./person.ts"

/** Days that the server has, once something is due. */
const GRACE = 2

export function takeErasure(book: Book, entry: Entry, body: ErasureBody): void {
  const about = { index: entry.index, subject: body.subject }
  const person = book.people.get(body.subject)
  const why = reasonAgainst(book, person, entry, body)
  if (why !== undefined) book.find("erasure-early", { ...about, detail: why })
  else if (body.reason !== "imported" && hasContent(summaryOf(person))) findLate(book, person, entry)
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
  const said = { type: "erasure", leaf: entry.leaf, body } as const
  person.standing = judge(person.standing, said, { isNamed: book.people.isNamed, today: null })
  person.said.push({ index: entry.index, day: entry.day, said })
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
      const cooled = addDays(person.withdrawnOn, Math.min(...coolingSince(book, person.withdrawnOn)))
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
 * @param today the last tick's day
 */
export function findOverdue(book: Book, today: string): void {
  const known = new Map<string, string | undefined>() // when it was due, where that is past: most people's days are the same
  for (const [subject, summary] of book.people.summaries()) {
    if (!hasContent(summary)) continue
    const days = `${summary.withdrawnOn} ${summary.nowOn} ${summary.until}`
    if (!known.has(days)) known.set(days, pastDue(book, summary, today))
    const due = known.get(days)
    if (due !== undefined) book.find("erasure-missing", { subject, detail: byWhen(due) })
  }
}

// The statement is there, but later than it may be.
function findLate(book: Book, person: Person, { index, day }: Entry): void {
  const { subject } = person.standing
  const due = pastDue(book, summaryOf(person), day)
  if (due !== undefined) book.find("erasure-missing", { index, subject, detail: byWhen(due) })
}

function pastDue(book: Book, summary: Summary, day: string): string | undefined {
  const due = dueIn(book, summary)
  return due !== undefined && compare(addDays(day, -GRACE), due) > 0 ? due : undefined
}

function byWhen(due: string): string {
  return `It had to be gone by ${addDays(due, GRACE)}.`
}

// As it was when it was longest since she withdrew, and above when it was shortest: nobody is accused in doubt.
function dueIn(book: Book, summary: Summary): string | undefined {
  return dueDay(summary, Math.max(...coolingSince(book, summary.withdrawnOn ?? "9999-12-31")))
}

// The cooling days of each charter that was the newest on that day or later.
function coolingSince({ charters }: Book, day: string): number[] {
  return charters
    .filter((_, i) => {
      const next = charters[i + 1]
      return next === undefined || (next.day !== null && compare(next.day, day) >= 0)
    })
    .map(({ charter }) => charter.body.erasureDays)
}
