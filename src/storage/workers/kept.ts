// Sealed drafts, replies and records that come back, as objects named by the hash of their bytes too: of two writers none
// can touch what the other's row claims.
import type { R2Bucket } from "@cloudflare/workers-types"
import { holdAgain, returning } from "../entry-rows.ts"
import { sha256Of } from "../hashing.ts"
import {
  deleteDraft,
  draftOf,
  draftsBefore,
  insertReply,
  replaceDraft,
  repliesOf,
  replyOf,
} from "../kept-rows.ts"
import type { Kept, NewRecord, Store } from "../port.ts"
import { type Rows, recordOf } from "../rows.ts"
import { keptKey, keptPrefix, recordKey } from "./keys.ts"
import { listed, putBytes, readObject, remove } from "./objects.ts"

/** As the port's `putDraft`. */
export async function putDraft(
  rows: Rows,
  bucket: R2Bucket,
  subject: string,
  version: number,
  bytes: Uint8Array,
  day: string,
): ReturnType<Store["putDraft"]> {
  const row = { subject, number: version, sha256: await sha256Of(bytes), size: bytes.length }
  const stands = await draftOf(rows, subject)
  if (stands !== undefined && stands.number >= version) return replaceDraft(rows, row, day) // says why not
  const key = keptKey("drafts", row)
  await putBytes(bucket, key, bytes)
  const outcome = await replaceDraft(rows, row, day)
  if (outcome === "stored") await removeDrafts(bucket, subject, version - 1)
  if (outcome === "older") await remove(bucket, [key])
  return outcome
}

// Only versions that are over: a later one may be about to be claimed.
async function removeDrafts(bucket: R2Bucket, subject: string, until: number): Promise<void> {
  const prefix = keptPrefix("drafts", subject)
  const over: string[] = []
  for await (const key of listed(bucket, prefix))
    if (Number(key.slice(prefix.length).split(".")[0]) <= until) over.push(key)
  await remove(bucket, over)
}

/** As the port's `draft`. */
export async function readDraft(rows: Rows, bucket: R2Bucket, subject: string): Promise<Kept | undefined> {
  const row = await draftOf(rows, subject)
  return row && { number: row.number, bytes: await readObject(bucket, keptKey("drafts", row)) }
}

/** As the port's `dropDraft`. @param before only one that was last saved before this day */
export async function dropDraft(
  rows: Rows,
  bucket: R2Bucket,
  subject: string,
  before?: string,
): Promise<number> {
  const row = await deleteDraft(rows, subject, before)
  if (row === undefined) return 0
  await removeDrafts(bucket, subject, row.number)
  return 1
}

/** As the port's `dropDraftsBefore`. */
export async function dropDraftsBefore(rows: Rows, bucket: R2Bucket, day: string): Promise<number> {
  let dropped = 0
  for (const subject of await draftsBefore(rows, day)) dropped += await dropDraft(rows, bucket, subject, day)
  return dropped
}

/** As the port's `putReply`. */
export async function putReply(
  rows: Rows,
  bucket: R2Bucket,
  subject: string,
  number: number,
  bytes: Uint8Array,
  day: string,
): ReturnType<Store["putReply"]> {
  const row = { subject, number, sha256: await sha256Of(bytes), size: bytes.length }
  if ((await replyOf(rows, subject, number)) !== undefined) return insertReply(rows, row, day) // says which
  const key = keptKey("replies", row)
  await putBytes(bucket, key, bytes)
  const outcome = await insertReply(rows, row, day)
  if (outcome === "conflict" || outcome === "erased") await remove(bucket, [key])
  return outcome
}

/** As the port's `replies`. */
export async function readReplies(rows: Rows, bucket: R2Bucket, subject: string): Promise<Kept[]> {
  const all = await repliesOf(rows, subject)
  return Promise.all(
    all.map(async (row) => ({
      number: row.number,
      bytes: await readObject(bucket, keptKey("replies", row)),
    })),
  )
}

/** As the port's `putRecord`. */
export async function putRecord(
  rows: Rows,
  bucket: R2Bucket,
  { sha256, bytes }: NewRecord,
): ReturnType<Store["putRecord"]> {
  const known = await returning(rows, sha256)
  if (known !== "welcome") return known
  const row = await recordOf(rows, sha256)
  if (row?.size !== bytes.length) return "unknown"
  await putBytes(bucket, recordKey(sha256, row.leaf), bytes)
  await holdAgain(rows, sha256)
  return "stored"
}
