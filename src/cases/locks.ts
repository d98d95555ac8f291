// Withdrawals before anything else (PROTOCOL section 11): who is locked, who is erased, who comes back. Nothing here opens anything.
// A case is erased by dropping its card, which holds every key to it; the `erased` statement goes into the same commit. The log's
// key alone must not destroy what nobody asked to destroy: its ticks count only as far as this machine's own clock, and an erasure
// that neither she nor her last month asked for locks and no more.
import { compare, lastDayOfMonth } from "../core/day.ts"
import type { Person } from "../core/ledger.ts"
import type { Card, Hold } from "./card.ts"
import { type Heard, isDue, type Withdrawal, withdrawalOf } from "./heard.ts"
import { charterOf, type Room, stateOf } from "./room.ts"
import { state } from "./states.ts"

export interface Locked {
  withdrawn: number
  erased: number
  expired: number
  held: number
  reinstated: number
}

/** Brings every card in line with the log. The caller commits. @param signs whether this console may sign */
export async function lockAndErase(room: Room, heard: Heard, signs: boolean): Promise<Locked> {
  const count: Locked = { withdrawn: 0, erased: 0, expired: 0, held: 0, reinstated: 0 }
  const { erasureDays } = charterOf(room).body
  const day = noLaterThan(room.today(), heard.day)
  for (const card of [...room.store.cards()]) {
    const person = heard.people.get(card.subject)
    if (person === undefined) continue // the log never loses anybody: it would not have grown out of what was seen
    const code = heard.refusal(person)
    const leaves = heard.said.get(card.subject) ?? []
    const withdrawal = withdrawalOf(leaves)
    if (code === "withdrawn" && card.lock !== "withdrawn") count.withdrawn++
    const expired = isExpired(day, person)
    const asked = withdrawal !== undefined && code === "erased"
    const due = asked || expired || isDue(withdrawal, day, erasureDays)
    const hold = holdNow(card.hold, heard)
    if (due && code !== undefined && !precedes(hold, withdrawal, expired)) {
      owe(room, card, leaves.at(-1)?.said.leaf ?? "", withdrawal)
      room.store.drop(card.ref)
      if (expired && withdrawal === undefined) count.expired++
      else count.erased++
      continue
    }
    if (due && code !== undefined) count.held++
    if (code === undefined && card.lock === "withdrawn") count.reinstated++
    if (code !== undefined || card.lock !== null || changed(card, leaves, hold))
      room.store.put({ ...card, leaves, hold, lock: code ?? null })
  }
  if (signs) await stateOwed(room)
  return count
}

// An erasing relies on the statement that it obeys: her withdrawal, or else the last that she said. Owed first, and stated by a
// console that may: what is gone must not go unsaid because an older store was put back.
function owe({ store }: Room, card: Card, last: string, withdrawal: Withdrawal | undefined): void {
  const said = card.leaves.findLast(({ said: one }) => one.type === "consent")?.said.leaf
  const { state: known } = store
  if (known === null) return
  const consent = withdrawal?.leaf ?? said ?? last
  store.state = { ...known, owed: [...known.owed, { subject: card.subject, consent }] }
}

/** States the erasings that are owed. The caller commits. */
export async function stateOwed(room: Room): Promise<void> {
  for (const { subject, consent } of stateOf(room).owed)
    await state(room, { subject, action: "erased", consent })
  room.store.state = { ...stateOf(room), owed: [] }
}

/** Whether anything but the server's own word says that it may be gone. */
export function isErasable(heard: Heard, person: Person): boolean {
  const said = heard.said.get(person.standing.subject) ?? []
  return withdrawalOf(said) !== undefined || isExpired(heard.day, person)
}

function noLaterThan(today: string, day: string | null): string | null {
  return day !== null && compare(today, day) < 0 ? today : day
}

function isExpired(day: string | null, { standing: { until } }: Person): boolean {
  return until !== null && day !== null && compare(day, lastDayOfMonth(until)) > 0
}

// Where the log has the hold by now.
function holdNow(hold: Hold | null, heard: Heard): Hold | null {
  return hold === null ? null : { ...hold, index: heard.byLeaf.get(hold.leaf)?.index ?? null }
}

// The order of the log is the proof (survivor-standards 6): a hold that it shows to be later, or does not show, holds nothing.
function precedes(hold: Hold | null, withdrawal: Withdrawal | undefined, expired: boolean): boolean {
  if (hold === null || hold.index === null) return false
  if (withdrawal === undefined) return expired
  return withdrawal.index === null || hold.index < withdrawal.index
}

function changed(card: Card, leaves: Card["leaves"], hold: Hold | null): boolean {
  const last = ({ said, index }: Card["leaves"][number]) => `${said.leaf} ${index}`
  return card.leaves.map(last).join() !== leaves.map(last).join() || hold?.index !== card.hold?.index
}
