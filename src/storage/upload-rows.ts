// The SQL of uploads: which parts have arrived, of which bytes, and on which day the last one came.
import { and, asc, eq, lt, sql, sum } from "drizzle-orm"
import type { UploadedPart } from "./port.ts"
import { isConstraint, type Rows } from "./rows.ts"
import { drafts, uploadParts, uploads } from "./schema.ts"

/** Enters a part that has arrived. `conflict` and `repeated` are told by what stands there. */
export async function insertPart(
  rows: Rows,
  id: string,
  part: UploadedPart,
  day: string,
): Promise<"stored" | "repeated" | "conflict"> {
  try {
    await rows.batch([
      rows
        .insert(uploads)
        .values({ id, day })
        .onConflictDoUpdate({ target: uploads.id, set: { day: sql`max(${uploads.day}, excluded.day)` } }),
      rows.insert(uploadParts).values({ id, n: part.n, size: part.size, sha256: part.sha256 }),
    ])
    return "stored"
  } catch (error) {
    const stands = isConstraint(error) ? await partOf(rows, id, part.n) : undefined
    if (stands === undefined) throw error
    return samePart(stands, part) ? "repeated" : "conflict"
  }
}

export function samePart(a: UploadedPart, b: UploadedPart): boolean {
  return a.sha256 === b.sha256 && a.size === b.size
}

const PART = { n: uploadParts.n, size: uploadParts.size, sha256: uploadParts.sha256 }

export async function partOf(rows: Rows, id: string, n: number): Promise<UploadedPart | undefined> {
  const [row] = await rows
    .select(PART)
    .from(uploadParts)
    .where(and(eq(uploadParts.id, id), eq(uploadParts.n, n)))
  return row
}

export async function partsOf(rows: Rows, id: string): Promise<UploadedPart[]> {
  return rows.select(PART).from(uploadParts).where(eq(uploadParts.id, id)).orderBy(asc(uploadParts.n))
}

export async function deleteUpload(rows: Rows, id: string): Promise<void> {
  await rows.batch([
    rows.delete(uploadParts).where(eq(uploadParts.id, id)),
    rows.delete(uploads).where(eq(uploads.id, id)),
  ])
}

export async function uploadsBefore(rows: Rows, day: string): Promise<string[]> {
  const all = await rows.select({ id: uploads.id }).from(uploads).where(lt(uploads.day, day))
  return all.map((row) => row.id)
}

/** Bytes of parts and drafts, which share one quota. */
export async function sumOfParts(rows: Rows): Promise<number> {
  const [parts, kept] = await rows.batch([
    rows.select({ bytes: sum(uploadParts.size).mapWith(Number) }).from(uploadParts),
    rows.select({ bytes: sum(drafts.size).mapWith(Number) }).from(drafts),
  ])
  return (parts[0]?.bytes ?? 0) + (kept[0]?.bytes ?? 0)
}

export async function uploadIds(rows: Rows): Promise<string[]> {
  const all = await rows.select({ id: uploads.id }).from(uploads).orderBy(asc(uploads.id))
  return all.map((row) => row.id)
}
