// The SQL that takes a submission (PROTOCOL section 5, C1, C2, C8): insert-only and one batch, so that constraints say
// who came first, on D1 as on SQLite. Whether a statement is signed and allowed was judged before.
import { and, eq, type SQL, sql } from "drizzle-orm"
import type { NewSubmission, Stored } from "./port.ts"
import { isConstraint, promiseOf, type Rows } from "./rows.ts"
import { contents, records, statements } from "./schema.ts"

/** What a submission would meet, by what is stored now; undefined if nothing stands in its way. */
export async function inTheWay(rows: Rows, submission: NewSubmission): Promise<Stored | undefined> {
  const { statement, record, container } = submission
  const promise = await promiseOf(rows, statement.leaf)
  if (promise !== undefined) return { outcome: "repeated", promise }
  const { subject, seq, prev } = statement.body
  const [taken, before, root, sha256] = await rows.batch([
    rows
      .select({ leaf: statements.leaf })
      .from(statements)
      .where(and(eq(statements.subject, subject), eq(statements.headSeq, seq))),
    rows
      .select({ leaf: statements.leaf })
      .from(statements)
      .where(follows(subject, seq, prev ?? "")),
    rows.select({ root: contents.root }).from(contents).where(eq(contents.root, container.root)),
    rows
      .select({ sha256: records.sha256 })
      .from(records)
      .where(eq(records.sha256, record?.sha256 ?? "")),
  ])
  if (taken.length > 0 || (seq > 0 && before.length === 0)) return { outcome: "head-moved" }
  return root.length > 0 || sha256.length > 0 ? { outcome: "foreign-root" } : undefined
}

/**
 * Stores a submission's rows, all or none. A statement is inserted only where its predecessor stands; if it is not, the
 * rows that name it fail by their foreign key. So one batch decides, without a transaction held open across awaits.
 */
export async function insertSubmission(
  rows: Rows,
  submission: NewSubmission,
  headerSize: number,
): Promise<Stored> {
  const { statement, record, container } = submission
  const { leaf, day, note, promise, body } = statement
  const { subject, seq } = body
  const content = { root: container.root, subject, size: container.size, headerSize, day, leaf }
  const columns = {
    leaf,
    subject,
    seq,
    headSeq: seq,
    action: body.action,
    day,
    note,
    promise,
    position: null,
  }
  const first = rows.insert(statements)
  const inserted =
    seq === 0
      ? first.values(columns)
      : first.select(
          sql`select ${leaf}, ${subject}, ${seq}, ${seq}, ${body.action}, ${day}, ${note}, ${promise}, null
              where exists (select 1 from ${statements} where ${follows(subject, seq, body.prev ?? "")})`,
        )
  const named = rows.insert(contents).values({ ...content, state: "held" })
  try {
    if (record === null) await rows.batch([inserted, named])
    else {
      const { sha256, bytes } = record
      await rows.batch([
        inserted,
        named,
        rows.insert(records).values({ sha256, subject, size: bytes.length, leaf }),
      ])
    }
    return { outcome: "stored" }
  } catch (error) {
    if (!isConstraint(error)) throw error
    const met = await inTheWay(rows, submission)
    if (met === undefined) throw error
    return met
  }
}

function follows(subject: string, seq: number, prev: string): SQL | undefined {
  return and(eq(statements.leaf, prev), eq(statements.subject, subject), eq(statements.headSeq, seq - 1))
}
