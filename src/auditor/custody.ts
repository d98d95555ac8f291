// A custody statement (PROTOCOL section 6) as far as the log itself shows it: its console's chain, the consent that it names,
// and what its console can have known. What the use was is sealed in its record; uses.ts judges that.
import { addDays, compare } from "../core/day.ts"
import type { CustodyBody } from "../core/statement/custody.ts"
import type { Book, Entry } from "./book.ts"
import type { Person } from "./person.ts"

export function takeCustody(book: Book, entry: Entry, body: CustodyBody): void {
  const about = { index: entry.index, subject: body.subject }
  requireNextOfConsole(book, entry, body)
  if (body.log > entry.index)
    book.find("malformed", { ...about, detail: "It claims to know a log longer than what stands before it." })
  const person = book.people.find(body.subject)
  if (person === undefined || !isHers(person, body.consent)) {
    // An erasing on the offline machine may follow a withdrawal that is no leaf yet; a use or an import may not.
    if (body.action !== "erased")
      book.early.set(body.consent, [...(book.early.get(body.consent) ?? []), about])
    return
  }
  if (body.action === "imported") takeImport(book, about, person, body)
  if (body.action === "used") markRelied(person, body.consent)
  if (body.record !== null) person.uses.push({ index: entry.index, day: entry.day, leaf: entry.leaf, body })
}

/** A consent that uses before it relied on. */
export function takeRelied(book: Book, leaf: string): void {
  for (const about of book.early.get(leaf) ?? []) book.find("use-before", about)
  book.early.delete(leaf)
}

/** What relied on something that is still not in the log. */
export function findUnfounded(book: Book): void {
  for (const [consent, uses] of book.early)
    for (const about of uses)
      book.find(book.promised.has(consent) ? "use-before" : "use-without-consent", about)
  book.early.clear() // found, and kept as findings
}

/** Whether a console's knowledge was too old on `day`: of a log of `known` leaves. */
export function isStale(book: Pick<Book, "days">, known: number, day: string, freshDays: number): boolean {
  const seen = book.days.at(known - 1)
  return seen !== null && compare(day, addDays(seen, freshDays)) > 0
}

// The sealed consent record that a use relies on may not be erased any more.
function markRelied(person: Person, consent: string): void {
  for (const record of person.records) if (record.leaf === consent) record.relied = true
}

function takeImport(
  book: Book,
  about: { index: number; subject: string },
  person: Person,
  body: CustodyBody,
): void {
  const content = person.contents.find(({ leaf }) => leaf === body.consent)
  if (content !== undefined) content.imported = true
  else
    book.find("use-without-consent", { ...about, detail: "It imports an account that no statement named." })
}

function requireNextOfConsole(
  book: Book,
  { index, leaf }: Entry,
  { console, seq, prev, subject }: CustodyBody,
): void {
  const last = book.consoles.get(console)
  if (seq !== (last === undefined ? 0 : last.seq + 1) || prev !== (last?.leaf ?? null))
    book.find("custody-gap", { index, subject })
  if (last === undefined || seq > last.seq) book.consoles.set(console, { seq, leaf })
}

function isHers({ said }: Person, leaf: string): boolean {
  return said.some((one) => one.said.type === "consent" && one.said.leaf === leaf)
}
