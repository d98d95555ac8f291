// A consent statement in the log (PROTOCOL section 5): judged by the one rules module, by the charters before it, and by the
// day it says. A withdrawal counts whatever else is wrong with it (C10).
import { judge, namesOf, RuleError, requireSaidDay } from "../core/consent/rules.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import { addDays, compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { Book, Entry, LoggedCharter } from "./book.ts"
import { takeRelied } from "./custody.ts"
import type { FindingCode } from "./findings.ts"
import type { Person } from "./person.ts"

const BROKEN: Partial<Record<RuleError["code"], FindingCode>> = {
  "head-moved": "seq-gap",
  withdrawn: "after-withdrawal",
  erased: "after-withdrawal",
  "foreign-root": "foreign-root",
  subject: "wrong-subject",
}

export function takeConsent(book: Book, entry: Entry, body: ConsentBody): void {
  const about = { index: entry.index, subject: body.subject }
  const person = book.people.get(body.subject)
  if (body.action !== "withdrawn") {
    requireCharter(book, entry, body)
    if (!isPossibleDay(body.day, entry.day, book.keys.charter.body.mergeDelayHours))
      book.find("day-order", {
        ...about,
        detail: "The day that she is said to have said it is not possible.",
      })
  }
  try {
    const view = { isNamed: book.people.isNamed, today: null }
    person.standing = judge(person.standing, { type: "consent", leaf: entry.leaf, body }, view)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    book.find(BROKEN[error.code] ?? "malformed", about)
    return // it counts for nothing
  }
  person.said.push({ index: entry.index, day: entry.day, said: { type: "consent", leaf: entry.leaf, body } })
  noteWithdrawal(person, entry)
  takeRelied(book, entry.leaf)
  for (const [kind, hash] of namesOf(body)) book.people.name(kind, hash)
  const { leaf } = entry
  const { content, record } = body
  if (content !== null) person.contents.push({ ...content, leaf, imported: false, erased: false })
  if (record !== null) person.records.push({ ...record, leaf, relied: false, erased: false })
}

// Cooling counts from the first withdrawal that was not taken back.
function noteWithdrawal(person: Person, { day, leaf }: Entry): void {
  const { withdrawn } = person.standing
  if (withdrawn === null) person.withdrawnOn = person.nowOn = null
  else {
    if (withdrawn.leaf === leaf) person.withdrawnOn = day
    if (withdrawn.now === leaf) person.nowOn = day
  }
}

// A charter that is not an earlier leaf, or one whose time was over before the statement can have been accepted.
function requireCharter(book: Book, entry: Entry, { charter, subject }: ConsentBody): void {
  const about = { index: entry.index, subject }
  const at = book.charters.findIndex((one) => one.charter.hash === charter)
  if (at < 0) {
    book.find("key-not-logged", { ...about, detail: "It names a charter that was not in the log before it." })
    return
  }
  const next = book.charters[at + 1]
  if (next === undefined || next.day === null) return
  const old = (book.charters[at] as LoggedCharter).charter.body
  const { graceDays, revoked } = next.charter.body
  // From the day on which the next one says that a key is revoked, nothing sealed to that key is taken.
  const grace = old.intake.some(({ recipient }) => revoked.includes(recipient)) ? 0 : graceDays
  if (compare(entry.day, addDays(next.day, grace + waitDays(book.keys.charter.body.mergeDelayHours))) > 0)
    book.find("key-not-logged", { ...about, detail: "It names a charter whose time was over." })
}

/** How many days after its acceptance a statement can become a leaf without breaking a promise. */
export function waitDays(mergeDelayHours: number): number {
  return Math.ceil(mergeDelayHours / 24) + 1
}

// C5, as far as a log shows it: it was accepted at some time from as long before its leaf as a promise allows, and the day
// among those that speaks most for it counts.
function isPossibleDay(said: string, logged: string, mergeDelayHours: number): boolean {
  const earliest = addDays(logged, -waitDays(mergeDelayHours))
  const accepted = compare(said, logged) > 0 ? logged : compare(said, earliest) < 0 ? earliest : said
  try {
    requireSaidDay(said, accepted)
    return true
  } catch (error) {
    if (error instanceof CodedError) return false
    throw error
  }
}
