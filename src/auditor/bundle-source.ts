// An audit's source that is an intake bundle (PROTOCOL section 11): a file that somebody carried. What is not in it cannot be
// checked, and is not held against anyone.
import { type RandomAccess, wholeEntry } from "../bundle/entry.ts"
import { type Bundle, readBundle } from "../bundle/reader.ts"
import { Reader } from "../core/chunks.ts"
import { PART, PartsHash } from "../core/container/parts.ts"
import { CodedError } from "../core/errors.ts"
import { SourceError } from "./ask.ts"
import type { PendingItem, Source } from "./source.ts"

const FILE_MAX = 64 * 1024 * 1024

/**
 * @throws {BundleError} if it is no intake bundle
 */
export async function bundleSource(file: RandomAccess): Promise<Source> {
  const bundle = await readBundle(file, "cairn-intake-bundle/1")
  const small = (path: string): Promise<Uint8Array> => smallOf(bundle, path)
  return {
    kind: "bundle",
    whole: true,
    charters: async () => {
      const notes: Uint8Array[] = []
      while (bundle.entries.has(`charters/${notes.length + 1}.note`))
        notes.push(await small(`charters/${notes.length + 1}.note`))
      return notes
    },
    policy: () => small("policy.json"),
    checkpoint: () => small("log/checkpoint"),
    tile: (path) => small(`log/${path}`),
    pending: async () => {
      const items: PendingItem[] = []
      for (const path of bundle.entries.keys()) {
        const [, leaf] = /^pending\/([0-9a-f]{64})\.note$/.exec(path) ?? []
        if (leaf === undefined) continue
        const promise = `pending/${leaf}.promise`
        const promised = bundle.entries.has(promise) ? await small(promise) : null
        items.push({ leaf, note: await small(path), promise: promised })
      }
      return items
    },
    holdings: async () => undefined,
    record: async (sha256) =>
      bundle.entries.has(`records/${sha256}.age`) ? small(`records/${sha256}.age`) : undefined,
    hashes: async (root) => {
      const entry = bundle.entries.get(`containers/${root}.age`)
      if (entry === undefined) return { state: "unknown" }
      const parts = new PartsHash()
      for await (const chunk of entry.bytes()) await parts.push(chunk)
      return { state: "held", value: (await parts.finish()).parts }
    },
    part: async (root, n) => {
      const entry = bundle.entries.get(`containers/${root}.age`)
      if (entry === undefined) return { state: "unknown" }
      const reader = new Reader(entry.bytes())
      for (let skipped = 0; skipped < n; skipped++) await reader.take(PART)
      return { state: "held", value: (await reader.peek(PART)).subarray(0, PART) }
    },
  }
}

async function smallOf(bundle: Bundle, path: string): Promise<Uint8Array> {
  const entry = bundle.entries.get(path)
  if (entry === undefined) throw new SourceError("missing", "the bundle does not hold it")
  try {
    return await wholeEntry(bundle, entry, FILE_MAX)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    throw new SourceError("malformed", "a file of the bundle is not what its index says", { cause })
  }
}
