// A log that was rolled back, or came from a backup, refilled from an intake bundle (PROTOCOL section 8, "No rollback"): the
// bundle's log must have grown out of the one that is here. Then every erasure that the log says is run again, and the folder
// may sign. If no bundle reaches far enough, the log ends.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { RandomAccess } from "../bundle/entry.ts"
import { HEADER_MAX, parseAgeHeader } from "../core/age/header.ts"
import { equal } from "../core/bytes.ts"
import { CarriedError, requireLogKey } from "../core/carried.ts"
import { readLeaves } from "../core/carried-log.ts"
import { type Charter, parseCharter } from "../core/charter/charter.ts"
import { Reader } from "../core/chunks.ts"
import { addressOf } from "../core/container/parts.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"
import { RECORD_MAX } from "../core/package.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { type Checkpoint, peekCheckpoint } from "../core/tlog/checkpoint.ts"
import { hashRanges } from "../core/tlog/subtree.ts"
import { TILE_WIDTH, tilePath, tileWidth } from "../core/tlog/tile.ts"
import { type Carried, entryOf, openCarried, readPending, small } from "../open/carried.ts"
import { parseSite } from "../server/site.ts"
import { type NodeStore, openNodeStore } from "../storage/node/store.ts"
import type { Consequences, Named, Stored } from "../storage/replay-rows.ts"
import { CliError } from "./errors.ts"
import { isThere } from "./files.ts"
import { replay } from "./replay.ts"
import { storeTrouble } from "./serve.ts"

/** `log-ends`: no bundle can mend it: the log must end, and a new origin name its last checkpoint. */
export class RefillError extends CodedError<"log-ends" | "not-stopped"> {}

/** What a refill did. */
export interface Refilled {
  readonly from: number
  readonly size: number
  /** Statements that were put back, leaves and pending ones. */
  readonly statements: number
  /** What the log says is there, and neither the folder nor the bundle has. */
  readonly lost: readonly { readonly kind: "container" | "record"; readonly hash: string }[]
}

const BUNDLE_MAX = TILE_WIDTH * 65_538

/**
 * @param data a folder that is not served
 * @throws {RefillError|CarriedError|BundleError|CharterError|CheckpointError|NoteError|CosignatureError|TlogError}
 */
export async function refill(file: RandomAccess, data: string): Promise<Refilled> {
  if (!(await isThere(join(data, "site.json")))) throw new CliError("file", `no data folder there: ${data}`)
  const { fingerprint, origin } = parseSite(await readFile(join(data, "site.json")))
  const bundle = await openCarried(file, fingerprint)
  const store = await openNodeStore(data).catch((error) => {
    throw storeTrouble(error, data)
  })
  let done: Refilled
  try {
    done = await refillStore(store, bundle, origin)
  } finally {
    await store.close()
  }
  // What is erased now is claimed by no row any more: opening takes its files away, whatever a crash left of them.
  await (await openNodeStore(data)).close()
  return done
}

async function refillStore(store: NodeStore, bundle: Carried, origin: string): Promise<Refilled> {
  const stopped = await store.stopped()
  if (stopped === undefined)
    throw new RefillError("not-stopped", "the folder may sign: nothing is to be refilled")
  const head = await store.head()
  if (head === undefined)
    throw new CliError("file", "the folder has no log of its own", "restore a backup of it first")
  if (stopped.reason === "fork")
    throw new RefillError("log-ends", "two logs of this name were signed: no bundle can mend that")
  const own = peekCheckpoint(head.checkpoint)
  const back = await missing(store, bundle, own, head.placed)
  if (stopped.checkpoint !== null)
    await requireReach(store, bundle, peekCheckpoint(stopped.checkpoint), new Map(back.tiles))
  const { size } = bundle.checkpoint

  await store.offline.putBack(back.statements)
  for (const { body, note } of bundle.charters) await store.putCharter(body.version, encodeNote(note))
  for (const [path, bytes] of back.tiles) await store.putLogFile(path, bytes)
  const all = await replay(store.offline.statements(), { origin, returned: () => false })
  const { consequences, lost } = await withFiles(store, bundle, all)
  await store.offline.writeConsequences(consequences)
  await bringFiles(store, bundle, consequences, back.day)
  await store.putLogFile("checkpoint", bundle.checkpointBytes)
  await store.offline.setHead({ placed: size, day: back.day, size, checkpoint: bundle.checkpointBytes })
  // Last: a refill that was cut off is begun again.
  await store.setStopped(undefined)
  return { from: own.size, size, statements: back.statements.length, lost }
}

/** The statements and tiles that the store has not, verified against the bundle's checkpoint and the store's own. */
async function missing(store: NodeStore, bundle: Carried, own: Checkpoint, placed: number) {
  const { checkpoint, checkpointBytes, charters } = bundle
  const whole = bundle.entries.has(`log/${tilePath("entries", 0, tileWidth(checkpoint.size, 0, 0))}`)
  const tiles: [string, Uint8Array][] = []
  const statements: Omit<Stored, "turn">[] = []
  let day = (await store.head())?.day ?? ""
  let newest = await newestIn(store, charters)
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = await tileIn(store, bundle, path)
    if (path.startsWith("tile/entries/")) tiles.push([path, bytes])
    return bytes
  }
  const tile = (path: string, bytes: Uint8Array) => void tiles.push([path, bytes])
  for await (const leaf of readLeaves({ checkpoint, seen: own, whole, read, tile })) {
    const parsed = parseLeaf(leaf.entry, checkpoint.origin)
    if (parsed.type === "tick") day = parsed.body.day
    if (parsed.type === "charter") newest = charters.find(({ hash }) => hash === parsed.hash) ?? newest
    const [there] = leaf.index < placed ? await store.leaves(leaf.index, leaf.index + 1) : []
    if (there !== undefined && !Buffer.from(there).equals(leaf.entry))
      throw new RefillError(
        "log-ends",
        "another order was drawn here for leaves that were published otherwise",
      )
    statements.push({
      ...{ leaf: leaf.hash, note: leaf.entry, promise: new Uint8Array(0), day },
      ...{ position: leaf.index, logged: day },
    })
  }
  await requireLogKey(checkpointBytes, checkpoint, newest)
  if (placed > checkpoint.size)
    throw new CarriedError("log-gap", "the folder has drawn an order beyond this bundle: give a newer one")
  const leaves = new Set(statements.map(({ leaf }) => leaf))
  for (const { leaf, note, promise } of await readPending(bundle))
    if (!leaves.has(leaf))
      statements.push({
        leaf,
        note,
        promise: promise ?? new Uint8Array(0),
        day,
        position: null,
        logged: null,
      })
  return { statements, tiles, day }
}

// From the bundle, or from the folder where the bundle begins later.
async function tileIn(store: NodeStore, bundle: Carried, path: string): Promise<Uint8Array> {
  if (bundle.entries.has(`log/${path}`)) return small(bundle, `log/${path}`, BUNDLE_MAX)
  const own = await store.logFile(path)
  if (own !== undefined) return own
  throw new CarriedError("log-gap", "begins after the folder's log ends: give the bundle before it")
}

async function newestIn(store: NodeStore, charters: readonly Charter[]): Promise<Charter> {
  const head = await store.head()
  let newest = charters[0] as Charter
  for (let from = 0; from < (head?.size ?? 0); from += TILE_WIDTH)
    for (const note of await store.leaves(from, Math.min(from + TILE_WIDTH, head?.size ?? 0))) {
      if (!isCharter(note)) continue
      const { hash } = parseCharter(note)
      newest = charters.find((charter) => charter.hash === hash) ?? newest
    }
  return newest
}

function isCharter(note: Uint8Array): boolean {
  return Buffer.from(note.subarray(0, 14)).toString("latin1") === "cairn/charter/"
}

// Whoever stopped it had seen more than was here: the bundle must reach that far, and be of the same tree.
async function requireReach(
  store: NodeStore,
  { checkpoint }: Carried,
  shown: Checkpoint,
  tiles: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const { size } = checkpoint
  if (size < shown.size)
    throw new CarriedError("log-gap", "somebody has seen a larger log: give a newer bundle")
  const hash = hashRanges(async (level, n) => {
    const path = tilePath(level, n, tileWidth(size, level, n))
    return tiles.get(path) ?? (await store.logFile(path)) ?? new Uint8Array(0)
  }, size)
  if (!equal(await hash(0, shown.size), shown.root))
    throw new RefillError("log-ends", "the bundle's log is not the one that somebody has seen")
}

// Whether the bytes of each container and record are in the folder or in the bundle. What is in neither, and not erased by the
// log, is lost: its row stays, so that nobody takes its place, and says that nothing is there.
async function withFiles(store: NodeStore, bundle: Carried, all: Consequences) {
  const lost: Refilled["lost"][number][] = []
  const judged = async (kind: "container" | "record", row: Named): Promise<Named> => {
    if (row.state === "erased") return row
    const there = (await store.offline.holds(row.hash)) || bundle.entries.has(pathOf(kind, row.hash))
    if (there) return row
    lost.push({ kind, hash: row.hash })
    return { ...row, state: "erased" }
  }
  const contents: Named[] = []
  for (const row of all.contents) contents.push(await judged("container", row))
  const records: Named[] = []
  for (const row of all.records) records.push(await judged("record", row))
  return { consequences: { ...all, contents, records }, lost }
}

async function bringFiles(store: NodeStore, bundle: Carried, all: Consequences, day: string): Promise<void> {
  const { offline } = store
  for (const { hash: sha256, state } of all.records) {
    const path = pathOf("record", sha256)
    if (state === "erased" || !bundle.entries.has(path)) continue
    await offline.putRecord({ sha256, bytes: await small(bundle, path, RECORD_MAX) }, day)
  }
  for (const { hash: root, state, size } of all.contents) {
    const path = pathOf("container", root)
    if (state === "erased" || !bundle.entries.has(path) || (await isWhole(store, root))) continue
    const entry = entryOf(bundle, path)
    const found = await addressOf(entry.bytes())
    if (found.root !== root || found.size !== size)
      throw new CarriedError("log-mismatch", "a container in the bundle is not the one that was named")
    const reader = new Reader(entry.bytes())
    const header = await reader.take(parseAgeHeader(await reader.peek(HEADER_MAX)).size)
    await offline.putContainer({ root, header, body: reader.rest() }, day)
  }
}

async function isWhole(store: NodeStore, root: string): Promise<boolean> {
  try {
    const holding = await store.holding(root)
    await store.readContainer(root, 0, holding?.size ?? 0)
    return holding !== undefined
  } catch {
    return false
  }
}

function pathOf(kind: "container" | "record", hash: string): string {
  return kind === "container" ? `containers/${hash}.age` : `records/${hash}.age`
}
