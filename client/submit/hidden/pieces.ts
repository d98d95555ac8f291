// A file without its hidden details, as a list of pieces: stretches of the file itself, byte for byte, and a few bytes of ours between
// them. So nothing is decoded or encoded again, its size is known before it is sealed, and one slice of it is in memory at a time.
import { CodedError } from "../../../src/core/errors.ts"

/** `hidden-form`: not as its format says, so nothing can be promised of it; `hidden-kind`: no format that is known here. */
export class HiddenError extends CodedError<"hidden-form" | "hidden-kind"> {}

export type Piece = { readonly from: number; readonly to: number } | { readonly bytes: Uint8Array }

/** Bytes that can be read anywhere. */
export interface Source {
  readonly size: number
  /** Bytes `from` to `to`, exactly; both lie in it. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** @throws {HiddenError} `hidden-form` */
export function fail(detail: string): never {
  throw new HiddenError("hidden-form", detail)
}

/** As the source's, but also where it ends too early. @throws {HiddenError} `hidden-form` */
export async function readAt(source: Source, from: number, length: number): Promise<Uint8Array> {
  if (from + length > source.size) fail("it ends too early")
  return source.read(from, from + length)
}

export function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce(
    (sum, piece) => sum + ("bytes" in piece ? piece.bytes.length : piece.to - piece.from),
    0,
  )
}

const SLICE = 1024 * 1024

export async function* bytesOf(source: Source, pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if ("bytes" in piece) yield piece.bytes
    else
      for (let at = piece.from; at < piece.to; at += SLICE)
        yield await source.read(at, Math.min(at + SLICE, piece.to))
  }
}

export function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

export function concat(...all: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const bytes of all) {
    out.set(bytes, at)
    at += bytes.length
  }
  return out
}

export function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
