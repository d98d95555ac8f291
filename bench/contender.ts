// One thing that seals and opens, as the benchmark sees it, and one timed run of it. Runs in Node and in browsers.

/** The names that aims are computed for; every other contender is a peer. */
export const OURS = { file: "cairn, sealed file", container: "cairn, whole container" } as const

export type Direction = "seal" | "open"

/** Where bytes go: nowhere, once they were looked at. So streams stream, and nobody is timed for keeping them. */
export type Sink = (chunk: Uint8Array) => void

/** Something that seals and opens. */
export interface Contender {
  readonly name: string
  /** What is in pure JavaScript here, and so takes a second for every mebibyte or two where there is no JIT. */
  readonly slow: readonly Direction[]
  /** No larger input than this makes sense to it. */
  readonly max?: number
  seal(plain: Uint8Array, sink: Sink): Promise<void>
  /** @param sealed the chunks that `seal` gave for bytes of this size */
  open(sealed: readonly Uint8Array[], sink: Sink): Promise<void>
}

/** A contender that cannot run here, and why. */
export interface Absent {
  readonly name: string
  readonly reason: string
}

/** What `contender` makes of `plain`, kept. */
export async function sealedBy(contender: Contender, plain: Uint8Array): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  await contender.seal(plain, (chunk) => chunks.push(chunk))
  return chunks
}

/**
 * Milliseconds of one run.
 * @throws {Error} if it lost or changed something
 */
export async function time(
  { name, seal, open }: Contender,
  direction: Direction,
  plain: Uint8Array,
  sealed: readonly Uint8Array[],
): Promise<number> {
  let size = 0
  let same = true
  const start = performance.now()
  if (direction === "seal") await seal(plain, (chunk) => (size += chunk.length))
  else {
    await open(sealed, (chunk) => {
      // A look at some bytes of every chunk: this is no test, and comparing all would be timed too.
      for (let i = 0; i < chunk.length; i += 16381) same &&= chunk[i] === plain[size + i]
      size += chunk.length
    })
  }
  const took = performance.now() - start
  const all = direction === "seal" ? size > plain.length : size === plain.length
  if (!all || !same) throw new Error(`${name}: ${direction} lost something`)
  return took
}

/** Bytes that no implementation could make short work of. */
export function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  const most = 65536 // what getRandomValues gives at once
  for (let at = 0; at < size; at += most) crypto.getRandomValues(bytes.subarray(at, at + most))
  return bytes
}

/** A stream of `bytes` in 64 KiB chunks, as a file would give them. */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const size = 65536
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size) as Uint8Array<ArrayBuffer>
  }
}

/** Sends a whole stream down `sink`. */
export async function drain(stream: AsyncIterable<Uint8Array>, sink: Sink): Promise<void> {
  for await (const chunk of stream) sink(chunk)
}
