// Whether to trust a charter (PROTOCOL section 7): the chain of signatures from the fingerprint or from a pinned
// version, and the expiry. That it stands in the log is proven.ts.

import { addDays } from "../day.ts"
import { CodedError } from "../errors.ts"
import { encodeVkey } from "../note/vkey.ts"
import { verifyAmong } from "../statement/frame.ts"
import { type Charter, parseCharter, rootKeys } from "./charter.ts"

export class CharterError extends CodedError<
  | "charter-fingerprint"
  | "charter-version"
  | "charter-chain"
  | "charter-signatures"
  | "charter-expired"
  | "charter-unproven"
> {}

export { type Charter, parseCharter } from "./charter.ts"

/** A version and the hash of its text, which a released page carries and takes on trust. */
export interface CharterPin {
  readonly version: number
  readonly sha256: string
}

const MAX_TERM_DAYS = 400

/**
 * Verifies a whole chain, oldest first, from the fingerprint.
 * @param notes every charter from version 1 on
 * @param fingerprint H of version 1's text, 64 hex digits
 * @returns all of them, verified; the last is the newest
 * @throws {CharterError} `charter-fingerprint`, `charter-chain`, `charter-signatures`
 * @throws {StatementError} if one is malformed
 */
export async function verifyChain(notes: readonly Uint8Array[], fingerprint: string): Promise<Charter[]> {
  const first = parseFirst(notes)
  if (first.hash !== fingerprint)
    throw new CharterError("charter-fingerprint", "not the organisation's charter 1")
  await requireFounders(first)
  return follow(first, notes.slice(1))
}

/**
 * Verifies the newest part of a chain from a pin, which stands for the chain before it.
 * @param notes the pinned version and all later ones
 * @throws {CharterError} `charter-version` for an older one than the pin, `charter-chain`, `charter-signatures`
 */
export async function verifyFromPin(notes: readonly Uint8Array[], pin: CharterPin): Promise<Charter[]> {
  const first = parseFirst(notes)
  if (first.body.version < pin.version) throw new CharterError("charter-version", "older than the one known")
  if (first.hash !== pin.sha256 || first.body.version !== pin.version) {
    throw new CharterError("charter-chain", "does not start at the pinned version")
  }
  return follow(first, notes.slice(1))
}

/**
 * An expired charter stops sealing, and nothing else.
 * @param today `YYYY-MM-DD`, UTC
 * @throws {CharterError} `charter-expired`, also for a charter that claims a longer term than a client takes
 */
export function requireCurrent(charter: Charter, today: string): void {
  if (today > charter.body.expires) throw new CharterError("charter-expired", "its term is over")
  if (charter.body.expires > addDays(today, MAX_TERM_DAYS)) {
    throw new CharterError("charter-expired", "its term is longer than 400 days")
  }
}

function parseFirst(notes: readonly Uint8Array[]): Charter {
  if (notes[0] === undefined) throw new CharterError("charter-chain", "no charter at all")
  return parseCharter(notes[0])
}

// Version 1 is signed by all its roots.
async function requireFounders(first: Charter): Promise<void> {
  if (first.body.version !== 1) throw new CharterError("charter-chain", "does not start at version 1")
  await requireSigners(first, [{ keys: rootKeys(first.body), least: first.body.roots.length }])
}

async function follow(first: Charter, later: readonly Uint8Array[]): Promise<Charter[]> {
  const chain = [first]
  for (const bytes of later) {
    const before = chain[chain.length - 1] as Charter
    const next = parseCharter(bytes, before.origin)
    if (next.body.version !== before.body.version + 1)
      throw new CharterError("charter-version", "a version is missing")
    if (next.body.previous !== before.hash)
      throw new CharterError("charter-chain", "names another charter before it")
    if (next.body.kind !== before.body.kind) throw new CharterError("charter-chain", "kind never changes")
    await requireSigners(next, [
      { keys: rootKeys(before.body), least: before.body.threshold },
      { keys: rootKeys(next.body), least: next.body.threshold },
    ])
    chain.push(next)
  }
  return chain
}

type Demand = { keys: ReturnType<typeof rootKeys>; least: number }

// Every line must be valid and by a root of one of the groups; each group needs its number of different keys.
async function requireSigners(charter: Charter, groups: readonly Demand[]): Promise<void> {
  const known = groups.flatMap(({ keys }) => keys)
  // By the whole vkey: an ID has 32 bits, and who made a key to fit another root's ID would sign for both.
  let signed: Set<string>
  try {
    signed = new Set((await verifyAmong(charter.note, known)).map(encodeVkey))
  } catch (cause) {
    if ((cause as CodedError).code !== "signature") throw cause
    throw new CharterError("charter-signatures", "a signature that is not a root's", { cause })
  }
  for (const { keys, least } of groups) {
    if (keys.filter((key) => signed.has(encodeVkey(key))).length < least) {
      throw new CharterError("charter-signatures", "signed by too few of its roots")
    }
  }
}
