// The SQL that takes the organisation's statements (PROTOCOL section 6): each console's own in an unbroken chain, those
// about a subject in her order, and sealed records that a `used` statement relies on.
import { and, eq, type SQL, sql } from "drizzle-orm"
import type { NewEntry, NewRecord, Store } from "./port.ts"
import { isConstraint, promiseOf, type Rows } from "./rows.ts"
import { records, statements, subjects } from "./schema.ts"
import { fresh, type Step, selected, together } from "./subject-rows.ts"

export type EntryOutcome = Awaited<ReturnType<Store["putEntry"]>>

/** The row of an entry, all but its turn. */
export function entryRow({ leaf, kind, note, day, promise, subject, console, custody }: NewEntry) {
  return {
    leaf,
    subject: subject ?? "",
    seq: console?.seq ?? 0,
    action: custody?.action ?? "",
    day,
    note,
    promise: promise ?? new Uint8Array(0),
    kind,
    console: console?.key ?? null,
    consoleSeq: console?.seq ?? null,
    relies: custody?.consent ?? null,
  }
}

/** The turn that the subject's next statement takes. */
export function nextTurn(subject: string, further = 0): SQL {
  return sql`coalesce((select turn from ${subjects} where subject = ${subject}), 0) + ${1 + further}`
}

/** What an entry would meet, by what is stored now; undefined if nothing stands in its way. */
export async function entryInTheWay(
  rows: Rows,
  { leaf, console }: NewEntry,
  record: NewRecord | null,
): Promise<EntryOutcome | undefined> {
  const promise = await promiseOf(rows, leaf)
  if (promise !== undefined) return { outcome: "repeated", promise }
  if (console !== null) {
    const [chain] = await rows.all<{ fits: number }>(sql`select ${follows(console)}
      and not exists (select 1 from ${statements} where console = ${console.key} and console_seq = ${console.seq}) fits`)
    if (chain?.fits !== 1) return { outcome: "gap" }
  }
  const [taken] = await rows
    .select({ sha256: records.sha256 })
    .from(records)
    .where(eq(records.sha256, record?.sha256 ?? ""))
  return taken === undefined ? undefined : { outcome: "foreign-root" }
}

/** Stores an entry's rows, all or none. */
export async function insertEntry(
  rows: Rows,
  entry: NewEntry,
  record: NewRecord | null,
): Promise<EntryOutcome> {
  const { leaf, subject, console } = entry
  const turn = subject === null ? null : nextTurn(subject)
  const where = console === null ? sql`true` : follows(console)
  const steps: Step[] = [
    rows
      .insert(statements)
      .select(selected(entryRow(entry), turn, where))
      .returning({ leaf: statements.leaf }),
  ]
  if (record !== null) {
    const { sha256, bytes } = record
    steps.push(rows.insert(records).values({ sha256, subject: subject ?? "", size: bytes.length, leaf }))
  }
  if (subject !== null)
    steps.push(
      rows
        .insert(subjects)
        .select(sql`select ${subject}, 1, null, null, null, null, 0, null, null where ${fresh(leaf)}`)
        .onConflictDoUpdate({ target: subjects.subject, set: { turn: sql`${subjects.turn} + 1` } }),
    )
  try {
    const [inserted] = await together(rows, steps)
    if ((inserted as readonly unknown[]).length === 1) return { outcome: "stored" }
  } catch (error) {
    if (!isConstraint(error)) throw error
    const met = await entryInTheWay(rows, entry, record)
    if (met === undefined) throw error
    return met
  }
  return { outcome: "gap" }
}

function follows({ key, seq, prev }: NonNullable<NewEntry["console"]>): SQL {
  if (seq === 0 || prev === null) return seq === 0 && prev === null ? sql`true` : sql`false`
  return sql`exists (select 1 from ${statements}
    where leaf = ${prev} and console = ${key} and console_seq = ${seq - 1})`
}

/** Whether a `used` statement relies on the consent statement that brought a record; over {@link records}. */
export const RELIED = sql`exists (select 1 from ${statements} c
  where c.relies = ${records.leaf} and c.kind = 'custody' and c.action = 'used')`

/** What is known of a record that comes back: only one that was erased, and that a `used` statement relies on, may. */
export async function returning(rows: Rows, sha256: string): Promise<"welcome" | "repeated" | "unknown"> {
  const [row] = await rows
    .select({ state: records.state, relied: sql<number>`${RELIED}` })
    .from(records)
    .where(eq(records.sha256, sha256))
  if (row?.state === "held") return "repeated"
  return row?.relied === 1 ? "welcome" : "unknown"
}

/** Marks a record as kept again. */
export async function holdAgain(rows: Rows, sha256: string): Promise<void> {
  await rows
    .update(records)
    .set({ state: "held" })
    .where(and(eq(records.sha256, sha256), eq(records.state, "erased")))
}
