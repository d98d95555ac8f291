// The built pages, packed for the line with Brotli or gzip, whichever the browser takes: on a slow line that is the difference
// between ten seconds and forty. Only files that are the same for everybody; answers that hold anything else are never packed, so
// that their size tells nothing of what is in them.

export type Encoding = "br" | "gzip"

export interface Packed {
  readonly encoding: Encoding
  readonly bytes: Uint8Array
}

const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/
const HASHED = "assets/" // names below it hold a hash: what was packed once stays true

/** Packs a file in the best way that `accepted` (an Accept-Encoding header) allows, once for as long as the server runs. */
export function newPacker(): (
  name: string,
  bytes: Uint8Array,
  accepted: string | undefined,
) => Promise<Packed | undefined> {
  const kept = new Map<string, Promise<Uint8Array>>()
  return async (name, bytes, accepted) => {
    const encoding = bestEncoding(accepted)
    if (encoding === undefined || !TEXT.test(name)) return undefined
    if (!name.startsWith(HASHED)) return { encoding, bytes: await packWith(encoding, bytes) }
    const key = `${encoding} ${name}`
    const packed = kept.get(key) ?? packWith(encoding, bytes)
    kept.set(key, packed)
    return { encoding, bytes: await packed }
  }
}

function bestEncoding(accepted = ""): Encoding | undefined {
  const parts = accepted.toLowerCase().split(",")
  const takes = (name: string): boolean =>
    parts.some((part) => part.split(";")[0]?.trim() === name && !/;\s*q=0(\.0*)?\s*$/.test(part))
  if (takes("br") && HAS_BROTLI) return "br"
  return takes("gzip") || takes("*") ? "gzip" : undefined
}

// Node has it; not every runtime does.
const HAS_BROTLI = ((): boolean => {
  try {
    return new CompressionStream("brotli" as CompressionFormat) !== undefined
  } catch {
    return false
  }
})()

async function packWith(encoding: Encoding, bytes: Uint8Array): Promise<Uint8Array> {
  const format = (encoding === "br" ? "brotli" : "gzip") as CompressionFormat
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream(format))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
