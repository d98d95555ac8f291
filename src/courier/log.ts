// The log as it is carried: verified while it is fetched, from the beginning or from what was seen before, and written to the
// bundle as it comes. Hash tiles are computed from the entries, so that nobody need believe the server's.
import type { BundleWriter } from "../bundle/writer.ts"
import { CarriedError, CHECKPOINT, openCarriedCheckpoint, requireLogKey } from "../core/carried.ts"
import { type CarriedLeaf, readLeaves } from "../core/carried-log.ts"
import { type Charter, parseCharter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import type { SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import type { Source } from "./container.ts"
import { ask } from "./line.ts"

const CHECKPOINT_MAX = 65_536
const BUNDLE_MAX = 256 * 65_538 // entries and their lengths

/** A checkpoint that one of the log's keys signed, as it came. */
export interface AskedCheckpoint {
  readonly bytes: Uint8Array
  readonly signed: SignedCheckpoint
}

/** @throws {LineError|Refusal|CheckpointError|NoteError} */
export async function askCheckpoint(
  { line, role }: Source,
  charters: readonly Charter[],
): Promise<AskedCheckpoint> {
  const bytes = await ask(line, { method: "GET", path: `/${CHECKPOINT}`, max: CHECKPOINT_MAX, role })
  return { bytes, signed: await openCarriedCheckpoint(bytes, charters) }
}

/**
 * Writes checkpoint, entries and tiles to the bundle.
 * @param seen what the log must have grown out of; then only what is new is fetched
 * @param take told every new leaf
 * @throws {CarriedError|CosignatureError|TlogError|LineError|Refusal}
 */
export async function carryLog(
  { line, role }: Source,
  bundle: BundleWriter,
  charters: readonly Charter[],
  { bytes, signed }: AskedCheckpoint,
  seen: SignedCheckpoint | undefined,
  take: (leaf: CarriedLeaf) => void,
): Promise<void> {
  await bundle.add(CHECKPOINT, [bytes])
  const tiles: [string, Uint8Array][] = []
  let logged = seen === undefined ? 0 : undefined
  const leaves = readLeaves({
    checkpoint: signed,
    seen,
    read: async (path) => {
      const tile = await ask(line, { method: "GET", path: `/log/${path}`, max: BUNDLE_MAX, role })
      if (path.startsWith("tile/entries/")) await bundle.add(`log/${path}`, [tile])
      return tile
    },
    tile: (path, tile) => void tiles.push([path, tile]),
  })
  for await (const leaf of leaves) {
    const charter = charterOf(leaf)
    if (charter !== undefined) logged = requireNext(charter, logged, charters)
    else if (leaf.index === 0) throw new CarriedError("charter-unknown", "leaf 0 is not charter 1")
    take(leaf)
    for (const [path, tile] of tiles.splice(0)) await bundle.add(`log/${path}`, [tile])
  }
  for (const [path, tile] of tiles.splice(0)) await bundle.add(`log/${path}`, [tile])
  await requireSomeKey({ bytes, signed }, logged, charters)
}

function charterOf({ entry }: CarriedLeaf): Charter | undefined {
  try {
    return parseCharter(entry)
  } catch (error) {
    if (error instanceof CodedError) return undefined // whatever else it is, the console judges it
    throw error
  }
}

// The place in the chain of a charter that is a leaf.
function requireNext(charter: Charter, logged: number | undefined, charters: readonly Charter[]): number {
  const at = charters.findIndex(({ hash }) => hash === charter.hash)
  if (at < 0 || (logged !== undefined && at !== logged))
    // logged counts those before it
    throw new CarriedError("charter-unknown", "a charter that is not the next of the chain")
  return at + 1
}

// Where the leaves before are not at hand, any of the chain's charters may be the newest in the log: the console knows which.
async function requireSomeKey(
  { bytes, signed }: AskedCheckpoint,
  logged: number | undefined,
  charters: readonly Charter[],
): Promise<void> {
  if (logged !== undefined) return requireLogKey(bytes, signed, charters[logged - 1] as Charter)
  let failure: unknown
  for (const charter of charters.toReversed()) {
    try {
      return await requireLogKey(bytes, signed, charter)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}
