// An intake bundle taken apart for opening (PROTOCOL section 11): its index, its charters from the fingerprint, its
// checkpoint, and its log read leaf by leaf into a ledger. A bad chain or log stops everything.
import { type RandomAccess, requireHash, wholeEntry, type ZipEntry } from "../bundle/entry.ts"
import { type Bundle, readBundle } from "../bundle/reader.ts"
import { BundleError } from "../core/bundle.ts"
import { equal, hex } from "../core/bytes.ts"
import { CarriedError, CHECKPOINT, openCarriedCheckpoint, requireLogKey } from "../core/carried.ts"
import { readLeaves } from "../core/carried-log.ts"
import { type Charter, verifyChain } from "../core/charter/chain.ts"
import { collect } from "../core/chunks.ts"
import { CodedError } from "../core/errors.ts"
import type { Ledger, PendingNote } from "../core/ledger.ts"
import { decodePolicy } from "../core/policy.ts"
import type { SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import { TILE_WIDTH, tilePath, tileWidth } from "../core/tlog/tile.ts"
import { type Digest, sha256Platform } from "../core/webcrypto.ts"

export class RefusedError extends CodedError<
  "withdrawn" | "erased" | "expired" | "missing" | "size-mismatch" | "too-large"
> {}

/** A bundle whose index, charters and checkpoint are good. Its leaves are not read yet. */
export interface Carried extends Bundle {
  readonly charters: readonly Charter[]
  readonly checkpoint: SignedCheckpoint
  readonly checkpointBytes: Uint8Array
  /** What was read, or belongs to a statement that is not opened: anything else belongs to nobody. */
  readonly claimed: Set<string>
}

export const SMALL_MAX = 1024 * 1024
const BUNDLE_MAX = TILE_WIDTH * 65_538 // entries and their lengths

/**
 * @throws {BundleError} `bundle-malformed`, `bundle-mismatch`
 * @throws {CharterError|CarriedError|CheckpointError|NoteError|StatementError|PolicyError}
 */
export async function openCarried(file: RandomAccess, fingerprint: string): Promise<Carried> {
  const bundle = { ...(await readBundle(file, "cairn-intake-bundle/1")), claimed: new Set<string>() }
  const charters = await readCharters(bundle, fingerprint)
  const { origin, body } = charters[charters.length - 1] as Charter
  const policy = await small(bundle, "policy.json", SMALL_MAX)
  if (hex(await sha256Platform(policy)) !== body.policy.sha256)
    throw new CarriedError("policy-mismatch", "not the policy that the charter names")
  decodePolicy(policy)
  const checkpointBytes = await small(bundle, CHECKPOINT, SMALL_MAX)
  const checkpoint = await openCarriedCheckpoint(checkpointBytes, charters)
  if (bundle.index.origin !== origin || bundle.index.size !== checkpoint.size)
    throw new BundleError("bundle-mismatch", "its index names another log, or another size of it")
  return { ...bundle, charters, checkpoint, checkpointBytes }
}

/** What was verified before: of an earlier bundle, or as a store remembers it. */
export interface Seen {
  readonly checkpoint: Pick<SignedCheckpoint, "size" | "root">
  readonly charters: readonly Charter[]
}

/**
 * Reads the leaves that `before` did not have into the ledger.
 * @param before the bundle before this one, if its log was read
 * @param heard told the hash of every leaf
 * @throws {CarriedError} `log-older`, `log-gap`, `log-fork`, `log-mismatch`, `log-key`, `charter-unknown`
 * @throws {CosignatureError|TlogError|RefusedError|BundleError}
 */
export async function readCarriedLog(
  bundle: Carried,
  before: Seen | undefined,
  ledger: Ledger,
  heard: (leaf: string) => void,
): Promise<void> {
  const { checkpoint, checkpointBytes } = bundle
  const { size } = checkpoint
  const seen = before?.checkpoint
  const whole = bundle.entries.has(`log/${tilePath("entries", 0, tileWidth(size, 0, 0))}`)
  const first = Math.floor((seen?.size ?? 0) / TILE_WIDTH)
  const path = tilePath("entries", first, Math.max(1, tileWidth(size, 0, first)))
  const grows = size > (seen?.size ?? 0)
  if (grows && !whole && !bundle.entries.has(`log/${path}`))
    throw new CarriedError("log-gap", "begins after what was seen: name the bundle before it")
  for await (const leaf of readLeaves({
    checkpoint,
    seen,
    whole,
    read: (tile) => small(bundle, `log/${tile}`, BUNDLE_MAX),
    tile: async (tile, bytes) => {
      if (!equal(await small(bundle, `log/${tile}`, BUNDLE_MAX), bytes))
        throw new CarriedError("log-mismatch", "a tile does not hold the hashes of its leaves")
    },
  })) {
    heard(leaf.hash)
    await ledger.take(leaf)
  }
  await requireLogKey(checkpointBytes, checkpoint, ledger.newest)
  if (before === undefined) return
  for (const [i, charter] of before.charters.entries())
    if (bundle.charters[i]?.hash !== charter.hash)
      throw new CarriedError("charter-unknown", "another chain of charters than before")
}

/** The pending statements in a bundle, with their promises, by leaf hash. */
export async function readPending(bundle: Carried): Promise<PendingNote[]> {
  const notes: PendingNote[] = []
  for (const path of [...bundle.entries.keys()].filter((name) => name.startsWith("pending/")).sort()) {
    const [, leaf = ""] = /^pending\/(.*)\.note$/.exec(path) ?? []
    if (leaf === "") continue
    const promise = path.replace(/note$/, "promise")
    const [note, fault] = await faulty(bundle, path)
    const promised = bundle.entries.has(promise) ? await faulty(bundle, promise) : undefined
    notes.push({ leaf, note, promise: promised?.[0] ?? null, fault: fault ?? promised?.[1] })
  }
  return notes
}

// Also a file that is not what the index says: a withdrawal in it is obeyed.
async function faulty(bundle: Carried, path: string): Promise<[Uint8Array, CodedError?]> {
  try {
    const bytes = await collect(entryOf(bundle, path).bytes(), SMALL_MAX)
    try {
      requireHash(bundle.index, path, hex(await sha256Platform(bytes)))
      return [bytes]
    } catch (error) {
      return [bytes, error as CodedError]
    }
  } catch (error) {
    if (error instanceof CodedError) return [new Uint8Array(0), error]
    throw error
  }
}

/** A small file, whole, and with the hash that the index gives it. */
export async function small(
  bundle: Carried | ClaimedBundle,
  path: string,
  max: number,
  digest?: Digest,
): Promise<Uint8Array> {
  return wholeEntry(bundle, entryOf(bundle, path), max, digest)
}

type ClaimedBundle = Bundle & Pick<Carried, "claimed">

/** @throws {RefusedError} `missing` */
export function entryOf({ entries, claimed }: ClaimedBundle, path: string): ZipEntry {
  const entry = entries.get(path)
  claimed.add(path)
  if (entry === undefined) throw new RefusedError("missing", "the bundle does not hold it")
  return entry
}

// Charters are numbered from 1 without a gap; the chain says the rest.
async function readCharters(bundle: ClaimedBundle, fingerprint: string): Promise<Charter[]> {
  const notes: Uint8Array[] = []
  while (bundle.entries.has(`charters/${notes.length + 1}.note`))
    notes.push(await small(bundle, `charters/${notes.length + 1}.note`, SMALL_MAX))
  const there = [...bundle.entries.keys()].filter((path) => path.startsWith("charters/")).length
  if (there !== notes.length) throw new BundleError("bundle-mismatch", "a charter is missing")
  return verifyChain(notes, fingerprint)
}
