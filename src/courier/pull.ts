// The intake bundle (PROTOCOL section 11): everything the console needs, fetched with the courier's signature. What can
// be checked without opening anything is checked before it is written; what is wrong is left out and named.
import { BundleWriter, type Sink } from "../bundle/writer.ts"
import { hex } from "../core/bytes.ts"
import { CarriedError } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import type { PendingNote } from "../core/ledger.ts"
import { encodeVkey, type Signer } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import { decodePolicy } from "../core/policy.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { askCharters, charterBytes } from "./charters.ts"
import { askContainer, type Source } from "./container.ts"
import { askHoldings } from "./holdings.ts"
import { ask, type Line, LineError, Refusal } from "./line.ts"
import { askCheckpoint, carryLog } from "./log.ts"
import { askPending, requirePending, type Seen } from "./pending.ts"
import { Wanted } from "./wanted.ts"

export class PullError extends CodedError<"record-mismatch" | "not-a-courier"> {}

/** What a pull takes. */
export interface Pull {
  readonly line: Line
  readonly fingerprint: string
  readonly courier: Signer
  readonly sink: Sink
  /** What was seen before, read once the charters are verified: then only what is new since is carried. */
  readonly since?: (charters: readonly Charter[]) => Promise<Seen>
  readonly newSha256?: NewSha256
  /** Entries that the bundle may have, where that is not what readers take. */
  readonly most?: number
  /** Told as containers come in, in bytes. */
  readonly progress?: (done: number, total: number) => void
}

/** Something that the server has, or should have, and the bundle has not, or not whole; named by its hash. */
export interface LeftOut {
  readonly kind: "statement" | "record" | "container"
  readonly hash: string
  readonly code: string
}

/** What is in the bundle. */
export interface Pulled {
  /** Leaves of the log, and of the log that was seen before. */
  readonly size: number
  readonly since: number
  /** Consent statements that are new, leaves and pending ones. */
  readonly statements: number
  readonly records: number
  readonly containers: number
  /** Containers of the new statements that were not asked for, because they were taken back or erased. */
  readonly notAsked: { readonly withdrawn: number; readonly erased: number }
  readonly leftOut: readonly LeftOut[]
}

const POLICY_MAX = 1024 * 1024

/**
 * Writes an intake bundle to the sink. A bad charter, policy or log ends it, and so does a line that fails; the sink
 * then has nothing that anyone could use. Records and containers that a reader would not take any more are left out,
 * `bundle-full`: what is imported is not fetched again, so the next bundle has room for them.
 * @throws {LineError|Refusal|AnswerError} @throws {CharterError|CarriedError|CheckpointError|CosignatureError}
 * @throws {TlogError|NoteError|PolicyError|PendingError} @throws {BundleFull} if log and pending statements alone are too many
 */
export async function pullIntake({ line, fingerprint, courier, ...pull }: Pull): Promise<Pulled> {
  const charters = await askCharters(line, fingerprint)
  const newest = charters[charters.length - 1] as Charter
  const key = encodeVkey(courier.verifier)
  if (!newest.body.couriers.includes(key)) throw new PullError("not-a-courier", "the charter has no such key")
  const source: Source = { line, role: { signer: courier, origin: newest.origin } }
  const policy = await askPolicy(source, newest)
  const seen = await pull.since?.(charters)
  if (seen !== undefined) line.seen = seen.checkpoint
  // Before the log: what becomes a leaf in between is in both, and nothing is in neither.
  const asked = await askPending(source)
  const checkpoint = await askCheckpoint(source, charters)

  const bundle = new BundleWriter(pull.sink, pull.newSha256, pull.most)
  for (const charter of charters)
    await bundle.add(`charters/${charter.body.version}.note`, [charterBytes(charter)])
  await bundle.add("policy.json", [policy])
  const wanted = new Wanted(newest)
  const waiting = new Map([...(seen?.pending ?? []), ...asked].map((item) => [item.leaf, item]))
  await carryLog(source, bundle, charters, checkpoint, seen?.signed, ({ entry, hash }) => {
    wanted.take(entry)
    waiting.delete(hash)
  })
  const leftOut: LeftOut[] = []
  const still = new Set(asked.map(({ leaf }) => leaf))
  for (const leaf of waiting.keys())
    if (!still.has(leaf)) leftOut.push({ kind: "statement", hash: leaf, code: "withheld" })
  await addPending(bundle, [...waiting.values()], charters, wanted, leftOut)
  const records = await addRecords(source, bundle, wanted, leftOut)
  const { containers, notAsked } = await addContainers(source, bundle, wanted, leftOut, pull.progress)
  const day = new Date(line.now() + 1000 * (line.offset ?? 0)).toISOString().slice(0, 10)
  const { size } = checkpoint.signed
  await bundle.end({ format: "cairn-intake-bundle/1", origin: newest.origin, size, day })
  const { statements } = wanted
  return { size, since: seen?.signed.size ?? 0, statements, records, containers, notAsked, leftOut }
}

async function askPolicy({ line }: Source, newest: Charter): Promise<Uint8Array> {
  const policy = await ask(line, { method: "GET", path: "/policy", max: POLICY_MAX })
  if (hex(await sha256Platform(policy)) !== newest.body.policy.sha256)
    throw new CarriedError("policy-mismatch", "not the policy that the charter names")
  decodePolicy(policy)
  return policy
}

// Withdrawals last: whatever else is pending, they hold.
async function addPending(
  bundle: BundleWriter,
  waiting: readonly PendingNote[],
  charters: readonly Charter[],
  wanted: Wanted,
  leftOut: LeftOut[],
): Promise<void> {
  const good: PendingNote[] = []
  for (const item of [...waiting].sort((a, b) => (a.leaf < b.leaf ? -1 : 1))) {
    try {
      await requirePending(item, charters)
      good.push(item)
    } catch (error) {
      leftOut.push({ kind: "statement", hash: item.leaf, code: codeOf(error) })
      continue
    }
    await bundle.add(`pending/${item.leaf}.note`, [item.note])
    if (item.promise !== null) await bundle.add(`pending/${item.leaf}.promise`, [item.promise])
  }
  wanted.takePending(good.map(({ note }) => note))
}

async function addRecords(
  { line, role }: Source,
  bundle: BundleWriter,
  wanted: Wanted,
  leftOut: LeftOut[],
): Promise<number> {
  let count = 0
  for (const { sha256, size } of wanted.records()) {
    const check = (bytes: Uint8Array) => requireRecord(bytes, { sha256, size })
    try {
      bundle.requireRoom()
      const bytes = await ask(line, {
        ...{ method: "GET", path: `/records/${sha256}` },
        ...{ max: RECORD_MAX, role, check },
      })
      await bundle.add(`records/${sha256}.age`, [bytes])
      count++
    } catch (error) {
      leftOut.push({ kind: "record", hash: sha256, code: codeOf(error) })
    }
  }
  return count
}

async function requireRecord(bytes: Uint8Array, { sha256, size }: FileRef): Promise<void> {
  if (bytes.length !== size || hex(await sha256Platform(bytes)) !== sha256)
    throw new PullError("record-mismatch", "not the record that the statement names")
}

async function addContainers(
  source: Source,
  bundle: BundleWriter,
  wanted: Wanted,
  leftOut: LeftOut[],
  progress: (done: number, total: number) => void = () => {},
): Promise<Pick<Pulled, "containers" | "notAsked">> {
  const { fetch, missing, notAsked } = wanted.containersOf(await askHoldings(source))
  for (const [hash, code] of missing) leftOut.push({ kind: "container", hash, code })
  const total = fetch.reduce((sum, { size }) => sum + size, 0)
  let [before, containers] = [0, 0]
  for (const ref of fetch) {
    const tell = (done: number): void => progress(before + done, total)
    try {
      bundle.requireRoom()
      const parts = await askContainer(source, ref, tell)
      await addOne(bundle, `containers/${ref.root}.age`, parts)
      containers++
    } catch (error) {
      leftOut.push({ kind: "container", hash: ref.root, code: codeOf(error) })
    }
    before += ref.size
  }
  return { containers, notAsked }
}

// What goes wrong after the first part ends the entry early: the rest of the bundle is worth more than a clean list, and
// the console refuses a container that is not whole.
async function addOne(bundle: BundleWriter, path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let failure: unknown
  async function* endingEarly(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes
    } catch (error) {
      codeOf(error)
      failure = error
    }
  }
  await bundle.add(path, endingEarly())
  if (failure !== undefined) throw failure
}

// What is wrong with one item is a code; a line that failed, or a fault of the machine, is no item's and ends the pull.
function codeOf(error: unknown): string {
  const ends = (error instanceof LineError || error instanceof Refusal) && ENDS.has(error.code)
  if (!ends && error instanceof CodedError) return error.code
  throw error
}

const ENDS = new Set(["network", "redirected", "unauthorised", "clock", "slow-down", "busy"])
