// The SQL that takes what a subject states (PROTOCOL section 5, C2, C8, C10): one batch, so that constraints say who came
// first, on D1 as on SQLite. Whether a statement is signed and allowed was judged before, by where its subject stood.
import { and, eq, ne, type SQL, sql } from "drizzle-orm"
import type { SQLiteColumn } from "drizzle-orm/sqlite-core"
import type { AcceptedStatement, NewRecord, NewSubmission, Stored } from "./port.ts"
import { isConstraint, promised, type Rows } from "./rows.ts"
import { contents, records, statements, subjects } from "./schema.ts"
import { fresh, insertConsent, moveSubject, type Step, together } from "./subject-rows.ts"

/** A statement and the hashes that it is the first to name. */
export interface Arriving {
  readonly statement: AcceptedStatement
  readonly record: NewRecord | null
  readonly container?: { readonly root: string; readonly size: number }
}

/** What a statement would meet, by what is stored now; undefined if nothing stands in its way. */
export async function inTheWay(rows: Rows, arriving: Arriving): Promise<Stored | undefined> {
  const { statement, record, container } = arriving
  const known = meetings.get(rows) ?? prepareMeeting(rows)
  meetings.set(rows, known)
  const [met] = await known.all({
    leaf: statement.leaf,
    subject: statement.body.subject,
    root: container?.root ?? "",
    sha256: record?.sha256 ?? "",
  })
  if (met === undefined) throw new Error("a question without an answer")
  if (met.promise !== null) return { outcome: "repeated", promise: promised(met.promise) }
  if ((met.turn ?? 0) !== statement.after.turn - 1) return { outcome: "late" }
  return met.root !== null || met.sha256 !== null ? { outcome: "foreign-root" } : undefined
}

// One question, written once for each database: it is asked twice for every submission, and having drizzle write it anew
// takes longer than the answer.
const meetings = new WeakMap<Rows, ReturnType<typeof prepareMeeting>>()

function prepareMeeting(rows: Rows) {
  const { placeholder } = sql
  const one = <T>(column: SQLiteColumn, where: SQL, name: string): SQL.Aliased<T | null> =>
    sql`(select ${column} from ${column.table} where ${where})`
      .mapWith((value) => column.mapFromDriverValue(value) as T)
      .as(name)
  return rows
    .select({
      promise: one<Uint8Array>(statements.promise, eq(statements.leaf, placeholder("leaf")), "promise"),
      turn: one<number>(subjects.turn, eq(subjects.subject, placeholder("subject")), "turn"),
      root: one<string>(contents.root, eq(contents.root, placeholder("root")), "root"),
      sha256: one<string>(records.sha256, eq(records.sha256, placeholder("sha256")), "sha256"),
    })
    .from(sql`(select 1)`)
    .prepare()
}

/** Stores a submission's rows, all or none. */
export function insertSubmission(rows: Rows, submission: NewSubmission, headerSize: number): Promise<Stored> {
  const { statement, container } = submission
  const { leaf, day, body, after } = statement
  const { root, size } = container
  const state = after.withdrawal === null ? "held" : "withdrawn"
  const content = { root, subject: body.subject, size, headerSize, day, state, leaf } as const
  return insertArriving(rows, submission, [rows.insert(contents).values(content)])
}

/** Stores the rows of a statement without a container, all or none. */
export function insertChange(
  rows: Rows,
  statement: AcceptedStatement,
  record: NewRecord | null,
): Promise<Stored> {
  const { leaf, body, after } = statement
  const state = after.withdrawal === null ? "held" : "withdrawn"
  const changed = rows
    .update(contents)
    .set({ state })
    .where(and(eq(contents.subject, body.subject), ne(contents.state, "erased"), fresh(leaf)))
  const stops = body.action === "withdrawn" || body.action === "reinstated"
  return insertArriving(rows, { statement, record }, stops ? [changed] : [])
}

// The statement is inserted only where its subject stands as it was judged. If it is not, rows that name it fail by their
// foreign key, and the other steps find nothing to change. So one batch decides, without a transaction held open.
async function insertArriving(rows: Rows, arriving: Arriving, steps: readonly Step[]): Promise<Stored> {
  const { statement, record } = arriving
  const { leaf, body } = statement
  const row = record && { sha256: record.sha256, subject: body.subject, size: record.bytes.length, leaf }
  try {
    const [inserted] = await together(rows, [
      insertConsent(rows, statement),
      ...(row === null ? [] : [rows.insert(records).values(row)]),
      ...steps,
      moveSubject(rows, statement),
    ])
    if ((inserted as readonly unknown[]).length === 1) return { outcome: "stored" }
  } catch (error) {
    if (!isConstraint(error)) throw error
    const met = await inTheWay(rows, arriving)
    if (met === undefined) throw error
    return met
  }
  return (await inTheWay(rows, arriving)) ?? { outcome: "late" }
}

/** Gives a statement that has no promise its own. */
export async function insertPromise(rows: Rows, leaf: string, promise: Uint8Array): Promise<void> {
  const none = new Uint8Array(0)
  await rows
    .update(statements)
    .set({ promise })
    .where(and(eq(statements.leaf, leaf), eq(statements.promise, none)))
}
