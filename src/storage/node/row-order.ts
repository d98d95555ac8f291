// The order in which rows lie in the database's pages. Rows are found by hash, but SQLite appends each to whatever page it
// belongs to, so within a page the youngest lies last: who reads the raw file would learn who came after whom. VACUUM writes
// every page anew, in the order of keys.
import type BetterSqlite3 from "better-sqlite3"

// Past it, writing all pages anew would hold the server up for seconds, and VACUUM's copy, which is kept in memory so that
// no second file tells of it, would not fit. It is about 100 000 accounts; SECURITY.md says what then shows.
const MOST = 256 * 1024 * 1024

/** Owns the mark of whether the rows lie in order, which is kept in the file itself: a killed process must not lose it. */
export class RowOrder {
  readonly #raw: BetterSqlite3.Database
  readonly #most: number
  #inOrder: boolean

  /** @param most bytes of the largest database that is put in order */
  constructor(raw: BetterSqlite3.Database, most = MOST) {
    this.#raw = raw
    this.#most = most
    this.#inOrder = raw.pragma("user_version", { simple: true }) === IN_ORDER
    raw.pragma("temp_store = MEMORY")
  }

  /** Call inside each transaction that writes: with what it writes, the mark goes. */
  lost(): void {
    if (this.#inOrder) this.#raw.pragma("user_version = 0")
    this.#inOrder = false
  }

  /**
   * Puts the rows in order, if anything was written since they last were. Never inside a transaction: on one connection
   * SQLite itself refuses that, and the group's transactions begin and end without a pause.
   * @returns whether they are in order now; a full disk or another process that reads may be in the way
   */
  put(): boolean {
    if (this.#inOrder) return true
    if (this.#raw.inTransaction) return false
    const size = this.#pragma("page_count") * this.#pragma("page_size")
    if (size > this.#most) return false
    try {
      this.#raw.exec("VACUUM")
      this.#raw.pragma(`user_version = ${IN_ORDER}`)
    } catch {
      return false // nothing is lost by waiting: the mark stays away, and the next turn tries again
    }
    this.#inOrder = true
    return true
  }

  #pragma(name: string): number {
    return Number(this.#raw.pragma(name, { simple: true }))
  }
}

const IN_ORDER = 1 // as the file's user_version, which nothing else here uses
