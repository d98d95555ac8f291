// The store of one Node process: SQLite for rows, files for bytes, under one data folder (interfaces, "Files").
// Everything it says is stored was synced before. Workers have ../workers/store.ts.
import { mkdir } from "node:fs/promises"
import type { Bytes } from "../../core/chunks.ts"
import type { Store } from "../port.ts"
import { rowOperations } from "../row-store.ts"
import { contentOf, recordOf } from "../rows.ts"
import { openDatabase } from "./database.ts"
import { systemDay } from "./days.ts"
import { erase, eraseOwed, type Owed, rebuild } from "./erasing.ts"
import { told } from "./errors.ts"
import { dropDraft, dropDraftsBefore, putDraft, putRecord, putReply, readDraft, readReplies } from "./kept.ts"
import { makeFolders, removeLeftovers, requireDatabase } from "./leftovers.ts"
import { lock } from "./lock.ts"
import { type Offline, offline } from "./offline.ts"
import { hashedFile } from "./places.ts"
import { problems } from "./problems.ts"
import { read, requireSize } from "./reading.ts"
import { type Disk, diskOf, requireRoom } from "./room.ts"
import { sortAsides } from "./set-aside.ts"
import { putConsent, putEntry, putSubmission } from "./submissions.ts"
import { putLogFile, readLogFile } from "./tiles.ts"
import { dropUpload, dropUploadsBefore, putPart, readUpload } from "./uploads.ts"

export interface NodeStoreOptions {
  /** Today, `YYYY-MM-DD`: the time that files get for which nobody names a day. */
  readonly today?: () => string
  /** Where the generated migrations are, when not beside the sources. */
  readonly migrations?: string
  /** The disk as it now is, where it is not to be asked itself. */
  readonly disk?: () => Disk
  /** `leave` to look at a folder as it is: nothing is taken away, set aside or put in order. */
  readonly leftovers?: "leave"
}

/** A {@link Store} in a folder. */
export interface NodeStore extends Store {
  readonly dataDir: string
  /** Files that an interrupted process had left, and that were taken away or set aside at start. */
  readonly leftovers: number
  /** For commands that run while nobody is served. */
  readonly offline: Offline
}

/**
 * Opens, or makes, the store in `dataDir`, and brings its tables up to date.
 * @throws {StoreError} `busy` if another process has the folder, `storage-full`
 * @throws {LostDatabaseError} `database-missing`, `database-older`
 */
export async function openNodeStore(dataDir: string, options: NodeStoreOptions = {}): Promise<NodeStore> {
  const today = options.today ?? systemDay
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const unlock = lock(dataDir)
  try {
    await makeFolders(dataDir, today())
    await requireDatabase(dataDir)
    const leave = options.leftovers === "leave"
    const database = openDatabase(dataDir, today, options.migrations, leave ? "leave" : "put")
    try {
      const leftovers = leave ? 0 : await removeLeftovers(dataDir, database.rows, today())
      const disk = options.disk ?? (() => diskOf(dataDir))
      return storeOn(dataDir, database, unlock, today, leftovers, disk)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    unlock()
    return fail(error)
  }
}

function fail(error: unknown): never {
  throw told(error)
}

function storeOn(
  dataDir: string,
  database: ReturnType<typeof openDatabase>,
  unlock: () => void,
  today: () => string,
  leftovers: number,
  disk: () => Disk,
): NodeStore {
  const { rows, raw } = database
  const owed: Owed = new Set()
  let closed = false
  const room = (size: number): void => requireRoom(disk(), size)
  return {
    dataDir,
    leftovers,
    offline: offline(dataDir, database),
    ...rowOperations(rows, fail),
    putSubmission: async (submission) => {
      room(submission.container.size + (submission.record?.bytes.length ?? 0))
      return putSubmission(dataDir, rows, submission).catch(fail)
    },
    putConsent: async (statement, record) => {
      const mustPass = statement.body.action === "withdrawn" && statement.isSpare !== true // always taken (C10)
      if (!mustPass) room(record?.bytes.length ?? 0)
      return putConsent(dataDir, rows, statement, record).catch(fail)
    },
    putEntry: (entry, record) => putEntry(dataDir, rows, entry, record).catch(fail),
    putRecord: (record) => putRecord(dataDir, rows, record, today()).catch(fail),
    putDraft: async (subject, version, bytes, day) => {
      room(bytes.length)
      return putDraft(dataDir, rows, subject, version, bytes, day).catch(fail)
    },
    draft: (subject) => readDraft(dataDir, rows, subject).catch(fail),
    dropDraft: async (subject) => {
      await dropDraft(dataDir, rows, subject, today()).catch(fail)
    },
    dropDraftsBefore: (day) => dropDraftsBefore(dataDir, rows, day, today()).catch(fail),
    putReply: (subject, number, bytes, day) =>
      putReply(dataDir, rows, subject, number, bytes, day).catch(fail),
    replies: (subject) => readReplies(dataDir, rows, subject).catch(fail),
    erase: (due, statements) => erase(dataDir, database, due, statements, today(), owed).catch(fail),
    rebuild: (rebuilt) => rebuild(dataDir, database, rebuilt, today(), owed).catch(fail),
    readContainer: async (root, from, to) => {
      const row = await contentOf(rows, root).catch(fail)
      if (row === undefined || row.state === "erased") throw new RangeError("no such container")
      if (!(from >= 0 && from <= to && to <= row.size)) throw new RangeError("not a range of this container")
      const header = hashedFile(dataDir, "headers", root)
      const body = hashedFile(dataDir, "containers", root)
      await Promise.all([requireSize(header, row.headerSize), requireSize(body, row.size - row.headerSize)])
      return read([
        { path: header, from, to: Math.min(to, row.headerSize) },
        { path: body, from: Math.max(0, from - row.headerSize), to: to - row.headerSize },
      ])
    },
    readRecord: async (sha256) => {
      const row = await recordOf(rows, sha256).catch(fail)
      if (row === undefined || row.state === "erased") return undefined
      const path = hashedFile(dataDir, "records", sha256)
      await requireSize(path, row.size)
      return { size: row.size, bytes: read([{ path, from: 0, to: row.size }]) }
    },
    putPart: async (id, part, bytes, day) => {
      room(part.size)
      return putPart(dataDir, rows, id, part, bytes, day).catch(fail)
    },
    readUpload: (id, count): Bytes => readUpload(dataDir, rows, id, count),
    dropUpload: (id) => dropUpload(dataDir, rows, id, today()).catch(fail),
    dropUploadsBefore: async (day) => {
      const dropped = await dropUploadsBefore(dataDir, rows, day, today()).catch(fail)
      database.turn()
      await sortAsides(dataDir, rows, today()) // an account that came again, or was erased, does not stay there
      await eraseOwed(rows, today(), owed).catch(fail)
      return dropped
    },
    logFile: (path) => readLogFile(dataDir, path),
    putLogFile: (path, bytes) => putLogFile(dataDir, path, bytes, today()).catch(fail),
    problems: (deep) => problems(dataDir, raw, rows, deep),
    close: async () => {
      if (closed) return
      closed = true
      database.close()
      unlock()
    },
  }
}
