// Changing the intake key (PROTOCOL sections 7 and 10): what must be true before the old identity may be destroyed. The stage is
// worked out from facts each time (the charters, the last import, the case store), never remembered, so a machine that dies
// between two steps wakes up at the right one. Re-wrapping itself is the case store's.
import type { Recipient } from "../core/age/recipient.ts"
import type { Charter } from "../core/charter/charter.ts"
import { addDays } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"

export class RotationError extends CodedError<
  | "rotation-file" // not a rotation's record
  | "rotation-drill" // the new identity was not rebuilt yet, so no charter may name it
  | "rotation-early" // the old identity still has a say
  | "rotation-chain" // the store has seen a newer charter than those given
  | "rotation-over" // the old identity is destroyed already
  | "rotation-other" // its record is of another organisation than the charters
> {}

/** What the case store says of itself after its last import. */
export interface StoreStanding {
  /** How many sealed things only the old identity opens: 0 when all are re-wrapped. */
  readonly needing: number
  /** Day of the newest tick of the log it imported; null if it imported nothing. */
  readonly day: string | null
  /** For each charter that is a leaf of that log: version and the day of its batch's tick. */
  readonly charters: readonly { readonly version: number; readonly day: string }[]
}

export type RotationStage =
  | { readonly stage: "propose" } // no charter names the new key, or not the newest does
  | { readonly stage: "log" } // the charter is signed; no import showed it in the log
  | { readonly stage: "rewrap"; readonly needing: number; readonly until: string } // the store still needs the old one
  | { readonly stage: "grace"; readonly until: string } // accounts sealed to the old key are still taken
  | { readonly stage: "import"; readonly until: string } // the grace is over; the last import is from before
  | { readonly stage: "destroy" } // nothing needs the old identity any more
  | { readonly stage: "over" } // destroyed

/** The facts, all of them checked by whoever gives them. */
export interface RotationFacts {
  readonly from: Recipient
  readonly to: Recipient
  /** The verified chain, oldest first. */
  readonly charters: readonly Charter[]
  readonly standing: StoreStanding
  /** By this machine's own clock, which bounds what a log says: whoever has its key could date a tick years ahead. */
  readonly today: string
  /** The day on which the old identity was destroyed. */
  readonly destroyed: string | null
}

/**
 * Where a rotation stands. The old identity may go only when the server takes nothing sealed to it any more, an import later
 * than that has brought what was taken, and the store has re-wrapped all of it.
 * @throws {RotationError} `rotation-chain`
 */
export function rotationStage(facts: RotationFacts): RotationStage {
  const { from, to, charters, standing, today, destroyed } = facts
  if (destroyed !== null) return { stage: "over" }
  const newest = charters[charters.length - 1]
  // A charter that was left out may have taken the old key back.
  if (standing.charters.some(({ version }) => version > (newest?.body.version ?? 0)))
    throw new RotationError("rotation-chain", "the log has a newer charter than those given")
  if (newest === undefined || !names(newest, to) || names(newest, from)) return { stage: "propose" }
  // The version that took the old key away, and everything after it, as far back as it stayed away.
  const after = charters.findLastIndex((charter) => names(charter, from)) + 1
  const removed = charters[after] as Charter
  const leaf = standing.charters.find(({ version }) => version === removed.body.version)
  if (leaf === undefined) return { stage: "log" }
  const until = lastDay(charters.slice(after), from, leaf.day, standing)
  const seen = addDays(until, Math.ceil(removed.body.mergeDelayHours / 24) + 1) // what was promised on the last day is in by then
  const day = standing.day !== null && standing.day > today ? today : standing.day
  const imported = day !== null && day > seen
  if (standing.needing > 0) return { stage: "rewrap", needing: standing.needing, until }
  if (imported) return { stage: "destroy" }
  return day !== null && day > until ? { stage: "import", until: seen } : { stage: "grace", until }
}

// The last day on which something sealed to the old key is still accepted: graceDays from the leaf's day on, that day
// included, or the day before a charter that revokes it became a leaf.
function lastDay(after: readonly Charter[], from: Recipient, leaf: string, standing: StoreStanding): string {
  const grace = addDays(leaf, (after[0] as Charter).body.graceDays - 1)
  const revoking = after.find(({ body }) => body.revoked.includes(from))
  const revoked = standing.charters.find(({ version }) => version === revoking?.body.version)
  return revoked !== undefined && revoked.day < grace ? revoked.day : grace
}

function names(charter: Charter, recipient: Recipient): boolean {
  return charter.body.intake.some((one) => one.recipient === recipient)
}

/** @throws {RotationError} `rotation-early`, `rotation-over` */
export function requireDestroyable(facts: RotationFacts): void {
  const { stage } = rotationStage(facts)
  if (stage === "over") throw new RotationError("rotation-over", "the old identity is destroyed already")
  if (stage !== "destroy")
    throw new RotationError("rotation-early", `the old identity is still needed: ${stage}`)
}
