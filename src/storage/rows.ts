// The SQL of a store, over D1's interface, which Node's adapter gives to better-sqlite3: the same statements decide on
// both. Here: charters, containers, records and pending statements. No bytes of containers pass.
import { and, asc, eq, gt, gte, isNull, ne, sql } from "drizzle-orm"
import { type AnyD1Database, type DrizzleD1Database, drizzle } from "drizzle-orm/d1"
import type { Holding, PendingStatement } from "./port.ts"
import { charters, contents, log, policies, records, statements } from "./schema.ts"

export type Rows = DrizzleD1Database

/** What an adapter needs to find a container's bytes. */
export interface ContentRow extends Holding {
  readonly headerSize: number
  readonly leaf: string
}

export interface RecordRow {
  readonly sha256: string
  readonly size: number
  readonly leaf: string | null
  readonly state: "held" | "erased"
}

/** A database with D1's interface, ready for the functions below. */
export function rowsOf(database: unknown): Rows {
  return drizzle(database as AnyD1Database)
}

/** The columns of a {@link ContentRow}. */
export const CONTENT = {
  subject: contents.subject,
  root: contents.root,
  size: contents.size,
  headerSize: contents.headerSize,
  day: contents.day,
  state: contents.state,
  leaf: contents.leaf,
}

/** The columns of a {@link RecordRow}. */
export const RECORD = {
  sha256: records.sha256,
  size: records.size,
  leaf: records.leaf,
  state: records.state,
}

/** Whether `error`, or what caused it, is a constraint that said no: SQLite and D1 use the same words. */
export function isConstraint(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (/constraint failed/i.test(at.message)) return true
  return false
}

export async function charterNotes(rows: Rows): Promise<Uint8Array[]> {
  const all = await rows.select({ note: charters.note }).from(charters).orderBy(asc(charters.version))
  return all.map((row) => row.note)
}

/** @throws {Error} if other bytes stand as this version: charters never change */
export async function insertCharter(
  rows: Rows,
  charter: { version: number; hash: string; note: Uint8Array },
): Promise<void> {
  await rows.insert(charters).values(charter).onConflictDoNothing()
  const [stands] = await rows
    .select({ hash: charters.hash })
    .from(charters)
    .where(eq(charters.version, charter.version))
  if (stands?.hash !== charter.hash) throw new Error("another charter stands as this version")
}

export async function policyOf(rows: Rows, sha256: string): Promise<Uint8Array | undefined> {
  const [row] = await rows.select({ bytes: policies.bytes }).from(policies).where(eq(policies.sha256, sha256))
  return row?.bytes
}

export async function insertPolicy(rows: Rows, sha256: string, bytes: Uint8Array): Promise<void> {
  await rows.insert(policies).values({ sha256, bytes }).onConflictDoNothing()
}

/** A promise's column as the port tells of it: where there is none, it is empty. */
export function promised(promise: Uint8Array): Uint8Array | null {
  return promise.length === 0 ? null : promise
}

export async function promiseOf(rows: Rows, leaf: string): Promise<Uint8Array | null | undefined> {
  const known = promises.get(rows) ?? preparePromise(rows)
  promises.set(rows, known)
  const [row] = await known.all({ leaf })
  return row && promised(row.promise)
}

const promises = new WeakMap<Rows, ReturnType<typeof preparePromise>>() // asked for every submission: written once

function preparePromise(rows: Rows) {
  return rows
    .select({ promise: statements.promise })
    .from(statements)
    .where(eq(statements.leaf, sql.placeholder("leaf")))
    .prepare()
}

export async function holdingsAfter(rows: Rows, after: string, limit: number): Promise<Holding[]> {
  const all = await rows
    .select(CONTENT)
    .from(contents)
    .where(and(gt(contents.root, after), ne(contents.state, "erased")))
    .orderBy(asc(contents.root))
    .limit(limit)
  return all.map(holdingOf)
}

export async function contentOf(rows: Rows, root: string): Promise<ContentRow | undefined> {
  const [row] = await rows.select(CONTENT).from(contents).where(eq(contents.root, root))
  return row
}

/** A row as the port tells of it. */
export function holdingOf({ subject, root, size, day, state }: ContentRow): Holding {
  return { subject, root, size, day, state }
}

export async function recordOf(rows: Rows, sha256: string): Promise<RecordRow | undefined> {
  const [row] = await rows.select(RECORD).from(records).where(eq(records.sha256, sha256))
  return row
}

/**
 * As the port's `pending`: what waits for its place, and what has it in a part of the log that is not served, as while
 * witnesses are away. The plus keeps SQLite from looking for the latter among all leaves.
 */
export async function pendingAfter(rows: Rows, after: string, limit: number): Promise<PendingStatement[]> {
  const { leaf, note, promise, position, kind } = statements
  const columns = { leaf, note, promise }
  const [waiting, unserved] = await rows.batch([
    rows
      .select(columns)
      .from(statements)
      .where(and(gt(leaf, after), isNull(position)))
      .orderBy(asc(leaf))
      .limit(limit),
    rows
      .select(columns)
      .from(statements)
      .where(
        and(gte(position, sql`(select ${log.size} from ${log})`), sql`+${leaf} > ${after}`, ne(kind, "tick")),
      )
      .orderBy(sql`+${leaf}`)
      .limit(limit),
  ])
  const all = [...waiting, ...unserved].sort((a, b) => (a.leaf < b.leaf ? -1 : 1)).slice(0, limit)
  return all.map((row) => ({ ...row, promise: promised(row.promise) }))
}
