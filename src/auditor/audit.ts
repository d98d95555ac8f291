// An audit from end to end (PROTOCOL sections 5 to 8): charters from the fingerprint, the log from what was seen before, every
// entry, what waits, what is stored, every use. Nothing that the source says is believed; what it could not show is said.
import type { Aead } from "../core/age/aead.ts"
import type { Unwrap } from "../core/age/open.ts"
import { equal, hex } from "../core/bytes.ts"
import { openCarriedCheckpoint } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { compare } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import type { SignatureCheck } from "../core/note/ed25519.ts"
import type { NewSha256 } from "../core/sha256.ts"
import type { SignedCheckpoint } from "../core/tlog/checkpoint.ts"
import { SourceError } from "./ask.ts"
import { Book } from "./book.ts"
import { followCharters } from "./charters.ts"
import { compareWith } from "./compare.ts"
import { checkContents, type Sampling } from "./contents.ts"
import { findUnfounded } from "./custody.ts"
import { findOverdue } from "./erasures.ts"
import { checkHead, requireWitnesses } from "./head.ts"
import { type HandsFor, judgeAll } from "./judging.ts"
import { findBroken, takePending } from "./promises.ts"
import { type Report, type Unchecked, verdictOf } from "./report.ts"
import { checkServed } from "./served.ts"
import type { Source } from "./source.ts"
import { type Kept, keptOf, StateError } from "./state.ts"
import { newSegmentName } from "./state-file.ts"
import { walkHashes } from "./structure.ts"
import { Tally } from "./tally.ts"
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
  /** Where the runtime has a faster one than WebCrypto's. */
  readonly newSha256?: NewSha256 | undefined
  /** Who else judges uses, where there are many. */
  readonly handsFor?: HandsFor | undefined
  /** The signature rule, where the runtime has a faster one. */
  readonly isSignature?: SignatureCheck | undefined
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

/** What one run works with. */
interface Run extends AuditInput {
  readonly book: Book
  readonly tally: Tally
  readonly unchecked: Set<Unchecked>
  readonly charters: readonly Charter[]
  readonly bytes: Uint8Array
  readonly checkpoint: SignedCheckpoint
}

/** How often an audit begins anew because the log grew while it looked. */
const MOST_RUNS = 3

/**
 * @throws {AuditError} where there is nothing to audit: no chain of charters from the fingerprint, or no checkpoint
 * @throws {SourceError} where the source gives neither @throws {StateError} `state-malformed`
 */
export async function audit(input: AuditInput): Promise<Audited> {
  if (input.kept !== undefined && input.kept.fingerprint !== input.fingerprint)
    throw new StateError("state-malformed", "the state is another organisation's")
  for (let runs = 1; ; runs++) {
    const run = await begin(input)
    const whole = run.source.whole ? await checkEntries(run) : await checkStructure(run)
    await orFailed(run.book, () =>
      compareWith(run.book, run.source, run.charters, run.checkpoint, input.others ?? []),
    )
    const again = runs < MOST_RUNS && run.book.findings.length > 0 && (await hasMoved(run))
    if (!again) return { report: finish(run), kept: whole ? keep(run) : undefined }
  }
}

async function begin(input: AuditInput): Promise<Run> {
  const { source, fingerprint, kept } = input
  const { charters, whole } = await chainOf(source, fingerprint)
  const bytes = await source.checkpoint()
  const checkpoint = await checkpointOf(bytes, charters)
  const unchecked = new Set<Unchecked>()
  const book = kept?.book() ?? new Book()
  if (!whole) book.find("charter-chain", { detail: "A charter that is given out does not hold." })
  return {
    ...input,
    ...{ book, tally: new Tally(kept?.timeline), unchecked },
    ...{ charters, bytes, checkpoint },
  }
}

/** @returns whether the log is one to go on from */
async function checkEntries(run: Run): Promise<boolean> {
  const { book, source, fingerprint, checkpoint, kept, tally, today, unchecked, bytes, charters } = run
  const { progress = () => {} } = run
  const walked = await walk({
    ...{ book, source, origin: checkpoint.origin, fingerprint, checkpoint, seen: kept?.seen },
    ...{ tally, today, progress, isSignature: run.isSignature },
  })
  if (walked.end !== "whole") {
    unchecked.add("custody-records").add("containers").add("pending")
    if (walked.end === "missing") unchecked.add("entries")
    return false
  }
  await checkHead({ book, bytes, checkpoint, tally, lastBatch: walked.lastBatch })
  await orFailed(book, () => checkStored(run))
  const day = book.days.last ?? today
  findBroken(book, compare(today, day) > 0 ? today : day)
  findUnfounded(book)
  findOverdue(book, day)
  if (run.unwrap === undefined) unchecked.add("custody-records")
  else await orFailed(book, () => checkUses(run))
  if (charters.length < book.charters.length)
    book.find("charter-chain", { detail: "Fewer charters are given out than the log has." })
  return true
}

async function checkStructure(run: Run): Promise<boolean> {
  const { book, source, checkpoint, kept, unchecked, bytes, charters, tally } = run
  unchecked.add("entries").add("custody-records").add("containers").add("pending")
  await orFailed(book, () => walkHashes(book, source, checkpoint, kept?.seen))
  await requireWitnesses(book, bytes, charters.at(-1) as Charter, tally)
  return false
}

async function checkStored(run: Run): Promise<void> {
  const { book, source, sampling, tally, unchecked, charters } = run
  const holdings = await source.holdings()
  if (holdings === undefined) unchecked.add("containers")
  const waiting = await takePending(book, charters, await source.pending())
  tally.checked.promises = waiting.promises
  await checkServed(book, charters, waiting, await source.policy())
  const read = await checkContents(book, source, holdings, waiting, sampling)
  tally.checked.containers = read.containers
  tally.checked.records = read.records
}

async function checkUses(run: Run): Promise<void> {
  const { book, source, unwrap, aead, newSha256, kept, tally, unchecked, handsFor } = run
  if (unwrap === undefined) return
  const where = { records: source, from: kept?.seen.size ?? 0 }
  await judgeAll(book, where, { unwrap, aead, newSha256 }, handsFor, ({ judged, missing }) => {
    tally.checked.custodyRecords += judged
    if (missing > 0) unchecked.add("custody-records")
  })
}

// The rest is looked at all the same: a server that stops answering must not hide what was found.
async function orFailed(book: Book, check: () => Promise<unknown>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (error instanceof StateError || !(error instanceof CodedError)) throw error
    book.find("source-failed", { detail: `It said: ${error.code}.` })
  }
}

// What was found may only be that the log grew between two questions.
async function hasMoved({ source, bytes }: Run): Promise<boolean> {
  try {
    return source.kind === "server" && !equal(await source.checkpoint(), bytes)
  } catch (error) {
    if (error instanceof SourceError) return false
    throw error
  }
}

function keep({ book, checkpoint, bytes, tally, kept }: Run): Kept {
  return keptOf(book, checkpoint, bytes, tally, { before: kept, freshName: newSegmentName() })
}

function finish(run: Run): Report {
  const { book, tally, unchecked, charters, checkpoint, kept, today, fingerprint, others = [] } = run
  const [first, newest] = [charters[0] as Charter, charters.at(-1) as Charter]
  if (kept === undefined && others.length === 0) unchecked.add("append-only")
  if (newest.body.witnessQuorum === 0) unchecked.add("witnesses")
  tally.checked.subjects = book.people.size
  return {
    verdict: verdictOf(book.findings, [...unchecked]),
    origin: first.origin,
    size: checkpoint.size,
    root: hex(checkpoint.root),
    previous: kept === undefined ? null : { size: kept.seen.size, root: hex(kept.seen.root) },
    checked: tally.checked,
    findings: book.findings,
    more: book.more,
    kind: first.body.kind,
    organisation: newest.body.organisation,
    fingerprint,
    day: today,
    unchecked: [...unchecked],
    timeline: tally.days,
  }
}

async function chainOf(source: Source, fingerprint: string) {
  const notes = await source.charters()
  try {
    return await followCharters(notes, fingerprint)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    if (cause.code === "charter-fingerprint")
      throw new AuditError("fingerprint", "another organisation's charter", { cause })
    throw new AuditError("charter-chain", "charter 1 does not hold", { cause })
  }
}

async function checkpointOf(bytes: Uint8Array, charters: readonly Charter[]): Promise<SignedCheckpoint> {
  try {
    return await openCarriedCheckpoint(bytes, charters)
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause
    throw new AuditError("checkpoint", "the log's state is not signed by the log", { cause })
  }
}
