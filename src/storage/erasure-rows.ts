// The SQL of erasing (PROTOCOL section 8, "Erasure"): what is due, and the step that marks it gone together with the
// statements that say so. Rows of what is erased stay, so that no root and no record is ever taken twice (C8).
import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm"
import { entryRow, nextTurn, RELIED } from "./entry-rows.ts"
import type { Due, NewEntry } from "./port.ts"
import { isConstraint, promiseOf, type Rows } from "./rows.ts"
import { contents, drafts, erasing, records, replies, statements, subjects } from "./schema.ts"
import { fresh, type Step, selected, together } from "./subject-rows.ts"

// Her own sealed records that nothing relies on; custody records stay, since they are how a use is shown.
const LOOSE = sql`${records.state} = 'held' and not ${RELIED}
  and exists (select 1 from ${statements} b where b.leaf = ${records.leaf} and b.kind = 'consent')`

/** As the port's `due`. */
export async function dueOn(rows: Rows, day: string, cooled: string, limit: number): Promise<Due[]> {
  const whole = await wholeSubjects(rows, day, cooled, limit)
  const left = limit - whole.length
  if (left <= 0) return whole
  const gone = new Set(whole.map((one) => one.subject))
  return [...whole, ...(await imported(rows, left, gone))]
}

interface WholeRow {
  readonly subject: string
  readonly now: string | null
  readonly cooled: string | null
  readonly kept: string
  readonly content: string
  readonly records: string
}

// Withdrawn for long enough, or with `"erase":"now"`, or past the month that content is kept to. A withdrawal of somebody
// of whom nothing else is known leaves nothing to erase.
async function wholeSubjects(rows: Rows, day: string, cooled: string, limit: number): Promise<Due[]> {
  const found = await rows.all<WholeRow>(sql`
    select u.subject, n.leaf as now, case when w.logged <= ${cooled} then w.leaf end as cooled, u.kept_leaf as kept,
      (select json_group_array(root) from (select root from ${contents}
        where ${contents.subject} = u.subject and ${contents.state} <> 'erased' order by root)) as content,
      (select json_group_array(sha256) from (select sha256 from ${records}
        where ${records.subject} = u.subject and ${LOOSE} order by sha256)) as records
    from ${subjects} u
    left join ${statements} w on w.leaf = u.withdrawal_leaf
    left join ${statements} n on n.leaf = u.withdrawal_now and n.logged is not null
    where u.erased = 0 and u.head_leaf is not null
      and (w.logged <= ${cooled} or n.leaf is not null or u.kept_until < ${day.slice(0, 7)})
    order by u.subject limit ${limit}`)
  return found.map((row) => {
    const withdrawal = row.now ?? row.cooled
    return {
      subject: row.subject,
      reason: withdrawal === null ? "expired" : "withdrawn",
      consent: withdrawal ?? row.kept,
      content: JSON.parse(row.content),
      records: JSON.parse(row.records),
    }
  })
}

// From the containers that are there to the statements that name them: of those, most were dropped long ago.
async function imported(rows: Rows, limit: number, except: ReadonlySet<string>): Promise<Due[]> {
  const found = await rows.all<{ subject: string; root: string; leaf: string }>(sql`
    select k.subject, k.root, k.leaf from ${contents} k
    where k.state <> 'erased' and exists (select 1 from ${statements} c
      where c.relies = k.leaf and c.subject = k.subject and c.kind = 'custody' and c.action = 'imported')
    order by k.root limit ${limit + except.size}`)
  return found
    .filter((row) => !except.has(row.subject))
    .slice(0, limit)
    .map(({ subject, root, leaf }) => ({
      subject,
      reason: "imported",
      consent: leaf,
      content: [root],
      records: [],
    }))
}

/**
 * As the port's `erase`, without bytes. Every step depends on the first statement being inserted by this very batch, which
 * depends on the erasure being due as it was told.
 * @param keys objects that are to be taken away afterwards, kept until {@link erasedKeys} are forgotten
 */
export async function eraseRows(
  rows: Rows,
  due: Due,
  entries: readonly NewEntry[],
  keys: readonly string[] = [],
): Promise<boolean> {
  const { subject, content } = due
  const [first] = entries
  if (first === undefined) throw new RangeError("an erasure without a statement")
  const now = fresh(first.leaf)
  const steps: Step[] = entries.map((entry, n) =>
    rows
      .insert(statements)
      .select(selected(entryRow(entry), nextTurn(subject, n), stillDue(due)))
      .returning({ leaf: statements.leaf }),
  )
  steps.push(
    rows
      .update(contents)
      .set({ state: "erased" })
      .where(and(eq(contents.subject, subject), inArray(contents.root, listed(content)), now)),
  )
  if (due.reason !== "imported")
    steps.push(
      rows
        .update(records)
        .set({ state: "erased" })
        .where(and(eq(records.subject, subject), inArray(records.sha256, listed(due.records)), now)),
      rows.delete(drafts).where(and(eq(drafts.subject, subject), now)),
      rows.delete(replies).where(and(eq(replies.subject, subject), now)),
    )
  if (keys.length > 0)
    steps.push(
      rows
        .insert(erasing)
        .select(sql`select value from json_each(${JSON.stringify(keys)}) where ${now}`)
        .onConflictDoNothing(),
    )
  const erased = due.reason === "imported" ? {} : { erased: true }
  steps.push(
    rows
      .update(subjects)
      .set({ turn: sql`${subjects.turn} + ${entries.length}`, ...erased })
      .where(and(eq(subjects.subject, subject), now)),
  )
  try {
    const [inserted] = await together(rows, steps)
    return (inserted as readonly unknown[]).length === 1
  } catch (error) {
    if (!isConstraint(error) || (await promiseOf(rows, first.leaf)) === undefined) throw error
    return false // it says what an earlier one said
  }
}

/** Keys of objects that an erasure has yet to take away. */
export async function erasedKeys(rows: Rows): Promise<string[]> {
  return (await rows.select().from(erasing)).map((row) => row.key)
}

export async function forgetKeys(rows: Rows, keys: readonly string[]): Promise<void> {
  await rows.delete(erasing).where(inArray(erasing.key, listed(keys)))
}

// A list as one parameter: D1 allows a hundred.
function listed(hashes: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(hashes)}))`
}

function stillDue({ subject, reason, consent, content, records: hashes }: Due): SQL {
  if (reason === "imported")
    return sql`exists (select 1 from ${contents} k join ${statements} c on c.relies = k.leaf
      where k.subject = ${subject} and k.leaf = ${consent} and k.root in ${listed(content)} and k.state <> 'erased'
        and c.subject = k.subject and c.kind = 'custody' and c.action = 'imported')`
  const because =
    reason === "expired"
      ? sql`kept_leaf = ${consent}`
      : sql`(withdrawal_leaf = ${consent} or withdrawal_now = ${consent})`
  const roots = counted(contents, ne(contents.state, "erased") as SQL, eq(contents.subject, subject))
  const loose = counted(records, LOOSE, eq(records.subject, subject))
  return sql`exists (select 1 from ${subjects} where subject = ${subject} and erased = 0 and ${because})
    and ${roots} = ${content.length} and ${loose} = ${hashes.length}`
}

function counted(table: typeof contents | typeof records, which: SQL, hers: SQL): SQL {
  return sql`(select count(*) from ${table} where ${hers} and ${which})`
}
