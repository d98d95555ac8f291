// The store of a Worker: D1 for rows, R2 for bytes. Objects are named by hash and by the statement that brought them, so
// that of two writers none can touch what the other's row claims. Node has ../node/store.ts.
import type { D1Database, R2Bucket } from "@cloudflare/workers-types"
import type { Bytes } from "../../core/chunks.ts"
import { dueOn } from "../erasure-rows.ts"
import type { Store, UploadedPart } from "../port.ts"
import { rowOperations } from "../row-store.ts"
import { contentOf, type Rows, recordOf, rowsOf } from "../rows.ts"
import { deleteUpload, insertPart, partOf, partsOf, samePart, uploadsBefore } from "../upload-rows.ts"
import { erase, finishErasures, rebuild } from "./erasing.ts"
import { told } from "./errors.ts"
import { dropDraft, dropDraftsBefore, putDraft, putRecord, putReply, readDraft, readReplies } from "./kept.ts"
import { containerKeys, logKey, partKey, recordKey } from "./keys.ts"
import { putBytes, readObjects, remove } from "./objects.ts"
import { problems } from "./problems.ts"
import { putConsent, putEntry, putSubmission } from "./submissions.ts"

/** A store over the two bindings; its migrations are applied when it is deployed. */
export function openWorkersStore(database: D1Database, bucket: R2Bucket): Store {
  const rows = rowsOf(database)
  const dropUpload = async (id: string): Promise<void> => {
    const keys = (await partsOf(rows, id)).map((part) => partKey(id, part))
    await deleteUpload(rows, id)
    await remove(bucket, keys)
  }
  return {
    ...rowOperations(rows, fail),
    putSubmission: (submission) => putSubmission(rows, bucket, submission).catch(fail),
    putConsent: (statement, record) => putConsent(rows, bucket, statement, record).catch(fail),
    putEntry: (entry, record) => putEntry(rows, bucket, entry, record).catch(fail),
    putRecord: (record) => putRecord(rows, bucket, record).catch(fail),
    putDraft: (subject, version, bytes, day) =>
      putDraft(rows, bucket, subject, version, bytes, day).catch(fail),
    draft: (subject) => readDraft(rows, bucket, subject).catch(fail),
    dropDraft: async (subject) => {
      await dropDraft(rows, bucket, subject).catch(fail)
    },
    dropDraftsBefore: (day) => dropDraftsBefore(rows, bucket, day).catch(fail),
    putReply: (subject, number, bytes, day) =>
      putReply(rows, bucket, subject, number, bytes, day).catch(fail),
    replies: (subject) => readReplies(rows, bucket, subject).catch(fail),
    due: async (day, cooled, limit) => {
      await finishErasures(rows, bucket).catch(fail)
      return dueOn(rows, day, cooled, limit).catch(fail)
    },
    rebuild: (rebuilt) => rebuild(rows, bucket, rebuilt).catch(fail),
    erase: (due, statements) => erase(rows, bucket, due, statements).catch(fail),
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
      if (row === undefined || row.state === "erased") return undefined
      const key = recordKey(sha256, row.leaf)
      return { size: row.size, bytes: readObjects(bucket, [{ key, from: 0, to: row.size }]) }
    },
    putPart: (id, part, bytes, day) => putPart(rows, bucket, id, part, bytes, day).catch(fail),
    readUpload: (id, count): Bytes => readUpload(rows, bucket, id, count),
    dropUpload,
    dropUploadsBefore: async (day) => {
      const ids = await uploadsBefore(rows, day)
      for (const id of ids) await dropUpload(id)
      return ids.length
    },
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
