// Checking a dispatch bundle whole (PROTOCOL section 11): every file against the index, charters as a chain that goes on,
// each console's statements as one, records and replies as far as they show from outside. Nothing is taken here.
import { wholeEntry, type ZipEntry } from "../bundle/entry.ts"
import type { Bundle } from "../bundle/reader.ts"
import { headerSize, parseAgeHeader } from "../core/age/header.ts"
import { plaintextSize } from "../core/age/stream.ts"
import { BundleError } from "../core/bundle.ts"
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { requireRecordSize, SizeError } from "../core/container/padding.ts"
import { CodedError } from "../core/errors.ts"
import type { Dispatched } from "../core/http/answers.ts"
import { parseNote } from "../core/note/note.ts"
import { parseVkey } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import { type CustodyBody, openCustody } from "../core/statement/custody.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { openRelease } from "../core/statement/release.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { NewEntry } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import { checkCharters, type NewCharters } from "./dispatch-charters.ts"
import { codeOf, Refusal } from "./problem.ts"

export type Item = Dispatched["items"][number]

/** A statement that may be taken; `record` is the custody record that it names, if that came too. */
export interface Stating {
  readonly path: string
  readonly entry: Omit<NewEntry, "day" | "promise">
  readonly record: ZipEntry | null
}

export interface Checked {
  readonly bundle: Bundle
  readonly charters: NewCharters
  /** Each console's own in their order. */
  readonly statements: readonly Stating[]
  /** Sealed records that no statement of the bundle names: those that its uses rely on. */
  readonly records: readonly ZipEntry[]
  readonly replies: readonly { readonly entry: ZipEntry; readonly subject: string; readonly n: number }[]
  readonly refused: readonly Item[]
}

const NOTE_MAX = 64 * 1024
const REPLY_STEP = 16 * 1024
const REPLY_MAX = 4 * REPLY_STEP
const CHECKPOINT = "log/checkpoint"

/**
 * @throws {Refusal|BundleError|StatementError|NoteError|CheckpointError|PolicyError} for what refuses the whole bundle
 */
export async function checkDispatch(desk: Desk, bundle: Bundle): Promise<Checked> {
  const { entries, index } = bundle
  if (index.origin !== desk.site.origin) throw new Refusal("origin", "a bundle for another log")
  for (const entry of entries.values()) await wholeEntry(bundle, entry, RECORD_MAX)
  const seen = entries.get(CHECKPOINT)
  if (seen !== undefined) await showCheckpoint(desk, await wholeEntry(bundle, seen, NOTE_MAX), index.size)
  const charters = await checkCharters(desk, bundle)

  const refused: Item[] = []
  const claimed = new Set<string>([CHECKPOINT, ...charters.paths])
  const statements: Stating[] = []
  for (const entry of under(bundle, "statements/")) {
    claimed.add(entry.name)
    await listing(refused, entry.name, async () => {
      statements.push(await stating(desk, bundle, charters.mayState, entry))
    })
  }
  for (const { record } of statements) if (record !== null) claimed.add(record.name)
  await requireChains(desk, statements)

  const records: ZipEntry[] = []
  for (const entry of under(bundle, "records/"))
    await listing(refused, entry.name, async () => {
      checkRecord(entry.name, await wholeEntry(bundle, entry, RECORD_MAX), bundle)
      if (!claimed.has(entry.name)) records.push(entry)
      claimed.add(entry.name)
    })
  const replies: Checked["replies"][number][] = []
  for (const entry of under(bundle, "replies/")) {
    const [, subject = "", n] = /^replies\/(.*)\/(.*)\.age$/.exec(entry.name) ?? []
    await listing(refused, entry.name, async () => {
      checkReply(await wholeEntry(bundle, entry, RECORD_MAX))
      replies.push({ entry, subject, n: Number(n) })
    })
  }
  // A record that is wrong takes its statement with it: a use is logged with what says what it was.
  const wrong = new Set(refused.map(({ path }) => path))
  const without = statements.find(({ record }) => record !== null && wrong.has(record.name))
  if (without !== undefined) throw new Refusal("recipients", "a statement's record is not as it must be")
  return { bundle, charters, statements: inOrder(statements), records, replies, refused }
}

// Small, and only the log's own signature makes one believable: the sequencer judges it.
async function showCheckpoint({ sequencer }: Desk, checkpoint: Uint8Array, size: number): Promise<void> {
  if (parseNote(checkpoint).text.split("\n")[1] !== String(size))
    throw new BundleError("bundle-mismatch", "its index names another size of the log")
  await sequencer.seen(checkpoint)
}

async function stating(
  { site }: Desk,
  bundle: Bundle,
  mayState: readonly Charter[],
  file: ZipEntry,
): Promise<Stating> {
  const note = await wholeEntry(bundle, file, NOTE_MAX)
  const leaf = hex(leafHash(note))
  if (file.name !== `statements/${leaf}.note`)
    throw new Refusal("root-mismatch", "not the statement of this leaf hash")
  const keysOf = (role: "consoles" | "releases") =>
    [...new Set(mayState.flatMap(({ body }) => body[role]))].map((vkey) => parseVkey(vkey))
  const { type } = parseLeaf(note, site.origin)
  const common = { leaf, note, subject: null, console: null, custody: null }
  if (type === "release") {
    await openRelease(note, site.origin, keysOf("releases"))
    return { path: file.name, entry: { ...common, kind: "release" }, record: null }
  }
  if (type !== "custody") throw new Refusal("field-unknown", "not a statement that a console sends")
  const { body } = await openCustody(note, site.origin, keysOf("consoles"))
  return { path: file.name, entry: custodyEntry(leaf, note, body), record: recordOf(bundle, body) }
}

function custodyEntry(leaf: string, note: Uint8Array, body: CustodyBody): Stating["entry"] {
  const { console: key, seq, prev, subject, action, consent } = body
  return { leaf, kind: "custody", note, subject, console: { key, seq, prev }, custody: { action, consent } }
}

// It is missing where the statement was sent before: whether that is so shows when it is taken.
function recordOf({ entries, index }: Bundle, { record }: CustodyBody): ZipEntry | null {
  if (record === null) return null
  const path = `records/${record.sha256}.age`
  const entry = entries.get(path)
  if (entry === undefined) throw new Refusal("not-found", "its record is not in the bundle")
  if (index.files[path]?.size !== record.size)
    throw new Refusal("root-mismatch", "its record has another size")
  return entry
}

// No gap among a console's own, nor between them and what is here: a bundle that was lost must come first.
async function requireChains({ store }: Desk, statements: readonly Stating[]): Promise<void> {
  const last = new Map<string, { seq: number; leaf: string }>()
  for (const { entry } of inOrder(statements)) {
    if (entry.console === null) continue
    const { key, seq, prev } = entry.console
    const before = last.get(key)
    const follows =
      before !== undefined
        ? seq === before.seq + 1 && prev === before.leaf
        : prev === null || (await store.promiseFor(prev)) !== undefined
    if (!follows) throw new Refusal("head-moved", "a console's chain does not go on from what is here")
    last.set(key, { seq, leaf: entry.leaf })
  }
}

function inOrder(statements: readonly Stating[]): Stating[] {
  return statements.toSorted((a, b) => (a.entry.console?.seq ?? 0) - (b.entry.console?.seq ?? 0))
}

// Sealed to the charter's auditors, its intake and one more; how many that was depends on the charter of its day.
function checkRecord(path: string, bytes: Uint8Array, { index }: Bundle): void {
  if (path !== `records/${index.files[path]?.sha256}.age`)
    throw new Refusal("root-mismatch", "not the record of this hash")
  const { recipients } = parseAgeHeader(bytes)
  requireRecordSize(bytes.length, recipients)
}

function checkReply(bytes: Uint8Array): void {
  const { recipients } = parseAgeHeader(bytes)
  if (recipients !== 1) throw new Refusal("recipients", "a reply is sealed to one")
  const plain = plaintextSize(bytes.length - headerSize(1))
  if (plain < REPLY_STEP || plain > REPLY_MAX || plain % REPLY_STEP !== 0)
    throw new SizeError("size-not-padded", "no reply has this size")
}

function under({ entries }: Bundle, folder: string): ZipEntry[] {
  return [...entries.values()].filter(({ name }) => name.startsWith(folder))
}

async function listing(refused: Item[], path: string, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    refused.push({ path, outcome: "refused", code: codeOf(error) })
  }
}
