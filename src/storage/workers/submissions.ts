// Taking what comes with objects (PROTOCOL section 9): they are put into R2 first, then the rows are committed; only rows
// make it visible.
import type { R2Bucket } from "@cloudflare/workers-types"
import { entryInTheWay, insertEntry } from "../entry-rows.ts"
import type { AcceptedStatement, NewEntry, NewRecord, NewSubmission, Store, Stored } from "../port.ts"
import type { Rows } from "../rows.ts"
import { standingOf } from "../subject-rows.ts"
import { insertChange, insertSubmission, inTheWay } from "../submission-rows.ts"
import { containerKeys, recordKey } from "./keys.ts"
import { putBytes, putStream, remove } from "./objects.ts"

/** As the port's `putSubmission`. */
export async function putSubmission(
  rows: Rows,
  bucket: R2Bucket,
  submission: NewSubmission,
): Promise<Stored> {
  const known = await inTheWay(rows, submission)
  if (known !== undefined) return known
  const { statement, record, container } = submission
  const { header, body } = containerKeys(container.root, statement.leaf)
  // The body first: it is what can fail, and then there is nothing. After any other failure these objects stay, unclaimed:
  // a second request with the same statement may be about to claim the same ones.
  await putStream(bucket, body, container.body, container.size - container.header.length)
  await putBytes(bucket, header, container.header)
  const keys = [header, body, ...(await putRecords(bucket, statement.leaf, record))]
  const stored = await insertSubmission(rows, submission, container.header.length)
  return afterwards(rows, bucket, statement, stored, keys)
}

/** As the port's `putConsent`. */
export async function putConsent(
  rows: Rows,
  bucket: R2Bucket,
  statement: AcceptedStatement,
  record: NewRecord | null,
): Promise<Stored> {
  const known = await inTheWay(rows, { statement, record })
  if (known !== undefined) return known
  const keys = await putRecords(bucket, statement.leaf, record)
  return afterwards(rows, bucket, statement, await insertChange(rows, statement, record), keys)
}

/** As the port's `putEntry`. */
export async function putEntry(
  rows: Rows,
  bucket: R2Bucket,
  entry: NewEntry,
  record: NewRecord | null,
): ReturnType<Store["putEntry"]> {
  const known = await entryInTheWay(rows, entry, record)
  if (known !== undefined) return known
  const keys = await putRecords(bucket, entry.leaf, record)
  const stored = await insertEntry(rows, entry, record)
  if (stored.outcome === "foreign-root") await remove(bucket, keys)
  return stored
}

async function putRecords(bucket: R2Bucket, leaf: string, record: NewRecord | null): Promise<string[]> {
  if (record === null) return []
  const key = recordKey(record.sha256, leaf)
  await putBytes(bucket, key, record.bytes)
  return [key]
}

// Who has lost to another statement for good leaves nothing: no request can claim these objects any more. Who is only late
// may come again with the same statement, and may be about to.
async function afterwards(
  rows: Rows,
  bucket: R2Bucket,
  { body }: AcceptedStatement,
  stored: Stored,
  keys: readonly string[],
): Promise<Stored> {
  const { outcome } = stored
  const lost =
    outcome === "foreign-root" ||
    (outcome === "late" && ((await standingOf(rows, body.subject)).head?.seq ?? -1) >= body.seq)
  if (lost) await remove(bucket, keys)
  return stored
}
