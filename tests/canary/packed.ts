// Finds and unpacks what browsers and tools pack: gzip, zlib, zstd and Mozilla's LZ4, wherever one begins. Not seen:
// raw deflate, brotli and Snappy outside databases (nothing marks where they begin), and a stream that is cut in pieces.
import { gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib"

export interface Unpacked {
  readonly kind: string
  readonly bytes: Buffer
}

const OUT_MAX = 64 * 1024 * 1024

const KINDS: readonly { kind: string; magic: Buffer; unpack: (bytes: Buffer) => Buffer }[] = [
  { kind: "gzip", magic: Buffer.of(0x1f, 0x8b, 8), unpack: (bytes) => gunzipSync(bytes, LIMITS) },
  ...[0x01, 0x5e, 0x9c, 0xda].map((level) => ({
    kind: "zlib",
    magic: Buffer.of(0x78, level), // RFC 1950: a window of 32 KiB, and a check over both bytes
    unpack: (bytes: Buffer) => inflateSync(bytes, LIMITS),
  })),
  {
    kind: "zstd",
    magic: Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
    unpack: (bytes) => zstdDecompressSync(bytes, LIMITS),
  },
  { kind: "mozLz4", magic: Buffer.from("mozLz40\0"), unpack: mozLz4 },
]
const LIMITS = { maxOutputLength: OUT_MAX }

export function* unpacked(file: Buffer): Iterable<Unpacked> {
  for (const { kind, magic, unpack } of KINDS) {
    for (let at = file.indexOf(magic); at >= 0; at = file.indexOf(magic, at + 1)) {
      const bytes = tried(() => unpack(file.subarray(at)))
      if (bytes !== undefined && bytes.length > 0) yield { kind: `${kind} at ${at}`, bytes }
    }
  }
}

// Any two bytes can look like a beginning: most are none.
function tried(unpack: () => Buffer): Buffer | undefined {
  try {
    return unpack()
  } catch {
    return undefined
  }
}

/** `mozLz40\0`, the size, one LZ4 block: how Firefox keeps its sessions. */
function mozLz4(file: Buffer): Buffer {
  const out = Buffer.alloc(Math.min(file.readUInt32LE(8), OUT_MAX))
  let [at, to] = [12, 0]
  const length = (start: number): number => {
    let sum = start
    if (start === 15) for (let more = 255; more === 255; sum += more) more = file.readUInt8(at++)
    return sum
  }
  while (to < out.length) {
    const token = file.readUInt8(at++)
    const literals = length(token >> 4)
    to += file.copy(out, to, at, at + literals)
    at += literals
    if (to >= out.length) break
    const back = file.readUInt16LE(at)
    at += 2
    const copied = length(token & 15) + 4
    for (let end = Math.min(to + copied, out.length); to < end; to++) out[to] = out[to - back] as number
  }
  return out
}
