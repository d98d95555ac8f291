// Importing an intake bundle (PROTOCOL section 11). Nothing in it is believed before its charters, its log and its pending
// statements were judged; withdrawals are obeyed before anything is opened, and are durable first; then records and containers,
// some at a time, each lot one commit. Stopped anywhere, the same bundle again does what is left.
import type { RandomAccess } from "../bundle/entry.ts"
import type { Recipient } from "../core/age/recipient.ts"
import { fromBase64, toBase64 } from "../core/base64.ts"
import { equal, fromHex, hex } from "../core/bytes.ts"
import { CarriedError } from "../core/carried.ts"
import { type Charter, intakeRecipients } from "../core/charter/charter.ts"
import { compare } from "../core/day.ts"
import type { PendingNote } from "../core/ledger.ts"
import { encodeNote } from "../core/note/note.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { type Carried, openCarried, readCarriedLog, readPending, SMALL_MAX, small } from "../open/carried.ts"
import { Heard } from "./heard.ts"
import { lockAndErase } from "./locks.ts"
import type { LogState } from "./log-state.ts"
import { acknowledge, behind, resumeAt } from "./own-chain.ts"
import type { ImportReport, LeftOut } from "./report.ts"
import { chartersOf, consoleOf, type Room } from "./room.ts"
import { takeAll } from "./taking-all.ts"
import { planTakings } from "./takings.ts"

/**
 * @param progress told in containers
 * @throws {BundleError|CharterError|CarriedError|CheckpointError|CosignatureError|TlogError|NoteError|StatementError|
 *   PolicyError|CasesError} for what stops the whole bundle; the store is then as it was
 */
export async function importBundle(
  room: Room,
  file: RandomAccess,
  progress: (done: number, total: number) => void = () => {},
): Promise<ImportReport> {
  const { store } = room
  const bundle = await openCarried(file, store.fingerprint)
  const before = store.state
  if (before !== null && bundle.checkpoint.size < before.size)
    throw new CarriedError("log-older", "ends before what was imported")
  const heard = new Heard(bundle.charters)
  const { waiting, again } = await readLog(room, bundle, heard, before)
  const withheld = [...waiting.values()].filter(({ leaf }) => !bundle.entries.has(`pending/${leaf}.note`))

  store.addLeaves(heard.fresh)
  store.state = await stateAfter(bundle, heard, [...waiting.values()], before)
  store.recipients = readersOf(store.offered, bundle.charters)
  const stopped = behind(store.state.chains, heard, consoleOf(room))
  store.state = { ...store.state, stopped, resume: resumeAt(stopped, heard) }
  const signs = !stopped.includes(consoleOf(room)) && isConsole(room, bundle)
  const acknowledged = acknowledge(store, heard)
  const locked = await lockAndErase(room, heard, signs)
  await store.commit()

  const plan = planTakings(room, heard, bundle)
  const leftOut: LeftOut[] = heard.problems.map(({ subject, root, code }) => ({ subject, root, code }))
  for (const { leaf } of withheld)
    leftOut.push({ subject: subjectOf(heard, leaf), root: null, code: "withheld" })
  const taken = await takeAll(room, { bundle, heard, plan, signs }, progress)
  leftOut.push(...plan.leftOut, ...taken.leftOut, ...unclaimed(bundle))
  store.state = { ...(store.state as LogState), missing: plan.missing, elsewhere: plan.elsewhere }
  await store.commit()
  const { size, day } = store.state
  return {
    ...{
      kind: before === null ? "first" : again && taken.cases + taken.added === 0 ? "again" : "next",
      size,
      day,
    },
    ...{ cases: taken.cases, added: taken.added, changed: taken.changed, ...locked, acknowledged, leftOut },
    warnings: [
      ...(stopped.length > 0 ? (["store-older"] as const) : []),
      ...(withheld.length > 0 ? (["log-withheld"] as const) : []),
      ...(isOver(room, bundle) ? (["charter-expired"] as const) : []),
    ],
  }
}

// The log as it was kept, then what is new; then what is pending, of before too unless it has become a leaf since.
async function readLog(room: Room, bundle: Carried, heard: Heard, before: LogState | null) {
  for await (const leaf of room.store.leaves()) await heard.replay(leaf)
  const known = heard.problems.length
  const seen =
    before === null
      ? undefined
      : {
          checkpoint: { size: before.size, root: fromHex(before.root) },
          charters: chartersOf(room),
        }
  const waiting = new Map<string, PendingNote>()
  for (const { leaf, note, promise } of before?.pending ?? [])
    waiting.set(leaf, {
      leaf,
      note: fromBase64(note),
      promise: promise === null ? null : fromBase64(promise),
    })
  await readCarriedLog(bundle, seen, heard, (leaf) => waiting.delete(leaf))
  heard.problems.splice(0, known) // told at the import that brought them
  const found = await readPending(bundle)
  const news = found.filter(({ leaf }) => !waiting.has(leaf))
  for (const item of found)
    if (!waiting.has(item.leaf) || item.fault === undefined) waiting.set(item.leaf, item)
  await heard.takePending([...waiting.values()])
  const same = seen !== undefined && equal(seen.checkpoint.root, bundle.checkpoint.root)
  return { waiting, again: same && news.length === 0 }
}

async function stateAfter(
  bundle: Carried,
  heard: Heard,
  pending: readonly PendingNote[],
  before: LogState | null,
): Promise<LogState> {
  const { checkpoint, checkpointBytes, charters } = bundle
  return {
    ...{
      checkpoint: toBase64(checkpointBytes),
      size: checkpoint.size,
      root: hex(checkpoint.root),
      day: heard.day,
    },
    charters: charters.map(({ note }) => toBase64(encodeNote(note))),
    policy: toBase64(await small(bundle, "policy.json", SMALL_MAX)),
    // Only what can be judged again, and every withdrawal: who is locked stays so when the next bundle says nothing of it.
    pending: [
      ...new Map([...heard.obeyed, ...pending.filter(isWhole)].map((item) => [item.leaf, item])).values(),
    ].map(({ leaf, note, promise }) => ({
      ...{ leaf, note: toBase64(note) },
      promise: promise === null ? null : toBase64(promise),
    })),
    chains: before?.chains ?? {},
    ...{ missing: before?.missing ?? [], elsewhere: before?.elsewhere ?? [], stopped: before?.stopped ?? [] },
    ...{ resume: {}, owed: before?.owed ?? [] },
  }
}

/**
 * Who the head is sealed to: the charter's intake, as far as an identity of it is at hand; while a key changes, one that an earlier
 * charter named. Never an identity that no charter knows: with it one person could add a key of their own to what k of n open.
 */
export function readersOf(ours: readonly Recipient[], charters: readonly Charter[]): readonly Recipient[] {
  for (const { body } of [...charters].reverse()) {
    const named = intakeRecipients(body)
    const readers = ours.filter((recipient) => named.includes(recipient))
    if (readers.length > 0) return readers
  }
  return ours
}

function isWhole({ leaf, note, fault }: PendingNote): boolean {
  return fault === undefined && hex(leafHash(note)) === leaf
}

function isOver(room: Room, { charters }: Carried): boolean {
  return compare(room.today(), (charters.at(-1) as Carried["charters"][number]).body.expires) > 0
}

function isConsole({ signer }: Room, { charters }: Carried): boolean {
  const { name, id } = signer.verifier
  return charters.at(-1)?.body.consoles.some((vkey) => vkey.startsWith(`${name}+${id}+`)) ?? false
}

function subjectOf(heard: Heard, leaf: string): string | null {
  for (const [subject, said] of heard.said) if (said.some((one) => one.said.leaf === leaf)) return subject
  return null
}

function unclaimed({ entries, claimed }: Carried): LeftOut[] {
  return [...entries.keys()]
    .filter((path) => !claimed.has(path) && !KNOWN.test(path))
    .map((path) => {
      const [, root = null] = /^containers\/(.*)\.age$/.exec(path) ?? []
      return { subject: null, root, code: "unclaimed" }
    })
}

const KNOWN = /^(charters\/|policy\.json$|pending\/)/ // read elsewhere
