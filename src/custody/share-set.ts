// What is known of a set of shares without holding one (PROTOCOL section 10): of which identity, how many rebuild it, and a
// check of every share. None of it is secret. A share is 256 random bits, so its hash tells nobody anything that the public
// recipient does not tell already: both only let a guess be tried.
import { sha256 } from "@noble/hashes/sha2.js"
import * as z from "zod/mini"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { concat, fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { parseCanonicalJson } from "../core/json.ts"
import { ShareError } from "./share-error.ts"

export const LEAST_K = 2
/** More sheets than this are more than an organisation keeps track of; and every subset can still be tried. */
export const MOST_N = 7

/** The public half of a split. */
export interface ShareSet {
  readonly format: "cairn-shares/1"
  readonly recipient: Recipient
  /** First four bytes of H(recipient), hex. */
  readonly setId: string
  readonly k: number
  readonly n: number
  /** Rising by number. */
  readonly shares: readonly ShareCheck[]
}

/** One share's number, 1 to 255, and its check: 32 hex digits. */
export interface ShareCheck {
  readonly number: number
  readonly check: string
}

/** How a rebuilding is judged: without checks, a wrong share can only be named with one sheet more than needed. */
export type KnownSet = Pick<ShareSet, "recipient" | "k"> & { readonly shares?: readonly ShareCheck[] }

/** @throws {ShareError} `share-plan` unless 2 ≤ k ≤ n ≤ 7 */
export function requirePlan(k: number, n: number): void {
  if (Number.isInteger(k) && Number.isInteger(n) && k >= LEAST_K && k <= n && n <= MOST_N) return
  throw new ShareError("share-plan", `at least ${LEAST_K} of at most ${MOST_N} shares`)
}

/** The set id that a sheet shows: which identity its share is of. */
export function setIdOf(recipient: Recipient): string {
  return hex(sha256(utf8(recipient)).subarray(0, 4))
}

/** `H("cairn/share/v1\n<set id>\n<number>\n" || share)`, its first 16 bytes in hex. */
export function shareCheck(setId: string, number: number, value: Uint8Array): string {
  return hex(sha256(concat(utf8(`cairn/share/v1\n${setId}\n${number}\n`), value)).subarray(0, 16))
}

const number = z.int().check(z.gte(1), z.lte(255))
const schema = z.strictObject({
  format: z.literal("cairn-shares/1"),
  recipient: z.string(),
  setId: z.string().check(z.regex(/^[0-9a-f]{8}$/)),
  k: number,
  n: number,
  shares: z.array(z.strictObject({ number, check: z.string().check(z.regex(/^[0-9a-f]{32}$/)) })),
})

/** The file `shares.json`, which stays with the ceremony's record and with each console. */
export function encodeShareSet(set: ShareSet): string {
  return `${JSON.stringify(set)}\n`
}

/** @throws {ShareError} `share-record` */
export function decodeShareSet(bytes: Uint8Array): ShareSet {
  try {
    const set = schema.parse(parseCanonicalJson(fromUtf8(bytes).replace(/\n$/, "")))
    const recipient = parseRecipient(set.recipient)
    requirePlan(set.k, set.n)
    const rising = set.shares.every(
      ({ number }, at) => at === 0 || number > (set.shares[at - 1]?.number ?? 0),
    )
    if (set.shares.length === set.n && rising && set.setId === setIdOf(recipient))
      return { ...set, recipient }
  } catch {
    // Said below, in our own words.
  }
  throw new ShareError("share-record", "not a record of shares")
}
