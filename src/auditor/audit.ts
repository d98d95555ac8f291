// An audit from end to end (PROTOCOL sections 5 to 8): charters from the fingerprint, the log from what was seen before, every
// entry, what waits, what is stored, every use. Nothing that the source says is believed; what it could not show is said.
import type { Aead } from "../core/age/aead.ts"
import type { Unwrap } from "../core/age/open.ts"
import { hex } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"
import { encodeVkey, parseVkey } from "../core/note/vkey.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { openSigned, type SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import { requireQuorum } from "../core/tlog/cosignature.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { Book } from "./book.ts"
import { compareWith } from "./compare.ts"
import { checkContents, type Sampling } from "./contents.ts"
import { findOverdue } from "./erasures.ts"
import { takePending } from "./promises.ts"
import { type Report, type Seen, type Unchecked, verdictOf } from "./report.ts"
import type { PendingItem, Source } from "./source.ts"
import { type Kept, keptOf } from "./state.ts"
import { walkHashes } from "./structure.ts"
import { Tally } from "./tally.ts"
import { judgeUses } from "./uses.ts"
import { walk } from "./walk.ts"

export class AuditError extends CodedError<"charter-chain" | "checkpoint" | "fingerprint"> {}

export interface AuditInput {
  readonly source: Source
  readonly fingerprint: string
  /** What the last run kept. */
  readonly kept?: Kept | undefined
  /** Checkpoints that others saw, as exact notes. */
  readonly others?: readonly Uint8Array[]
  /** Opens custody records: left out, they are not judged. */
  readonly unwrap?: Unwrap | undefined
  readonly aead: Aead
  readonly sampling: Sampling
  /** Today, `YYYY-MM-DD`, UTC: the auditor's own clock. */
  readonly today: string
  readonly progress?: (done: number, total: number) => void
}

/** A report, and what the next run needs; undefined where this log is not one to go on from. */
export interface Audited {
  readonly report: Report
  readonly kept: Kept | undefined
}

/**
 * @throws {AuditError} where there is nothing to audit: no chain of charters from the fingerprint, or no checkpoint
 * @throws {SourceError} where the source does not answer
 */
export async function audit(input: AuditInput): Promise<Audited> {
  const { source, fingerprint, kept, others = [], today, progress = () => {} } = input
  const book = new Book(kept?.book())
  for (const one of kept?.findings ?? []) book.findings.push(one)
  const tally = new Tally(kept?.timeline)
  const served = await chainOf(source, fingerprint)
  const first = served[0] as Charter
  const { origin } = first
  const bytes = await source.checkpoint()
  const checkpoint = await checkpointOf(bytes, origin, served)
  const seen = kept?.seen
  const known = seen && { size: seen.size, root: seen.root }
  const unchecked = new Set<Unchecked>()

  let whole = false
  if (source.whole) {
    whole = await walk({ book, source, origin, fingerprint, checkpoint, seen: known, tally, progress })
    if (whole) {
      await requireKeys(book, bytes, checkpoint, tally)
      tally.checked.promises = await checkWaiting(book, origin, served, source, today)
      findOverdue(
        book,
        book.days.last ?? today,
        book.charters.map((one) => one.charter),
      )
      await checkStored(book, source, input.sampling, tally, unchecked)
      await checkUses(book, input, seen?.size ?? 0, tally, unchecked)
    }
  } else {
    unchecked.add("entries").add("custody-records").add("containers").add("pending")
    whole = await walkHashes(book, source, checkpoint, known)
    await requireWitnesses(book, bytes, served.at(-1) as Charter, tally)
  }
  await compareWith(book, source, origin, served, checkpoint, others)
  if (seen === undefined && others.length === 0) unchecked.add("append-only")
  if ((served.at(-1) as Charter).body.witnessQuorum === 0) unchecked.add("witnesses")
  tally.checked.subjects = book.people.size

  const report: Report = {
    verdict: verdictOf(book.findings, [...unchecked]),
    origin,
    size: checkpoint.size,
    root: hex(checkpoint.root),
    previous: seen === undefined ? null : ({ size: seen.size, root: hex(seen.root) } satisfies Seen),
    checked: tally.checked,
    findings: book.findings,
    kind: first.body.kind,
    organisation: (served.at(-1) as Charter).body.organisation,
    fingerprint,
    day: today,
    unchecked: [...unchecked],
    timeline: tally.days,
  }
  return { report, kept: whole ? keptOf(book, checkpoint, bytes, tally) : undefined }
}

async function chainOf(source: Source, fingerprint: string): Promise<Charter[]> {
  try {
    return await verifyChain(await source.charters(), fingerprint)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    if (cause.code === "charter-fingerprint")
      throw new AuditError("fingerprint", "another organisation's charter", { cause })
    if (cause.name === "SourceError") throw cause
    throw new AuditError("charter-chain", "the charters do not hold", { cause })
  }
}

// By any log key of the chain: which one it must be shows in the log.
async function checkpointOf(
  bytes: Uint8Array,
  origin: string,
  charters: readonly Charter[],
): Promise<SignedCheckpoint> {
  const keys = [...new Set(charters.map(({ body }) => body.log))].map((vkey) => parseVkey(vkey))
  try {
    return await openSigned(bytes, origin, keys)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    throw new AuditError("checkpoint", "the log's state is not signed by the log", { cause })
  }
}

async function requireKeys(
  book: Book,
  bytes: Uint8Array,
  { signedBy }: SignedCheckpoint,
  tally: Tally,
): Promise<void> {
  const { charter } = book.keys
  if (!signedBy.some((key) => encodeVkey(key) === charter.body.log))
    book.find("bad-signature", { detail: "The log's state is signed by a key that was not the log's then." })
  await requireWitnesses(book, bytes, charter, tally)
}

async function requireWitnesses(
  book: Book,
  bytes: Uint8Array,
  { body }: Charter,
  tally: Tally,
): Promise<void> {
  try {
    tally.checked.cosignatures = (await requireQuorum(bytes, body.witnesses, body.witnessQuorum)).length
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    book.find("witnesses")
  }
}

// Charters too: one that is served, and neither in the log nor promised to it, was kept from everybody else.
async function checkWaiting(
  book: Book,
  origin: string,
  served: readonly Charter[],
  source: Source,
  today: string,
): Promise<number> {
  const pending = await source.pending()
  for (const charter of served.slice(book.charters.length))
    if (!pending.some((item) => isCharter(item, charter, origin)))
      book.find("key-not-logged", {
        detail: `Charter ${charter.body.version} is given out, and is neither in the log nor promised to it.`,
      })
  for (const [i, { charter }] of book.charters.entries())
    if (served[i]?.hash !== charter.hash)
      book.find("charter-chain", { detail: "The charters given out are not those of the log." })
  const policy = hex(await sha256Platform(await source.policy()))
  if (policy !== book.keys.charter.body.policy.sha256 && policy !== served.at(-1)?.body.policy.sha256)
    book.find("charter-chain", { detail: "The policy given out is not the one that the charter names." })
  const last = book.days.last ?? today
  return takePending(book, origin, pending, compare(today, last) > 0 ? today : last)
}

function isCharter(item: PendingItem, charter: Charter, origin: string): boolean {
  try {
    const leaf = parseLeaf(item.note, origin)
    return (
      leaf.type === "charter" &&
      leaf.hash === charter.hash &&
      encodeNote(leaf.note).length === item.note.length
    )
  } catch {
    return false
  }
}

async function checkStored(
  book: Book,
  source: Source,
  sampling: Sampling,
  tally: Tally,
  unchecked: Set<Unchecked>,
): Promise<void> {
  const read = await checkContents(book, source, sampling)
  tally.checked.containers = read.containers
  tally.checked.records = read.records
  if ((await source.holdings()) === undefined) unchecked.add("containers")
}

async function checkUses(
  book: Book,
  { source, unwrap, aead }: AuditInput,
  from: number,
  tally: Tally,
  unchecked: Set<Unchecked>,
): Promise<void> {
  if (unwrap === undefined) {
    unchecked.add("custody-records")
    return
  }
  for (const subject of book.people.usedSince(from)) {
    const person = book.people.get(subject)
    tally.checked.custodyRecords += await judgeUses(book, source, { unwrap, aead }, person, from)
  }
}
