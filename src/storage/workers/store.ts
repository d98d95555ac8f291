// The store of a Worker: D1 for rows, R2 for bytes. Objects are named by hash and by the statement that brought them, so
// that of two writers none can touch what the other's row claims. Node has ../node/store.ts.
import type { D1Database, R2Bucket } from "@cloudflare/workers-types"
import type { Bytes } from "../../core/chunks.ts"
import { sha256Of } from "../hashing.ts"
import type { NewSubmission, Store, Stored, UploadedPart } from "../port.ts"
import {
  charterNotes,
  contentOf,
  holdingOf,
  holdingsAfter,
  insertCharter,
  pendingAfter,
  promiseOf,
  type Rows,
  recordOf,
  rowsOf,
} from "../rows.ts"
import { insertSubmission, inTheWay } from "../submission-rows.ts"
import {
  deleteUpload,
  insertPart,
  partOf,
  partsOf,
  samePart,
  sumOfParts,
  uploadsBefore,
} from "../upload-rows.ts"
import { told } from "./errors.ts"
import { containerKeys, logKey, partKey, recordKey } from "./keys.ts"
import { putBytes, putStream, readObjects } from "./objects.ts"
import { problems } from "./problems.ts"

/** A store over the two bindings; its migrations are applied when it is deployed. */
export function openWorkersStore(database: D1Database, bucket: R2Bucket): Store {
  const rows = rowsOf(database)
  const dropUpload = async (id: string): Promise<void> => {
    const keys = (await partsOf(rows, id)).map((part) => partKey(id, part))
    await deleteUpload(rows, id)
    await remove(bucket, keys)
  }
  return {
    charters: () => charterNotes(rows),
    putCharter: async (version, note) =>
      insertCharter(rows, { version, hash: await sha256Of(note), note }).catch(fail),
    promiseFor: (leaf) => promiseOf(rows, leaf),
    putSubmission: (submission) => putSubmission(rows, bucket, submission).catch(fail),
    holdings: (after, limit) => holdingsAfter(rows, after, limit),
    holding: async (root) => {
      const row = await contentOf(rows, root)
      return row && holdingOf(row)
    },
    readContainer: async (root, from, to) => {
      const row = await contentOf(rows, root)
      if (row === undefined || row.state === "erased") throw new RangeError("no such container")
      if (!(from >= 0 && from <= to && to <= row.size)) throw new RangeError("not a range of this container")
      const { header, body } = containerKeys(root, row.leaf)
      return readObjects(bucket, [
        { key: header, from, to: Math.min(to, row.headerSize) },
        { key: body, from: Math.max(0, from - row.headerSize), to: to - row.headerSize },
      ])
    },
    readRecord: async (sha256) => {
      const row = await recordOf(rows, sha256)
      if (row === undefined) return undefined
      const key = recordKey(sha256, row.leaf)
      return { size: row.size, bytes: readObjects(bucket, [{ key, from: 0, to: row.size }]) }
    },
    pending: (after, limit) => pendingAfter(rows, after, limit),
    putPart: (id, part, bytes, day) => putPart(rows, bucket, id, part, bytes, day).catch(fail),
    parts: (id) => partsOf(rows, id),
    readUpload: (id, count): Bytes => readUpload(rows, bucket, id, count),
    dropUpload,
    dropUploadsBefore: async (day) => {
      const ids = await uploadsBefore(rows, day)
      for (const id of ids) await dropUpload(id)
      return ids.length
    },
    uploadBytes: () => sumOfParts(rows),
    logFile: async (path) => {
      const object = await bucket.get(logKey(path))
      return object === null ? undefined : new Uint8Array(await object.arrayBuffer())
    },
    putLogFile: (path, bytes) => putBytes(bucket, logKey(path), bytes),
    problems: (deep) => problems(rows, bucket, deep),
    close: async () => {},
  }
}

function fail(error: unknown): never {
  throw told(error)
}

async function putSubmission(rows: Rows, bucket: R2Bucket, submission: NewSubmission): Promise<Stored> {
  const known = await inTheWay(rows, submission)
  if (known !== undefined) return known
  const { statement, record, container } = submission
  const { header, body } = containerKeys(container.root, statement.leaf)
  const keys = [header, body]
  if (record !== null) keys.push(recordKey(record.sha256, statement.leaf))
  // The body first: it is what can fail, and then there is nothing. After any other failure these objects stay, unclaimed:
  // a second request with the same statement may be about to claim the same ones.
  await putStream(bucket, body, container.body, container.size - container.header.length)
  await putBytes(bucket, header, container.header)
  if (record !== null) await putBytes(bucket, recordKey(record.sha256, statement.leaf), record.bytes)
  const stored = await insertSubmission(rows, submission, container.header.length)
  // Who has lost to another statement has lost for good, so no request can claim them any more.
  if (stored.outcome === "head-moved" || stored.outcome === "foreign-root") await remove(bucket, keys)
  return stored
}

async function putPart(
  rows: Rows,
  bucket: R2Bucket,
  id: string,
  part: UploadedPart,
  bytes: Uint8Array,
  day: string,
): Promise<"stored" | "repeated" | "conflict"> {
  const before = await partOf(rows, id, part.n)
  if (before !== undefined) return samePart(before, part) ? "repeated" : "conflict"
  const key = partKey(id, part)
  await putBytes(bucket, key, bytes)
  const outcome = await insertPart(rows, id, part, day)
  if (outcome === "conflict") await remove(bucket, [key])
  return outcome
}

async function* readUpload(
  rows: Rows,
  bucket: R2Bucket,
  id: string,
  count: number,
): AsyncGenerator<Uint8Array> {
  const parts = await partsOf(rows, id)
  for (let n = 0; n < count; n++) {
    const part = parts[n]
    if (part?.n !== n) throw new Error("a part of the upload has not arrived")
    yield* readObjects(bucket, [{ key: partKey(id, part), from: 0, to: part.size }])
  }
}

async function remove(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) await bucket.delete(keys.slice(at, at + 1000)) // R2's most in one call
}
