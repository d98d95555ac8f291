// Erasing objects (PROTOCOL section 8, "Erasure"): after the rows that say so. Their keys stand in a table until they are
// gone, so that what a Worker did not finish is finished before anything else is due.
import type { R2Bucket } from "@cloudflare/workers-types"
import { erasedKeys, eraseRows, forgetKeys } from "../erasure-rows.ts"
import type { Due, NewEntry, Rebuilt } from "../port.ts"
import { rebuildRows } from "../rebuild-rows.ts"
import { contentOf, type Rows, recordOf } from "../rows.ts"
import { containerKeys, keptPrefix, recordKey } from "./keys.ts"
import { listed, remove } from "./objects.ts"

/** As the port's `erase`. */
export async function erase(
  rows: Rows,
  bucket: R2Bucket,
  due: Due,
  statements: readonly NewEntry[],
): Promise<boolean> {
  const { subject, content, records, reason } = due
  const keys = await keysOf(rows, content, records)
  if (reason !== "imported") keys.push(keptPrefix("drafts", subject), keptPrefix("replies", subject))
  if (!(await eraseRows(rows, due, statements, keys))) return false
  await finishErasures(rows, bucket)
  return true
}

/** As the port's `rebuild`. What is brought back, and the log says was erased, goes again. */
export async function rebuild(rows: Rows, bucket: R2Bucket, rebuilt: Rebuilt): Promise<void> {
  await rebuildRows(rows, rebuilt)
  const loose: string[] = []
  for (const hash of rebuilt.erased) if ((await recordOf(rows, hash))?.state === "erased") loose.push(hash)
  await remove(bucket, await keysOf(rows, rebuilt.erased, loose))
  for (const { subject, standing } of rebuilt.subjects)
    if (standing.erased)
      for (const kind of ["drafts", "replies"] as const)
        for await (const key of listed(bucket, keptPrefix(kind, subject))) await remove(bucket, [key])
}

async function keysOf(rows: Rows, content: readonly string[], records: readonly string[]): Promise<string[]> {
  const keys: string[] = []
  for (const root of content) {
    const row = await contentOf(rows, root)
    if (row !== undefined) keys.push(...Object.values(containerKeys(root, row.leaf)))
  }
  for (const sha256 of records) {
    const row = await recordOf(rows, sha256)
    if (row !== undefined) keys.push(recordKey(sha256, row.leaf))
  }
  return keys
}

/** Takes away what erasures have left, this one's and those that were cut off. */
export async function finishErasures(rows: Rows, bucket: R2Bucket): Promise<void> {
  const keys = await erasedKeys(rows)
  for (const key of keys) {
    if (!key.endsWith(".")) continue
    const all: string[] = []
    for await (const one of listed(bucket, key)) all.push(one)
    await remove(bucket, all)
  }
  await remove(
    bucket,
    keys.filter((key) => !key.endsWith(".")),
  )
  if (keys.length > 0) await forgetKeys(rows, keys)
}
