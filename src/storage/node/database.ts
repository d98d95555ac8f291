// The SQLite file of a data folder: its settings, its migrations, and its times. Its tables are in ../schema.ts.
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { migrate } from "drizzle-orm/better-sqlite3/migrator"
import { type Rows, rowsOf } from "../rows.ts"
import { dateAll } from "./days.ts"
import { grouped } from "./group.ts"
import { RowOrder } from "./row-order.ts"

export const DATABASE = "cairn.db"
const MIGRATIONS = join(import.meta.dirname, "../../../drizzle")
const QUIET = 1000 // milliseconds without a commit after which the journal is emptied

export interface OpenDatabase {
  readonly raw: BetterSqlite3.Database
  readonly rows: Rows
  /** Empties the journal now: what was erased from the rows is in no file any more. */
  forget(): void
  /** To be called now and then: once a day that brought something is over, its rows are put in order. */
  turn(): void
  /** Puts the rows in order and closes. */
  close(): void
}

/**
 * Opens the database and brings its tables up to date.
 * @param today the day that its files are given as their time
 * @param order whether rows are put in order, or left as they lie for somebody who only looks
 */
export function openDatabase(
  data: string,
  today: () => string,
  migrations = MIGRATIONS,
  order: "put" | "leave" = "put",
): OpenDatabase {
  const path = join(data, DATABASE)
  const files = [path, `${path}-wal`, `${path}-shm`, data]
  closeSync(openSync(path, "a", 0o600)) // SQLite would make it readable to all; its other files copy its mode
  const raw = new BetterSqlite3(path, { timeout: 5000 })
  try {
    prepare(raw, migrations)
  } catch (error) {
    raw.close()
    throw error
  }

  // The journal holds pages in the order they were written, which is the order of arrival: it is emptied when all is quiet.
  // Where it cannot be, on a full disk, it is tried again: it holds nothing that is lost by waiting, and the server goes on.
  let quiet: NodeJS.Timeout | undefined
  const later = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(empty, QUIET).unref()
  }
  const empty = (): void => {
    try {
      // It says so, and does not throw, where somebody is reading.
      const [{ busy } = { busy: 1 }] = raw.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[]
      if (busy !== 0) later()
    } catch {
      later()
    }
    dateAll(files, today())
  }
  const rowOrder = new RowOrder(raw, order === "put" ? undefined : 0)
  let since = today()
  const turn = (): void => {
    if (today() === since || !rowOrder.put()) return
    since = today()
    empty()
  }
  const look = raw.prepare("SELECT 1 FROM sqlite_schema LIMIT 1")
  const committed = (): void => {
    // A first read after a commit writes a mark into the -shm file. Read now, so that later reads do not date themselves.
    look.get()
    dateAll(files, today())
    later()
  }
  rowOrder.put() // a process that was killed left them as they came
  empty()
  return {
    raw,
    rows: rowsOf(grouped(raw, committed, () => rowOrder.lost())),
    turn,
    forget: empty,
    close: () => {
      rowOrder.put()
      empty()
      clearTimeout(quiet)
      raw.close()
      dateAll(files, today())
    },
  }
}

function prepare(raw: BetterSqlite3.Database, migrations: string): void {
  raw.pragma("journal_mode = WAL")
  raw.pragma("synchronous = FULL")
  raw.pragma("secure_delete = ON")
  // Off while migrating: inside a migration's transaction it cannot be turned off, and a table that is made anew would
  // take the rows that refer to it with it.
  raw.pragma("foreign_keys = OFF")
  migrate(drizzle(raw), { migrationsFolder: migrations })
  const broken = raw.pragma("foreign_key_check") as unknown[]
  if (broken.length > 0) throw new Error("the migrations left rows that refer to nothing")
  raw.pragma("foreign_keys = ON")
}
