// Sizes, positions and hashes of a tree, checked (RFC 9162 leaves them 64 bits; here they are safe integers, 2^53 - 1 at
// most). Plain arithmetic only: bit operators would cut a size to 32 bits and verify another tree.
import { CodedError } from "../errors.ts"

/** What is wrong with a tree, a proof, a tile or a message of a witness. */
export class TlogError extends CodedError<
  | "tree-size"
  | "tree-hash"
  | "inclusion"
  | "consistency"
  | "tile-mismatch"
  | "tile-malformed"
  | "entry-too-large"
  | "proof-malformed"
  | "witness-malformed"
> {}

/** Bytes of a SHA-256 hash. */
export const HASH = 32

/** Whether `n` can be a size or a position. */
export function isSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0
}

/** @throws {TlogError} `tree-size` */
export function requireSizes(...sizes: readonly number[]): void {
  if (!sizes.every(isSize)) throw new TlogError("tree-size", "not a safe integer")
}

/** @throws {TlogError} `tree-hash` unless all are 32 bytes */
export function requireHashes(hashes: readonly Uint8Array[]): void {
  if (!hashes.every((hash) => hash instanceof Uint8Array && hash.length === HASH))
    throw new TlogError("tree-hash", "not 32 bytes")
}

/** The size that `text` is in decimal, without sign or leading zero; undefined if it is none. */
export function readSize(text: string): number | undefined {
  const size = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN
  return isSize(size) ? size : undefined
}

/** Half of `n`, rounded down. */
export function half(n: number): number {
  return Math.floor(n / 2)
}
