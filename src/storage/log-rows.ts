// The SQL of the log (PROTOCOL section 8): its one row, and the step that gives pending statements their places for good.
// Leaves, positions and notes go into a batch as JSON, thousands to a statement: D1 allows few statements in one.
import { and, asc, eq, gte, lt, type SQL, sql } from "drizzle-orm"
import { hexOf } from "./hashing.ts"
import type { Batch, LogHead, Stopped } from "./port.ts"
import { isConstraint, type Rows } from "./rows.ts"
import { log, statements, stopped } from "./schema.ts"
import { type Step, together } from "./subject-rows.ts"

const ID = 1 // of the only row
const JSON_MAX = 1024 * 1024 // characters of JSON in one statement; D1 allows 2 MB in a value

export async function headOf(rows: Rows): Promise<LogHead | undefined> {
  const [row] = await rows
    .select({ placed: log.placed, day: log.day, size: log.size, checkpoint: log.checkpoint })
    .from(log)
  return row
}

/** @throws {Error} if another log was begun here */
export async function startLog(
  rows: Rows,
  { leaf, note }: { leaf: string; note: Uint8Array },
  day: string,
  checkpoint: Uint8Array,
): Promise<void> {
  const charter = { leaf, subject: "", seq: 0, action: "", day, note, promise: new Uint8Array(0) }
  try {
    await rows.batch([
      rows.insert(statements).values({ ...charter, kind: "charter", position: 0, logged: day }),
      rows.insert(log).values({ id: ID, placed: 1, day, size: 1, checkpoint }),
    ])
  } catch (error) {
    if (!isConstraint(error)) throw error
    const [first] = await rows
      .select({ leaf: statements.leaf })
      .from(statements)
      .where(eq(statements.position, 0))
    if (first?.leaf !== leaf) throw new Error("another log was begun here", { cause: error })
  }
}

/**
 * As the port's `placeBatch`. Every step depends on `placed`, and the last one moves it: to null, which is refused and
 * undoes the batch, unless the new positions are all there.
 * @throws {Error} if a leaf is not pending, or the positions have a gap
 */
export async function placeBatch(rows: Rows, batch: Batch): Promise<boolean> {
  const { from, day, places, made } = batch
  const count = places.length + made.length
  const unmoved = sql`exists (select 1 from ${log} where placed = ${from})`
  const steps: Step[] = []
  // By leaf, as the rows lie. The plus keeps SQLite from beginning with all that is pending, for each of these anew.
  const sorted = places.toSorted((a, b) => (a.leaf < b.leaf ? -1 : 1))
  for (const json of objects(sorted.map((one) => [one.leaf, `${one.position}`])))
    steps.push(
      rows
        .update(statements)
        .set({ position: sql`j.value`, logged: day })
        .from(sql`json_each(${json}) as j`)
        .where(sql`${statements.leaf} = j.key and +${statements.position} is null and ${unmoved}`),
    )
  for (const json of objects(made.map((one) => [one.leaf, `[${one.position},"${hexOf(one.note)}"]`])))
    steps.push(rows.insert(statements).select(tick(json, day, unmoved)))
  const whole = sql`(select count(*) = ${count} and min(position) = ${from} and max(position) = ${from + count - 1}
    from ${statements} where position >= ${from})`
  steps.push(
    rows
      .update(log)
      .set({ placed: sql`case when ${whole} then ${from + count} end`, day })
      .where(eq(log.placed, from))
      .returning({ placed: log.placed }),
  )
  try {
    const moved = (await together(rows, steps)).at(-1)
    return (moved as readonly unknown[]).length === 1
  } catch (error) {
    if (!isConstraint(error)) throw error
    throw new Error("a batch that does not fit what is pending", { cause: error })
  }
}

// A tick's row: in the order of the table's columns.
function tick(json: string, day: string, where: SQL): SQL {
  return sql`select j.key, '', 0, null, '', ${day}, unhex(json_extract(j.value, '$[1]')), x'',
    json_extract(j.value, '$[0]'), 'tick', null, ${day}, null, null, null
    from json_each(${json}) as j where ${where}`
}

/** JSON objects of these pairs, whose values are JSON, none much longer than {@link JSON_MAX}. */
export function objects(pairs: readonly (readonly [key: string, value: string])[]): string[] {
  const all: string[] = []
  let some: string[] = []
  let length = 0
  for (const [key, value] of pairs) {
    const one = `"${key}":${value}`
    if (length + one.length > JSON_MAX && some.length > 0) {
      all.push(`{${some.join(",")}}`)
      some = []
      length = 0
    }
    some.push(one)
    length += one.length + 1
  }
  if (some.length > 0) all.push(`{${some.join(",")}}`)
  return all
}

export async function positionOf(rows: Rows, leaf: string): Promise<number | null | undefined> {
  const [row] = await rows
    .select({ position: statements.position })
    .from(statements)
    .where(eq(statements.leaf, leaf))
  return row?.position
}

export async function leavesBetween(rows: Rows, from: number, to: number): Promise<Uint8Array[]> {
  const all = await rows
    .select({ note: statements.note })
    .from(statements)
    .where(and(gte(statements.position, from), lt(statements.position, to)))
    .orderBy(asc(statements.position))
  return all.map((row) => row.note)
}

export async function replaceHead(
  rows: Rows,
  old: number,
  next: { readonly size: number; readonly checkpoint: Uint8Array },
): Promise<boolean> {
  const { size, checkpoint } = next
  const [moved] = await rows.batch([
    rows.update(log).set({ size, checkpoint }).where(eq(log.size, old)).returning({ size: log.size }),
  ])
  return moved.length === 1
}

export async function stoppedOf(rows: Rows): Promise<Stopped | undefined> {
  const [row] = await rows.select({ reason: stopped.reason, checkpoint: stopped.checkpoint }).from(stopped)
  return row
}

export async function setStopped(rows: Rows, why: Stopped | undefined): Promise<void> {
  if (why === undefined) {
    await rows.delete(stopped)
    return
  }
  const { reason, checkpoint } = why
  await rows
    .insert(stopped)
    .values({ id: ID, reason, checkpoint })
    .onConflictDoUpdate({ target: stopped.id, set: { reason, checkpoint } })
}
