// The SQL of putting a store in order offline (`cairn log rebuild`, `cairn restore`): every statement in the order it counts,
// statements that were lost put back, and what follows from them written anew. One process, nobody served meanwhile.
import { and, asc, eq, isNotNull, isNull, notInArray, type SQL, sql } from "drizzle-orm"
import type { LogHead, Standing } from "./port.ts"
import type { Rows } from "./rows.ts"
import { contents, drafts, log, records, replies, statements, subjects } from "./schema.ts"
import { type StatementRow, type Step, standingColumns, together } from "./subject-rows.ts"

/** A statement as it is stored, in the order in which it counts: leaves by their index, then what is pending. */
export interface Stored {
  readonly leaf: string
  readonly note: Uint8Array
  readonly promise: Uint8Array
  readonly day: string
  readonly position: number | null
  readonly logged: string | null
  readonly turn: number | null
}

/** What follows from one statement for its own row. */
export type Derived = Pick<
  StatementRow,
  "leaf" | "subject" | "seq" | "headSeq" | "action" | "kind" | "turn" | "console" | "consoleSeq" | "relies"
>

/** A container or record by its hash, and the statement that named it first. */
export interface Named {
  readonly hash: string
  readonly subject: string
  readonly leaf: string
  readonly size: number
  readonly state: "held" | "withdrawn" | "erased"
  /** The day of acceptance of the statement. */
  readonly day: string
}

/** All that follows from the statements of a store. */
export interface Consequences {
  readonly statements: readonly Derived[]
  readonly subjects: ReadonlyMap<string, Standing>
  readonly contents: readonly Named[]
  readonly records: readonly Named[]
}

const PAGE = 1000

/** Leaves by index, then pending ones by their subject's order. */
export async function* everyStatement(rows: Rows): AsyncGenerator<Stored> {
  const { leaf, note, promise, day, position, logged, turn } = statements
  const columns = { leaf, note, promise, day, position, logged, turn }
  for (let from = 0; ; from += PAGE) {
    const page = await rows
      .select(columns)
      .from(statements)
      .where(and(isNotNull(position), sql`${position} >= ${from} and ${position} < ${from + PAGE}`))
      .orderBy(asc(position))
    yield* page
    if (page.length === 0) break
  }
  yield* await rows.select(columns).from(statements).where(isNull(position)).orderBy(asc(turn), asc(leaf))
}

/**
 * Writes down statements that are not there, and the places of those that are.
 * @throws {Error} for a position that another statement has, or another position of one that has its own
 */
export async function putBack(rows: Rows, back: readonly Omit<Stored, "turn">[]): Promise<void> {
  for (const { leaf, note, promise, day, position, logged } of back) {
    const row = { leaf, note, promise, day, position, logged, subject: "", seq: 0, action: "" }
    await together(rows, [
      rows.insert(statements).values(row).onConflictDoNothing({ target: statements.leaf }),
      rows
        .update(statements)
        .set({ position, logged })
        .where(and(eq(statements.leaf, leaf), isNull(statements.position))),
      // A promise that was lost with the rest.
      rows
        .update(statements)
        .set({ promise })
        .where(and(eq(statements.leaf, leaf), isEmpty(statements.promise))),
    ])
  }
}

function isEmpty(column: typeof statements.promise): SQL {
  return sql`length(${column}) = 0`
}

/**
 * Writes what follows from the statements, in one batch, in place of what stood there. Rows of containers and records keep
 * the sizes of their files; what nothing names goes.
 */
export async function writeConsequences(rows: Rows, all: Consequences): Promise<void> {
  const steps: Step[] = [rows.delete(subjects), rows.update(statements).set({ headSeq: null, turn: null })]
  for (const { leaf, ...derived } of all.statements)
    steps.push(rows.update(statements).set(derived).where(eq(statements.leaf, leaf)))
  for (const [subject, standing] of all.subjects) {
    steps.push(rows.insert(subjects).values({ subject, ...standingColumns(standing) }))
    if (standing.erased)
      for (const table of [drafts, replies]) steps.push(rows.delete(table).where(eq(table.subject, subject)))
  }
  for (const { hash: root, subject, leaf, size, state, day } of all.contents)
    steps.push(
      rows
        .insert(contents)
        .values({ root, subject, leaf, size, state, day, headerSize: 0 })
        .onConflictDoUpdate({ target: contents.root, set: { subject, leaf, state } }),
    )
  for (const { hash: sha256, subject, leaf, size, state } of all.records) {
    const kept = state === "erased" ? "erased" : "held"
    steps.push(
      rows
        .insert(records)
        .values({ sha256, subject, leaf, size, state: kept })
        .onConflictDoUpdate({ target: records.sha256, set: { subject, leaf, state: kept } }),
    )
  }
  steps.push(
    rows.delete(contents).where(notInArray(contents.root, listed(all.contents))),
    rows.delete(records).where(notInArray(records.sha256, listed(all.records))),
  )
  await together(rows, steps)
}

function listed(all: readonly Named[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(all.map(({ hash }) => hash))}))`
}

/** The size of a container's header, once its file is there. */
export async function setHeaderSize(rows: Rows, root: string, headerSize: number): Promise<void> {
  await rows.update(contents).set({ headerSize }).where(eq(contents.root, root))
}

/** Puts the log's one row where the leaves end. */
export async function setHead(rows: Rows, { placed, day, size, checkpoint }: LogHead): Promise<void> {
  await rows.update(log).set({ placed, day, size, checkpoint })
}
