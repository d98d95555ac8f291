// The intake bundle (PROTOCOL section 11): everything the console needs, fetched with the courier's signature. What can
// be checked without opening anything is checked before it is written; what is wrong is left out and named.
import { BundleWriter, type Sink } from "../bundle/writer.ts"
import { hex, utf8 } from "../core/bytes.ts"
import {
  CarriedError,
  LOG_FILES,
  openFirstTree,
  requireKnownCharter,
  requirePromise,
} from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import { PENDING, parseAnswer } from "../core/http/answers.ts"
import { encodeVkey, type Signer } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import { decodePolicy } from "../core/policy.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { askCharters, charterBytes } from "./charters.ts"
import { askContainer, type Source } from "./container.ts"
import { ask, type Line, LineError, Refusal } from "./line.ts"

export class PullError extends CodedError<
  "record-mismatch" | "statement-mismatch" | "too-many" | "not-a-courier"
> {}

/** What a pull takes. */
export interface Pull {
  readonly line: Line
  readonly fingerprint: string
  readonly courier: Signer
  readonly sink: Sink
  readonly newSha256?: NewSha256
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
  readonly statements: number
  readonly records: number
  readonly containers: number
  readonly leftOut: readonly LeftOut[]
}

const POLICY_MAX = 1024 * 1024
const PAGE_MAX = 16 * 1024 * 1024
const MOST_PENDING = 1_000_000

/**
 * Writes an intake bundle to the sink. A bad charter, policy or log ends it, and so does a line that fails; the sink
 * then has nothing that anyone could use.
 * @throws {LineError|Refusal|AnswerError} @throws {CharterError|CarriedError|CheckpointError|NoteError|PolicyError}
 */
export async function pullIntake({ line, fingerprint, courier, ...pull }: Pull): Promise<Pulled> {
  const charters = await askCharters(line, fingerprint)
  const newest = charters[charters.length - 1] as Charter
  const key = encodeVkey(courier.verifier)
  if (!newest.body.couriers.includes(key)) throw new PullError("not-a-courier", "the charter has no such key")
  const role = { signer: courier, origin: newest.origin }
  const source: Source = { line, role }
  const policy = await ask(line, { method: "GET", path: "/policy", max: POLICY_MAX })
  if (hex(await sha256Platform(policy)) !== newest.body.policy.sha256)
    throw new CarriedError("policy-mismatch", "not the policy that the charter names")
  decodePolicy(policy)
  const log = await askLog(source)
  const { size } = await openFirstTree(log, charters)
  const leftOut: LeftOut[] = []
  const pending = await verified(await askPending(source), charters, leftOut)

  const bundle = new BundleWriter(pull.sink, pull.newSha256)
  for (const charter of charters)
    await bundle.add(`charters/${charter.body.version}.note`, [charterBytes(charter)])
  await bundle.add("policy.json", [policy])
  for (const name of Object.keys(LOG_FILES) as (keyof typeof LOG_FILES)[])
    await bundle.add(LOG_FILES[name], [log[name]])
  for (const { leaf, note, promise } of pending) {
    await bundle.add(`pending/${leaf}.note`, [note])
    await bundle.add(`pending/${leaf}.promise`, [promise])
  }
  const bodies = pending.map(({ body }) => body)
  const records = await addRecords(source, bundle, bodies, leftOut)
  const containers = await addContainers(source, bundle, bodies, leftOut, pull.progress ?? (() => {}))
  const day = new Date(line.now() + 1000 * (line.offset ?? 0)).toISOString().slice(0, 10)
  await bundle.end({ format: "cairn-intake-bundle/1", origin: newest.origin, size, day })
  return { statements: pending.length, records, containers, leftOut }
}

interface Pending {
  readonly leaf: string
  readonly note: Uint8Array
  readonly promise: Uint8Array
}

async function askLog({ line, role }: Source) {
  const get = (path: string, max: number) => ask(line, { method: "GET", path: `/${path}`, max, role })
  return {
    checkpoint: await get(LOG_FILES.checkpoint, 65_536),
    hashes: await get(LOG_FILES.hashes, 32),
    entries: await get(LOG_FILES.entries, 65_537),
  }
}

async function askPending({ line, role }: Source): Promise<Pending[]> {
  const all: Pending[] = []
  for (let after = ""; ; ) {
    const answer = await ask(line, { method: "GET", path: `/pending?after=${after}`, max: PAGE_MAX, role })
    const { items, next } = parseAnswer(PENDING, answer)
    for (const { leaf, note, promise } of items) {
      // Rising leaf hashes, and an end: a server that went round in circles would hold the courier for ever.
      if (leaf <= after) throw new PullError("statement-mismatch", "pending statements are out of order")
      all.push({ leaf, note: utf8(note), promise: utf8(promise) })
      after = leaf
    }
    if (next === null) return all
    if (next !== after || all.length > MOST_PENDING) throw new PullError("too-many", "it never ends")
  }
}

/** Those whose signature and promise are good. A withdrawal needs no promise to be obeyed (C10). */
async function verified(all: readonly Pending[], charters: readonly Charter[], leftOut: LeftOut[]) {
  const good: (Pending & { body: ConsentBody })[] = []
  for (const item of all) {
    try {
      if (hex(leafHash(item.note)) !== item.leaf)
        throw new PullError("statement-mismatch", "not the statement of this leaf hash")
      const { body } = await openConsentStatement(item.note, (charters[0] as Charter).origin)
      if (body.action !== "withdrawn") {
        requireKnownCharter(body.charter, charters)
        await requirePromise(item.promise, item.note, charters)
      }
      good.push({ ...item, body })
    } catch (error) {
      leftOut.push({ kind: "statement", hash: item.leaf, code: codeOf(error) })
    }
  }
  return good
}

async function addRecords(
  { line, role }: Source,
  bundle: BundleWriter,
  bodies: readonly ConsentBody[],
  leftOut: LeftOut[],
): Promise<number> {
  const wanted = new Map(bodies.flatMap(({ record }) => (record === null ? [] : [[record.sha256, record]])))
  for (const ref of inOrder(wanted)) {
    const check = (bytes: Uint8Array) => requireRecord(bytes, ref)
    try {
      const path = `/records/${ref.sha256}`
      const bytes = await ask(line, { method: "GET", path, max: RECORD_MAX, role, check })
      await bundle.add(`records/${ref.sha256}.age`, [bytes])
    } catch (error) {
      leftOut.push({ kind: "record", hash: ref.sha256, code: codeOf(error) })
      wanted.delete(ref.sha256)
    }
  }
  return wanted.size
}

async function requireRecord(bytes: Uint8Array, { sha256, size }: FileRef): Promise<void> {
  if (bytes.length !== size || hex(await sha256Platform(bytes)) !== sha256)
    throw new PullError("record-mismatch", "not the record that the statement names")
}

async function addContainers(
  source: Source,
  bundle: BundleWriter,
  bodies: readonly ConsentBody[],
  leftOut: LeftOut[],
  progress: (done: number, total: number) => void,
): Promise<number> {
  const wanted = new Map(bodies.flatMap(({ content }) => (content === null ? [] : [[content.root, content]])))
  const total = [...wanted.values()].reduce((sum, { size }) => sum + size, 0)
  let before = 0
  for (const ref of inOrder(wanted)) {
    const tell = (done: number): void => progress(before + done, total)
    try {
      const parts = await askContainer(source, ref, tell)
      await addOne(bundle, `containers/${ref.root}.age`, parts)
    } catch (error) {
      leftOut.push({ kind: "container", hash: ref.root, code: codeOf(error) })
      wanted.delete(ref.root)
    }
    before += ref.size
  }
  return wanted.size
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

function inOrder<T>(byHash: ReadonlyMap<string, T>): T[] {
  return [...byHash].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

// What is wrong with one item is a code; a line that failed, or a fault of the machine, is no item's and ends the pull.
function codeOf(error: unknown): string {
  const ends = (error instanceof LineError || error instanceof Refusal) && ENDS.has(error.code)
  if (!ends && error instanceof CodedError) return error.code
  throw error
}

const ENDS = new Set(["network", "redirected", "unauthorised", "clock", "slow-down", "busy"])
