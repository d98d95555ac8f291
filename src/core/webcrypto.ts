// The part of WebCrypto that Cairn asks of a platform, typed here because core has neither DOM nor Node types.
import { toBase64 } from "./base64.ts"
import type { NewSha256 } from "./sha256.ts"

/** An opaque platform key. */
export interface PlatformKey {
  readonly type: string
}

type Algorithm = string | { name: string; [option: string]: unknown }

/** The methods of `SubtleCrypto` in use. Every one may reject where the platform lacks the algorithm. */
export interface Subtle {
  digest(algorithm: Algorithm, data: Uint8Array): Promise<ArrayBuffer>
  importKey(
    format: string,
    key: Uint8Array,
    algorithm: Algorithm,
    extractable: boolean,
    uses: string[],
  ): Promise<PlatformKey>
  deriveBits(algorithm: Algorithm, key: PlatformKey, bits: number): Promise<ArrayBuffer>
  encrypt(algorithm: Algorithm, key: PlatformKey, data: Uint8Array): Promise<ArrayBuffer>
  decrypt(algorithm: Algorithm, key: PlatformKey, data: Uint8Array): Promise<ArrayBuffer>
  sign(algorithm: Algorithm, key: PlatformKey, data: Uint8Array): Promise<ArrayBuffer>
  verify(algorithm: Algorithm, key: PlatformKey, signature: Uint8Array, data: Uint8Array): Promise<boolean>
}

/** The platform's WebCrypto: Node 20 or newer, workerd, and browsers on a secure origin all have it. */
export const subtle: Subtle = crypto.subtle

/** SHA-256 of bytes in memory. */
export type Digest = (data: Uint8Array) => Promise<Uint8Array> | Uint8Array

/** SHA-256 by the platform: for parts of a mebibyte, where JavaScript's own is slow without JIT. */
export async function sha256Platform(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest("SHA-256", data))
}

/** SHA-256 on this thread, by `here`; without it by the platform, which may take another core. */
export function digestBy(here: NewSha256 | undefined): Digest {
  if (here === undefined) return sha256Platform
  return (data) => {
    const hash = here()
    hash.update(data)
    return hash.digest()
  }
}

/** `n` bytes from the platform's CSPRNG. Callers take it as an argument of type {@link RandomBytes}. */
export function randomBytes(n: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(n))
}

/** A source of `n` random bytes; tests and vectors pass a fixed one. */
export type RandomBytes = (n: number) => Uint8Array

/** A random UUID (version 4). */
export function randomUuid(): string {
  return crypto.randomUUID()
}

/** 128 random bits in base64url: how records name a submission. */
export function randomId(): string {
  return toBase64(randomBytes(16)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}
