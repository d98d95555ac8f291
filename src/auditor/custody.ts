// A custody statement (PROTOCOL section 6) as far as the log itself shows it: its console's chain, the consent that it names,
// and what its console can have known. What the use was is sealed in its record; uses.ts judges that.
import { addDays, compare } from "../core/day.ts"
import type { CustodyBody } from "../core/statement/custody.ts"
import type { Book, Entry } from "./book.ts"
import type { Person } from "./people.ts"

export function takeCustody(book: Book, entry: Entry, body: CustodyBody): void {
  const about = { index: entry.index, subject: body.subject }
  requireNextOfConsole(book, entry, body)
  if (body.log > entry.index)
    book.find("malformed", { ...about, detail: "It claims to know a log longer than what stands before it." })
  const person = book.people.find(body.subject)
  if (person === undefined || !isHers(person, body.consent)) {
    // An erasing on the offline machine may follow a withdrawal that is no leaf yet; a use or an import may not.
    if (body.action !== "erased")
      book.find(mayComeLater(book, body.consent) ? "use-before" : "use-without-consent", about)
    return
  }
  if (body.action === "imported") takeImport(book, about, person, body)
  if (body.record !== null) person.uses.push({ ...entry, body })
}

/** Marks the sealed consent record that a use relies on: it may not be erased any more. */
export function markRelied(person: Person, consent: string): void {
  for (const record of person.records) if (record.leaf === consent) record.relied = true
}

/** Whether a console's knowledge was too old on `day`: of a log of `known` leaves. */
export function isStale(book: Book, known: number, day: string, freshDays: number): boolean {
  const seen = book.days.at(known - 1)
  return seen !== null && compare(day, addDays(seen, freshDays)) > 0
}

function takeImport(
  book: Book,
  about: { index: number; subject: string },
  person: Person,
  body: CustodyBody,
): void {
  const content = person.contents.find(({ leaf }) => leaf === body.consent)
  if (content === undefined) {
    book.find("use-without-consent", { ...about, detail: "It imports an account that no statement named." })
    return
  }
  content.imported = true
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

function mayComeLater(book: Book, leaf: string): boolean {
  return book.promised.has(leaf)
}
