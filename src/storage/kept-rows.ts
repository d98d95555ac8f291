// The SQL of sealed drafts and replies: which bytes stand, by subject. A draft is replaced by a later one and goes by its
// day; a reply stays for good.
import { and, asc, eq, lt, sql } from "drizzle-orm"
import { isConstraint, type Rows } from "./rows.ts"
import { drafts, replies, subjects } from "./schema.ts"

/** A sealed file of a subject; `number` is a reply's, or a draft's version. */
export interface KeptRow {
  readonly subject: string
  readonly number: number
  readonly sha256: string
  readonly size: number
}

const DRAFT = {
  subject: drafts.subject,
  number: drafts.version,
  sha256: drafts.sha256,
  size: drafts.size,
}
const REPLY = {
  subject: replies.subject,
  number: replies.number,
  sha256: replies.sha256,
  size: replies.size,
}

export async function draftOf(rows: Rows, subject: string): Promise<KeptRow | undefined> {
  const [row] = await rows.select(DRAFT).from(drafts).where(eq(drafts.subject, subject))
  return row
}

/** Enters a draft if its version is later than what stands. */
export async function replaceDraft(
  rows: Rows,
  { subject, number: version, sha256, size }: KeptRow,
  day: string,
): Promise<"stored" | "repeated" | "older"> {
  const [replaced] = await rows.batch([
    rows
      .insert(drafts)
      .values({ subject, version, sha256, size, day })
      .onConflictDoUpdate({
        target: drafts.subject,
        set: { version, sha256, size, day },
        setWhere: sql`${drafts.version} < excluded.version`,
      })
      .returning({ version: drafts.version }),
  ])
  if (replaced.length === 1) return "stored"
  const stands = await draftOf(rows, subject)
  return stands?.number === version && stands.sha256 === sha256 ? "repeated" : "older"
}

/** Takes a draft's row out, if it was last saved before `day`. @returns what it told */
export async function deleteDraft(rows: Rows, subject: string, day = "9"): Promise<KeptRow | undefined> {
  const [[row]] = await rows.batch([
    rows
      .delete(drafts)
      .where(and(eq(drafts.subject, subject), lt(drafts.day, day)))
      .returning(DRAFT),
  ])
  return row
}

export async function draftsBefore(rows: Rows, day: string): Promise<string[]> {
  const all = await rows.select({ subject: drafts.subject }).from(drafts).where(lt(drafts.day, day))
  return all.map((row) => row.subject)
}

export async function replyOf(rows: Rows, subject: string, number: number): Promise<KeptRow | undefined> {
  const [row] = await rows
    .select(REPLY)
    .from(replies)
    .where(and(eq(replies.subject, subject), eq(replies.number, number)))
  return row
}

/** Enters a reply, unless its subject was erased. */
export async function insertReply(
  rows: Rows,
  { subject, number, sha256, size }: KeptRow,
  day: string,
): Promise<"stored" | "repeated" | "conflict" | "erased"> {
  try {
    const [inserted] = await rows.batch([
      rows
        .insert(replies)
        .select(
          sql`select ${subject}, ${number}, ${sha256}, ${size}, ${day}
            where not exists (select 1 from ${subjects} where subject = ${subject} and erased = 1)`,
        )
        .returning({ number: replies.number }),
    ])
    return inserted.length === 1 ? "stored" : "erased"
  } catch (error) {
    const stands = isConstraint(error) ? await replyOf(rows, subject, number) : undefined
    if (stands === undefined) throw error
    return stands.sha256 === sha256 ? "repeated" : "conflict"
  }
}

export async function repliesOf(rows: Rows, subject: string): Promise<KeptRow[]> {
  return rows.select(REPLY).from(replies).where(eq(replies.subject, subject)).orderBy(asc(replies.number))
}

/** Every draft, by subject. */
export async function everyDraft(rows: Rows): Promise<KeptRow[]> {
  return rows.select(DRAFT).from(drafts).orderBy(asc(drafts.subject))
}

/** Every reply, by subject and number. */
export async function everyReply(rows: Rows): Promise<KeptRow[]> {
  return rows.select(REPLY).from(replies).orderBy(asc(replies.subject), asc(replies.number))
}
