// The SQL of those who walk a whole store in pages of rows: `fsck`, a backup, the sweep at start.
import { asc, count, eq, gt, sql } from "drizzle-orm"
import { CONTENT, type ContentRow, RECORD, type RecordRow, type Rows } from "./rows.ts"
import { contents, records, statements } from "./schema.ts"

/** Statements that brought a container of which no row tells. */
export async function statementsWithoutContent(rows: Rows): Promise<string[]> {
  const all = await rows
    .select({ leaf: statements.leaf, contents: count(contents.root) })
    .from(statements)
    .leftJoin(contents, eq(contents.leaf, statements.leaf))
    .where(sql`${statements.kind} = 'consent' and ${statements.action} in ('given', 'added')`)
    .groupBy(statements.leaf)
    .having(({ contents: n }) => eq(n, 0))
    .orderBy(asc(statements.leaf))
  return all.map((row) => row.leaf)
}

/** Every content row after `after`, in pages, for what walks the whole store. */
export async function contentsAfter(rows: Rows, after: string, limit: number): Promise<ContentRow[]> {
  return rows
    .select(CONTENT)
    .from(contents)
    .where(gt(contents.root, after))
    .orderBy(asc(contents.root))
    .limit(limit)
}

export async function recordsAfter(rows: Rows, after: string, limit: number): Promise<RecordRow[]> {
  return rows
    .select(RECORD)
    .from(records)
    .where(gt(records.sha256, after))
    .orderBy(asc(records.sha256))
    .limit(limit)
}

/** Every container's row, by root. */
export function everyContent(rows: Rows): AsyncGenerator<ContentRow> {
  return paged(
    (after) => contentsAfter(rows, after, PAGE),
    (row) => row.root,
  )
}

/** Every record's row, by hash. */
export function everyRecord(rows: Rows): AsyncGenerator<RecordRow> {
  return paged(
    (after) => recordsAfter(rows, after, PAGE),
    (row) => row.sha256,
  )
}

const PAGE = 200

async function* paged<Row>(
  page: (after: string) => Promise<readonly Row[]>,
  key: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let after = ""; ; ) {
    const some = await page(after)
    yield* some
    const last = some.at(-1)
    if (last === undefined) return
    after = key(last)
  }
}
