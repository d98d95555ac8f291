// A courier with a line to a test server, and what comes in, in memory.

import type { RandomAccess } from "../../src/bundle/entry.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import type { Line } from "../../src/courier/line.ts"
import { type Pull, type Pulled, pullIntake } from "../../src/courier/pull.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { type OpenedBundle, openBundle } from "../../src/open/bundle.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { MemoryPlace } from "../fixtures/place.ts"

/** A line whose pauses take no time, and which says how long they would have been. */
export function lineTo(base: string, over: Partial<Line> = {}): Line & { readonly pauses: number[] } {
  const pauses: number[] = []
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds)
  return { base, fetch, now: () => Date.now(), pause, silenceMs: 10_000, ...over, pauses }
}

/** Pulls a bundle into memory. */
export async function pulled(
  made: Organisation,
  line: Line,
  over: Partial<Pull> = {},
): Promise<Pulled & { readonly zip: Buffer }> {
  const chunks: Uint8Array[] = []
  const courier = await parsePrivateKey(made.secrets.get("courier.key") as string)
  const outcome = await pullIntake({
    line,
    fingerprint: made.charter.hash,
    courier,
    sink: (chunk) => void chunks.push(Uint8Array.from(chunk)),
    newSha256: nodeSha256,
    ...over,
  })
  return { ...outcome, zip: Buffer.concat(chunks) }
}

/** Bytes in memory as a file. */
export function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) }
}

export interface Opened extends OpenedBundle {
  /** Places that were published, by root. */
  readonly published: Map<string, MemoryPlace>
  readonly places: MemoryPlace[]
}

/** Opens a bundle with the organisation's intake identity. */
export async function opened(
  made: Organisation,
  zip: Uint8Array,
  fingerprint: string = made.charter.hash,
  since: readonly Uint8Array[] = [],
): Promise<Opened> {
  const identities = await parseIdentities(made.secrets.get("intake.age-identity") as string)
  const places = new Map<string, MemoryPlace>()
  const all: MemoryPlace[] = []
  const outcome = await openBundle({
    file: inMemory(zip),
    since: since.map(inMemory),
    fingerprint,
    unwrap: unwrapWith(identities),
    aead: nodeAead,
    newSha256: nodeSha256,
    placeFor: async ({ content }) => {
      const place = new MemoryPlace()
      places.set(content?.root ?? "", place)
      all.push(place)
      return place
    },
  })
  const published = new Map([...places].filter(([, place]) => place.state === "published"))
  return { ...outcome, published, places: all }
}
