// What a real organisation must never use: keys that are printed in the project's own vectors, and the demonstration's name.
// Everybody has their private halves, or may have.
import { sha256 } from "@noble/hashes/sha2.js"
import { fromBase64 } from "../core/base64.ts"
import { hex, utf8 } from "../core/bytes.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"

export class KnownKeyError extends CodedError<
  | "demonstration" // a demonstration's charter where a real one is asked for
  | "known-key" // a key whose private half is published
> {}

// First eight bytes of SHA-256 of the raw key, or of a recipient's text: all of `docs/vectors`, and RFC 8032's first example. A
// test holds this list.
const PUBLISHED: readonly string[] = [
  "6bb7c80902ebfd6b",
  "3e39f8b05f0fe579",
  "f1012a6c2ff6014f",
  "0f70163e027c7db7",
  "9bc8fbc1d5bdad95",
  "a954ff460969b3d2",
  "257ea5442eafd8a0",
  "e4242d619f989116",
  "75acef44b80d49e2",
  "00e1e27b4345c54c",
  "0c630f449d558825",
  "21fe31dfa154a261",
]

/**
 * @throws {KnownKeyError} `demonstration`, `known-key`
 */
export function requireReal(origin: string, body: CharterBody): void {
  if (body.kind !== "production")
    throw new KnownKeyError("demonstration", "a demonstration's charter protects nobody")
  // RFC 2606: names that nobody can own.
  if (/(^|[./])(example|test|invalid|localhost)(\/|$)/.test(origin))
    throw new KnownKeyError("demonstration", "an origin that only demonstrations and tests have")
  if (keysOf(body).some(isPublished))
    throw new KnownKeyError("known-key", "a key of the project's own vectors: everybody has it")
}

/** Every public key that a charter names. */
export function keysOf(body: CharterBody): string[] {
  const signing = [body.roots, body.consoles, body.couriers, body.auditors, body.releases, [body.log]].flat()
  const sealing = [...body.intake.map(({ recipient }) => recipient), ...body.audit]
  return [...signing, ...body.witnesses.map(({ vkey }) => vkey), ...sealing]
}

/** Whether a key's private half is in the project for everyone to read. */
export function isPublished(key: string): boolean {
  return PUBLISHED.includes(publishedMark(key))
}

/** How {@link PUBLISHED} writes a key: by its raw bytes, so under no other name or type is it another. */
export function publishedMark(key: string): string {
  const second = key.indexOf("+", key.indexOf("+") + 1) // base64 may hold more; a recipient has none
  const raw = second < 0 ? utf8(key) : fromBase64(key.slice(second + 1)).subarray(1)
  return hex(sha256(raw).subarray(0, 8))
}
