// The SQL that makes the derived tables anew from the log (`cairn log rebuild`, `cairn restore`): places, turns, where each
// subject stands, and what of her content is held. What follows from the leaves was judged by the caller, with core's rules.
import { and, eq, inArray, not, type SQL, sql } from "drizzle-orm"
import { RELIED } from "./entry-rows.ts"
import { hexOf } from "./hashing.ts"
import { objects } from "./log-rows.ts"
import type { Rebuilt, RebuiltStatement } from "./port.ts"
import { isConstraint, type Rows } from "./rows.ts"
import { contents, drafts, log, records, replies, statements, subjects } from "./schema.ts"
import { type Step, standingColumns, together } from "./subject-rows.ts"

/**
 * As the port's `rebuild`, without bytes. One batch, whose last step undoes it unless every place is taken and every
 * statement that names a subject has its turn.
 * @throws {Error} if what is told is not the whole log and all that waits
 */
export async function rebuildRows(rows: Rows, { day, ...told }: Rebuilt): Promise<void> {
  const placed = told.statements.filter((one) => one.position !== null).length
  const erasedSubjects = rows
    .select({ subject: subjects.subject })
    .from(subjects)
    .where(eq(subjects.erased, true))
  const steps: Step[] = [
    rows.update(statements).set({ position: null, logged: null, turn: null, headSeq: null }),
    ...objects(told.statements.map((one) => [one.leaf, JSON.stringify(valuesOf(one))])).map((json) =>
      replaceStatements(rows, json),
    ),
    rows.delete(subjects),
    ...objects(told.subjects.map((one) => [one.subject, JSON.stringify(standingValues(one.standing))])).map(
      (json) => rows.insert(subjects).select(standingsIn(json)),
    ),
    rows.update(contents).set({ state: contentState(told.erased) }),
    rows
      .update(records)
      .set({ state: "erased" })
      .where(and(inArray(records.sha256, listed(told.erased)), not(RELIED))),
    rows.delete(drafts).where(inArray(drafts.subject, erasedSubjects)),
    rows.delete(replies).where(inArray(replies.subject, erasedSubjects)),
    rows.update(log).set({ placed: sql`case when ${whole(placed)} then ${placed} end`, day }),
  ]
  try {
    await together(rows, steps)
  } catch (error) {
    if (!isConstraint(error)) throw error
    throw new Error("not the whole log and all that waits", { cause: error })
  }
}

// A statement that is here keeps its day and its promise; one that is not has neither, and comes with its bytes.
function valuesOf(one: RebuiltStatement): unknown[] {
  const { subject, seq, headSeq, action, note, position, kind, turn, logged, console, relies } = one
  const bytes = note === null ? null : hexOf(note)
  const chain = console === null ? [null, null] : [console.key, console.seq]
  return [
    subject ?? "",
    seq,
    headSeq,
    action,
    logged ?? "",
    bytes,
    position,
    kind,
    turn,
    logged,
    ...chain,
    relies,
  ]
}

function replaceStatements(rows: Rows, json: string): Step {
  const at = (n: number): SQL => sql.raw(`json_extract(j.value, '$[${n}]')`)
  const row = sql`select j.key, ${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)},
    coalesce(unhex(${at(5)}), (select note from ${statements} where leaf = j.key)), x'',
    ${at(6)}, ${at(7)}, ${at(8)}, ${at(9)}, ${at(10)}, ${at(11)}, ${at(12)}
    from json_each(${json}) as j where true`
  return rows
    .insert(statements)
    .select(row)
    .onConflictDoUpdate({
      target: statements.leaf,
      set: {
        headSeq: sql`excluded.head_seq`,
        position: sql`excluded.position`,
        turn: sql`excluded.turn`,
        logged: sql`excluded.logged`,
      },
    })
}

const STANDING = [
  ...["turn", "headLeaf", "headSeq", "withdrawalLeaf", "withdrawalNow"],
  ...["erased", "keptLeaf", "keptUntil"],
] as const satisfies readonly string[]

function standingValues(standing: Rebuilt["subjects"][number]["standing"]): unknown[] {
  const columns: Record<string, unknown> = standingColumns(standing)
  return STANDING.map((name) => (name === "erased" ? Number(columns[name]) : columns[name]))
}

function standingsIn(json: string): SQL {
  const values = STANDING.map((_, n) => sql.raw(`json_extract(j.value, '$[${n}]')`))
  return sql`select j.key, ${sql.join(values, sql`, `)} from json_each(${json}) as j where true`
}

function contentState(erased: readonly string[]): SQL {
  return sql`case when ${contents.root} in ${listed(erased)} then 'erased'
    when exists (select 1 from ${subjects} u where u.subject = ${contents.subject} and u.withdrawal_leaf is not null)
    then 'withdrawn' else 'held' end`
}

function whole(placed: number): SQL {
  return sql`(select count(position) = ${placed} and min(position) = 0 and max(position) = ${placed - 1}
    and sum(subject <> '' and turn is null) = 0 from ${statements})`
}

// As one parameter. A megabyte of it is 15 000 hashes, which D1 can still take; Node has no such limit.
function listed(hashes: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(hashes)}))`
}
