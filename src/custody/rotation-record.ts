// A rotation's record: which key goes and which comes, and the few things that no charter or store can tell. Public, and small: the
// stage itself is worked out from facts (rotation.ts).
import * as z from "zod/mini"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8, utf8 } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parseCanonicalJson } from "../core/json.ts"
import { day } from "../core/statement/fields.ts"
import { parseIdentities, recipientOf } from "../open/identity.ts"
import { proposeChange } from "./change.ts"
import { type DrillEvidence, drillIntake, type HandedFile, type IntakeMaking, makeIntake } from "./intake.ts"
import { isLocked } from "./passphrase.ts"
import { RotationError, type RotationFacts, requireDestroyable } from "./rotation.ts"
import { decodeShareSet, encodeShareSet, type ShareSet } from "./share-set.ts"
import type { Proposal } from "./signing.ts"

export interface Rotation {
  readonly format: "cairn-rotation/1"
  readonly origin: string
  readonly from: Recipient
  readonly to: Recipient
  /** The new key's, if it is split. */
  readonly set: ShareSet | null
  readonly began: string
  /** Whether the old key is taken to be known to others: nothing sealed to it is accepted any more. */
  readonly revoke: boolean
  /** The day of the drill that opened the new key. */
  readonly drilled: string | null
  readonly destroyed: string | null
}

const schema = z.strictObject({
  format: z.literal("cairn-rotation/1"),
  origin: z.string(),
  from: z.string(),
  to: z.string(),
  set: z.unknown(),
  began: day,
  revoke: z.boolean(),
  drilled: z.nullable(day),
  destroyed: z.nullable(day),
})

export function encodeRotation(rotation: Rotation): string {
  return `${JSON.stringify(rotation)}\n`
}

/** @throws {RotationError} `rotation-file` */
export function decodeRotation(bytes: Uint8Array): Rotation {
  try {
    const read = schema.parse(parseCanonicalJson(fromUtf8(bytes).replace(/\n$/, "")))
    const set = read.set === null ? null : decodeShareSet(utf8(encodeShareSet(read.set as ShareSet)))
    const [from, to] = [parseRecipient(read.from), parseRecipient(read.to)]
    if (from !== to && (set === null || set.recipient === to)) return { ...read, from, to, set }
  } catch {
    // Said below.
  }
  throw new RotationError("rotation-file", "not a rotation's record, or it was changed")
}

/**
 * Makes the new identity and what it is kept as. No charter names it yet.
 * @param newest the charter in force
 */
export async function beginRotation(
  newest: Charter,
  making: IntakeMaking,
  revoke: boolean,
): Promise<{ rotation: Rotation; files: readonly HandedFile[] }> {
  const { recipient: to, set, files } = await makeIntake(making)
  const from = parseRecipient((newest.body.intake[0] as { recipient: string }).recipient)
  const empty = { drilled: null, destroyed: null }
  const { origin } = newest
  return {
    rotation: { format: "cairn-rotation/1", origin, from, to, set, began: making.day, revoke, ...empty },
    files,
  }
}

/**
 * A record is of the organisation whose charters name the old key, and not of one whose log has the same name.
 * @param chain verified
 * @throws {RotationError} `rotation-other`
 */
export function requireOrganisation({ origin, from }: Rotation, chain: readonly Charter[]): void {
  const named = chain.some(({ body }) => body.intake.some(({ recipient }) => recipient === from))
  if (chain[0]?.origin !== origin || !named)
    throw new RotationError("rotation-other", "the record and the charters are of two organisations")
}

/**
 * Whose identity a file holds, so that no slip of the hand ends another key than the old one. Of a file under a passphrase only
 * that it is one can be seen.
 * @throws {IdentityError} if it is no identity's file
 */
export async function heldBy(file: Uint8Array, recipient: Recipient): Promise<"it" | "another" | "locked"> {
  if (isLocked(file)) return "locked"
  const all = await Promise.all((await parseIdentities(fromUtf8(file))).map(recipientOf))
  return all.every((one) => one === recipient) ? "it" : "another"
}

/** The new identity opened from paper alone. Again is allowed. */
export async function drillRotation(
  rotation: Rotation,
  evidence: DrillEvidence,
  today: string,
): Promise<Rotation> {
  await drillIntake({ recipient: rotation.to, set: rotation.set }, evidence)
  return { ...rotation, drilled: today }
}

/**
 * The end of the old key, written down.
 * @throws {RotationError} `rotation-early`, `rotation-over`
 */
export function destroyedOn(rotation: Rotation, facts: RotationFacts, today: string): Rotation {
  requireDestroyable(facts)
  return { ...rotation, destroyed: today }
}

/**
 * The charter that names the new key, for the roots to sign.
 * @throws {RotationError} `rotation-drill` before the drill: accounts would be sealed to a key that nobody opened yet
 * @throws {ChangeError}
 */
export function proposeRotation(rotation: Rotation, chain: readonly Charter[], today: string): Proposal {
  if (rotation.drilled === null)
    throw new RotationError("rotation-drill", "the new key was not opened from paper yet")
  return proposeChange(chain, { intake: { recipient: rotation.to, from: today, revoke: rotation.revoke } })
}
