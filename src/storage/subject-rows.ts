// The SQL of a subject's order (PROTOCOL section 5, C2): every statement that names her takes the next turn, in one batch
// with what follows from it. Of two that were judged at one turn, one is stored.
import { and, asc, eq, getTableColumns, type SQL, sql } from "drizzle-orm"
import type { BatchItem } from "drizzle-orm/batch"
import type { AcceptedStatement, Standing, SubjectStatement } from "./port.ts"
import { promised, type Rows } from "./rows.ts"
import { contents, records, statements, subjects } from "./schema.ts"

/** One step of a batch. */
export type Step = BatchItem<"sqlite">

/** Runs steps as one batch. @returns what each gave back */
export async function together(rows: Rows, steps: readonly Step[]): Promise<unknown[]> {
  return rows.batch(steps as [Step, ...Step[]])
}

/** A statement's row. */
export type StatementRow = typeof statements.$inferInsert

const COLUMNS = Object.keys(getTableColumns(statements)) as (keyof StatementRow)[]

/** `select` of a statement's row from values, for an insert that depends on a condition. `turn` may be SQL. */
export function selected(row: Omit<StatementRow, "turn">, turn: SQL | number | null, where: SQL): SQL {
  const values = COLUMNS.map((name) => (name === "turn" ? sql`${turn}` : sql`${row[name] ?? null}`))
  return sql`select ${sql.join(values, sql`, `)} where ${where}`
}

export async function standingOf(rows: Rows, subject: string): Promise<Standing> {
  const [row] = await rows.select().from(subjects).where(eq(subjects.subject, subject))
  if (row === undefined) return { turn: 0, head: null, withdrawal: null, erased: false, kept: null }
  const { turn, headLeaf, headSeq, withdrawalLeaf, withdrawalNow, erased, keptLeaf, keptUntil } = row
  return {
    turn,
    head: headLeaf === null || headSeq === null ? null : { leaf: headLeaf, seq: headSeq },
    withdrawal: withdrawalLeaf === null ? null : { leaf: withdrawalLeaf, now: withdrawalNow },
    erased,
    kept: keptLeaf === null || keptUntil === null ? null : { leaf: keptLeaf, until: keptUntil },
  }
}

export function standingColumns({ turn, head, withdrawal, erased, kept }: Standing) {
  return {
    turn,
    headLeaf: head?.leaf ?? null,
    headSeq: head?.seq ?? null,
    withdrawalLeaf: withdrawal?.leaf ?? null,
    withdrawalNow: withdrawal?.now ?? null,
    erased,
    keptLeaf: kept?.leaf ?? null,
    keptUntil: kept?.until ?? null,
  }
}

/** Inserts a consent statement where its subject stands as it was judged; gives its leaf back if it did. */
export function insertConsent(rows: Rows, statement: AcceptedStatement) {
  const { leaf, note, promise, day, body, movesHead, after } = statement
  const { subject, seq, action } = body
  const headSeq = movesHead ? seq : null
  const given = promise ?? new Uint8Array(0)
  const row = { leaf, subject, seq, headSeq, action, day, note, promise: given, kind: "consent" } as const
  const insert = rows.insert(statements)
  const inserted =
    after.turn === 1
      ? insert.values({ ...row, turn: 1 })
      : insert.select(selected(row, after.turn, stands(subject, after.turn - 1)))
  return inserted.returning({ leaf: statements.leaf })
}

/** Moves the subject on; the last step of a batch. The very first time, a row that is there undoes the batch. */
export function moveSubject(rows: Rows, { body: { subject }, after }: AcceptedStatement): Step {
  const columns = standingColumns(after)
  if (after.turn === 1) return rows.insert(subjects).values({ subject, ...columns })
  return rows
    .update(subjects)
    .set(columns)
    .where(and(eq(subjects.subject, subject), eq(subjects.turn, after.turn - 1)))
}

/** Whether this very batch inserted the statement: its subject has not been moved on yet. */
export function fresh(leaf: string): SQL {
  return sql`exists (select 1 from ${statements} s left join ${subjects} u on u.subject = s.subject
    where s.leaf = ${leaf} and s.turn = coalesce(u.turn, 0) + 1)`
}

function stands(subject: string, turn: number): SQL {
  return sql`exists (select 1 from ${subjects} where ${subjects.subject} = ${subject} and ${subjects.turn} = ${turn})`
}

export async function ownerOf(rows: Rows, hash: string): Promise<string | undefined> {
  const [roots, hashes] = await rows.batch([
    rows.select({ subject: contents.subject }).from(contents).where(eq(contents.root, hash)),
    rows.select({ subject: records.subject }).from(records).where(eq(records.sha256, hash)),
  ])
  return (roots[0] ?? hashes[0])?.subject
}

export async function statementsOf(rows: Rows, subject: string): Promise<SubjectStatement[]> {
  const all = await rows
    .select({
      leaf: statements.leaf,
      note: statements.note,
      promise: statements.promise,
      kind: statements.kind,
      position: statements.position,
    })
    .from(statements)
    .where(and(eq(statements.subject, subject), sql`${statements.turn} is not null`))
    .orderBy(asc(statements.turn))
  return all.map((row) => ({ ...row, promise: promised(row.promise) }))
}
