// What a real organisation must never use: keys that are printed in the project's own vectors, and the demonstration's name.
// Everybody has their private halves, or may have.
import { sha256 } from "@noble/hashes/sha2.js"
import { hex, utf8 } from "../core/bytes.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"

export class KnownKeyError extends CodedError<
  | "demonstration" // a demonstration's charter where a real one is asked for
  | "known-key" // a key whose private half is published
> {}

// First eight bytes of SHA-256 of the key as the charter writes it, without its name: `docs/vectors` (a test holds this list).
const PUBLISHED: readonly string[] = []

/**
 * @throws {KnownKeyError} `demonstration`, `known-key`
 */
export function requireReal(origin: string, body: CharterBody): void {
  if (body.kind !== "production")
    throw new KnownKeyError("demonstration", "a demonstration's charter protects nobody")
  // RFC 2606: names that nobody can own.
  if (/(^|[./])(example|test|invalid|localhost)(\/|$)/.test(origin))
    throw new KnownKeyError("demonstration", "an origin that only demonstrations and tests have")
  if (keysIn(body).some(isPublished))
    throw new KnownKeyError("known-key", "a key of the project's own vectors: everybody has it")
}

/** Every public key that a charter names, without names. */
export function keysIn(body: CharterBody): string[] {
  const signing = [body.roots, body.consoles, body.couriers, body.auditors, body.releases, [body.log]].flat()
  const witnesses = body.witnesses.map(({ vkey }) => vkey)
  const sealing = [...body.intake.map(({ recipient }) => recipient), ...body.audit]
  return [...[...signing, ...witnesses].map(bare), ...sealing]
}

/** Whether a key's private half is in the project for everyone to read. */
export function isPublished(key: string): boolean {
  return PUBLISHED.includes(publishedMark(key))
}

/** How {@link PUBLISHED} writes a key. */
export function publishedMark(key: string): string {
  return hex(sha256(utf8(bare(key))).subarray(0, 8))
}

// The key inside a vkey, whatever its name; a recipient has no `+`.
function bare(key: string): string {
  return key.split("+").slice(2).join("+") || key
}
