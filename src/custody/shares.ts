// The intake identity split k of n, and rebuilt (PROTOCOL section 10). The library does not notice a wrong share: here each
// is held against its check before anything is made of it, and what is made must be the published key.

import { bech32 } from "@scure/base"
import { combine, split } from "shamir-secret-sharing"
import { identityText } from "../core/age/identity.ts"
import { type Identity, recipientOf } from "../open/identity.ts"
import { ShareError } from "./share-error.ts"
import { type KnownSet, requirePlan, type ShareSet, setIdOf, shareCheck } from "./share-set.ts"

/** One share. Secret: k of them are the key. */
export interface Share {
  /** Of which set it says it is; null where nobody wrote it down. */
  readonly setId: string | null
  /** Its x coordinate, 1 to 255. */
  readonly number: number
  /** 32 bytes. */
  readonly value: Uint8Array
}

const SEED = 32

/**
 * Splits an identity. Randomness is the library's, from the platform.
 * @throws {ShareError} `share-plan`
 */
export async function splitIdentity(
  identity: Identity,
  k: number,
  n: number,
): Promise<{ set: ShareSet; shares: readonly Share[] }> {
  requirePlan(k, n)
  const recipient = await recipientOf(identity)
  const setId = setIdOf(recipient)
  const pieces = await split(seedOf(identity), n, k)
  const shares = pieces
    .map((piece) => ({ setId, number: piece[SEED] as number, value: piece.slice(0, SEED) }))
    .sort((a, b) => a.number - b.number)
  const checks = shares.map(({ number, value }) => ({ number, check: shareCheck(setId, number, value) }))
  return { set: { format: "cairn-shares/1", recipient, setId, k, n, shares: checks }, shares }
}

/**
 * The identity that `shares` rebuild. More than `k` may be given; every one of them must be right.
 * @throws {ShareError} `share-set`, `share-twice`, `share-number`, `share-wrong` (each with the number), `share-too-few`,
 *   `share-rebuilt`
 */
export async function rebuildIdentity(shares: readonly Share[], known: KnownSet): Promise<Identity> {
  requireOfSet(shares, known)
  if (shares.length < known.k)
    throw new ShareError("share-too-few", `${known.k} shares rebuild it, ${shares.length} were given`)
  const found = await firstThatFits(shares, known)
  if (found === undefined)
    throw new ShareError(
      "share-rebuilt",
      "what these shares make is not the published key: one of them is wrong",
    )
  // Whoever brought a share that does not fit must learn it, even where the others were enough.
  for (const share of shares) {
    if (found.from.includes(share)) continue
    const again = await combined([...found.from.slice(1), share])
    if (again !== found.identity) throw wrong(share)
  }
  return found.identity
}

/**
 * Holds shares against what is known of their set, as far as can be told before rebuilding: after each sheet is typed.
 * @throws {ShareError} `share-set`, `share-twice`, `share-number`, `share-wrong`
 */
export function requireOfSet(shares: readonly Share[], known: KnownSet): void {
  const setId = setIdOf(known.recipient)
  for (const [at, share] of shares.entries()) {
    const { number, value } = share
    if (share.setId !== null && share.setId !== setId)
      throw new ShareError("share-set", `share ${number} is of another set`, { number })
    if (shares.findIndex((other) => other.number === number) < at)
      throw new ShareError("share-twice", `share ${number} was given twice`, { number })
    if (known.shares === undefined) continue
    const entry = known.shares.find((one) => one.number === number)
    if (entry === undefined)
      throw new ShareError("share-number", `no share has the number ${number}`, { number })
    if (entry.check !== shareCheck(setId, number, value)) throw wrong(share)
  }
}

// Checked shares are right, and the first k are enough. Without checks every k of them is tried: at most 35 ways for seven.
async function firstThatFits(
  shares: readonly Share[],
  { recipient, k }: KnownSet,
): Promise<{ identity: Identity; from: readonly Share[] } | undefined> {
  for (const from of choose(shares, k)) {
    const identity = await combined(from)
    if ((await recipientOf(identity)) === recipient) return { identity, from }
  }
  return undefined
}

function* choose(shares: readonly Share[], k: number): Generator<readonly Share[]> {
  if (k === 0) yield []
  for (const [at, share] of shares.entries())
    if (k > 0) for (const rest of choose(shares.slice(at + 1), k - 1)) yield [share, ...rest]
}

async function combined(shares: readonly Share[]): Promise<Identity> {
  const pieces = shares.map(({ number, value }) => Uint8Array.of(...value, number))
  return identityText(await combine(pieces)) as Identity
}

function wrong({ number }: Share): ShareError {
  return new ShareError("share-wrong", `share ${number} is not the one that was made`, { number })
}

/** The 32 bytes of an identity that is known to be one. */
function seedOf(identity: Identity): Uint8Array {
  return bech32.fromWords(bech32.decode(identity.toLowerCase() as `${string}1${string}`, false).words)
}
