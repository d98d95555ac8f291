// The list of cases (PROTOCOL section 11): lines, filters, search, all in memory. What only a wider consent lets be known of an
// account stays out of lines, filters and search alike while there is none.
import { currentDecisions, isYes, type Purpose } from "../core/consent/decision.ts"
import { compare } from "../core/day.ts"
import type { Card } from "./card.ts"
import { mayBe, readingFor } from "./covered.ts"
import type { CaseLine, Filter } from "./desk.ts"
import { covers } from "./split.ts"

/** A case as a list shows it on that day. */
export function lineOf(card: Card, day: string): CaseLine {
  const reading = readingFor(card, day)
  const scope = reading?.permit.decision.dataScope ?? []
  const { facts, openings, quarantine } = card
  return {
    ...{
      ref: card.ref,
      subject: card.subject,
      readable: reading !== undefined,
      quarantine,
      labels: card.labels,
    },
    language: card.containers[0]?.language ?? "und",
    since: card.leaves[0]?.day ?? null,
    ...{ danger: facts.danger, minor: facts.minor, contact: facts.contact, files: facts.files },
    harm: covers(scope, "harm") ? facts.harm : null,
    place: covers(scope, "where") ? facts.place : null,
    read: openings.length > 0,
    waiting: isWaiting(card),
    reviewAt: reviewOf(card),
    ...{ heldBy: card.heldBy, hold: card.hold !== null },
  }
}

// She wrote after our last word to her; a case that nobody answered yet waits if she may be answered at all.
function isWaiting({ leaves, replies }: Card): boolean {
  const last = replies.at(-1)
  const wrote = leaves.findLast(
    ({ said }) => said.type === "consent" && (said.body.action === "given" || said.body.action === "added"),
  )
  if (wrote === undefined) return false
  if (last === undefined) return true
  // Known only to the day: on the same day nobody can tell who spoke last, so it waits only if it is not logged yet.
  return wrote.day === null || compare(wrote.day, last.day) > 0
}

// The earliest day on which somebody has to look: hers to ask again, or ours.
function reviewOf({ record, staff }: Card): string | null {
  const days = currentDecisions(record?.value.decisions ?? []).flatMap((one) =>
    isYes(one) && one.reviewAt !== undefined ? [one.reviewAt] : [],
  )
  if (staff.nextReview !== null) days.push(staff.nextReview)
  return days.sort(compare)[0] ?? null
}

/** Lines that fit, by reference. @param textOf an account's words, where they may be read */
export function listOf(
  cards: Iterable<Card>,
  filter: Filter,
  day: string,
  lineFor: (card: Card) => CaseLine,
  textOf: (card: Card) => string,
): CaseLine[] {
  const lines: CaseLine[] = []
  for (const card of cards) {
    if (card.lock !== null) continue
    const line = lineFor(card)
    if (fits(card, line, filter, day, textOf)) lines.push(line)
  }
  return lines.sort((a, b) => (a.ref < b.ref ? -1 : 1))
}

function fits(
  card: Card,
  line: CaseLine,
  filter: Filter,
  day: string,
  textOf: (card: Card) => string,
): boolean {
  const { language, harm, place, purpose, recipientId, waiting, reviewBy, label, heldBy, text } = filter
  if (language !== undefined && line.language !== language) return false
  if (harm !== undefined && !(line.harm?.includes(harm) ?? false)) return false
  if (place !== undefined && !plain(line.place?.text ?? "").includes(plain(place))) return false
  if (waiting !== undefined && line.waiting !== waiting) return false
  if (reviewBy !== undefined && (line.reviewAt === null || compare(line.reviewAt, reviewBy) > 0)) return false
  if (label !== undefined && !line.labels.includes(label)) return false
  if (heldBy !== undefined && line.heldBy !== heldBy) return false
  if (text !== undefined && !isIn(card, line, plain(text), textOf)) return false
  return purpose === undefined || isAllowed(card, purpose, recipientId, day)
}

function isIn(card: Card, line: CaseLine, text: string, textOf: (card: Card) => string): boolean {
  const ours = [card.ref, ...card.labels, ...card.notes.map((one) => one.text), line.place?.text ?? ""]
  if (ours.some((one) => plain(one).includes(text))) return true
  return line.readable && textOf(card).includes(text)
}

/** As search compares words: without case, and without marks on letters. */
export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
}

function isAllowed(card: Card, purpose: Purpose, recipientId: string | undefined, day: string): boolean {
  const key = `${day} ${purpose} ${recipientId ?? ""}`
  const known = answers.get(card) ?? new Map<string, boolean>()
  answers.set(card, known)
  const answer = known.get(key) ?? ask(card, purpose, recipientId, day)
  known.set(key, answer)
  return answer
}

/** Asks for every purpose once, so that a list by purpose has its answers. */
export function askAll(card: Card, day: string): void {
  for (const purpose of new Set((card.record?.value.decisions ?? []).map((one) => one.purpose)))
    isAllowed(card, purpose, undefined, day)
}

// A card that changes is another object; so is nothing old ever answered.
const answers = new WeakMap<Card, Map<string, boolean>>()

function ask(card: Card, purpose: Purpose, recipientId: string | undefined, day: string): boolean {
  const named = (card.record?.value.decisions ?? []).flatMap((one) => one.recipientId ?? [])
  const recipients = recipientId === undefined ? [null, ...new Set(named)] : [recipientId]
  return recipients.some((recipient) => mayBe(card, purpose, recipient, day))
}
