// Submissions as a server would hand them to a store: real addresses and hashes over random bytes. A store judges no
// signature, so the notes are only bytes here.
import { concat, hex } from "../../src/core/bytes.ts"
import type { ConsentBody } from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type { NewSubmission } from "../../src/storage/port.ts"

export const DAY = "2026-11-21"

export interface Wish {
  readonly subject?: string
  readonly seq?: number
  readonly prev?: string | null
  readonly day?: string
  readonly header?: Uint8Array
  readonly body?: Uint8Array
  /** Bytes of the sealed record; null for none. */
  readonly record?: Uint8Array | null
}

/** A submission, with its bytes beside it. */
export interface Made extends NewSubmission {
  readonly whole: Uint8Array
}

export function random(n: number): Uint8Array {
  const bytes = new Uint8Array(n)
  for (let at = 0; at < n; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536))
  return bytes
}

export function randomHex(): string {
  return hex(random(32))
}

/** A stream that hands out `bytes` in pieces, and then throws if asked to. */
export async function* streamed(bytes: Uint8Array, piece = 65536, then?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  if (then !== undefined) throw then
}

export async function makeSubmission(wish: Wish = {}): Promise<Made> {
  const seq = wish.seq ?? 0
  const day = wish.day ?? DAY
  const header = wish.header ?? random(2000)
  const inner = wish.body ?? random(5000)
  const whole = concat(header, inner)
  const { root, size } = await addressOf([whole])
  const bytes = wish.record === undefined ? (seq === 0 ? random(1000) : null) : wish.record
  const record = bytes === null ? null : { sha256: hex(await sha256Platform(bytes)), bytes }
  const body: ConsentBody = {
    subject: wish.subject ?? randomHex(),
    seq,
    prev: wish.prev ?? null,
    action: seq === 0 ? "given" : "added",
    day,
    until: seq === 0 ? "2028-11" : null,
    record: record === null ? null : { sha256: record.sha256, size: record.bytes.length },
    content: { root, size },
    erase: null,
    charter: "0".repeat(64),
  }
  const note = random(700)
  const leaf = hex(await sha256Platform(note))
  return {
    statement: { leaf, note, body, promise: random(250), day },
    record,
    container: { root, size, header, body: [inner] },
    whole,
  }
}
