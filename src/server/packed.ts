// The built pages, packed for the line with gzip where the browser takes it: on a slow line that is the difference between ten
// seconds and forty. Only files that are the same for everybody; answers that hold anything else are never packed, so that their
// size tells nothing of what is in them.

const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/
const HASHED = "assets/" // names below it hold a hash: what was packed once stays true

/** Packs a file once, for as long as the server runs. */
export function newPacker(): (name: string, bytes: Uint8Array) => Promise<Uint8Array | undefined> {
  const kept = new Map<string, Promise<Uint8Array>>()
  return async (name, bytes) => {
    if (!TEXT.test(name)) return undefined
    if (!name.startsWith(HASHED)) return gzip(bytes)
    const packed = kept.get(name) ?? gzip(bytes)
    kept.set(name, packed)
    return packed
  }
}

/** Whether an Accept-Encoding header takes gzip. */
export function takesGzip(header: string | undefined): boolean {
  const parts = (header ?? "").toLowerCase().split(",")
  return parts.some((part) => /^\s*(gzip|\*)\s*(;|$)/.test(part) && !/;\s*q=0(\.0*)?\s*$/.test(part))
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
