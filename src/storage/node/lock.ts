// One process to a data folder. The lock is SQLite's on a file of its own, held by the operating system for as long as
// the process lives: a killed one leaves nothing to clean up.
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { told } from "./errors.ts"

const AT_ONCE_MS = 500 // two that start at the same moment stand in each other's way: without patience, neither gets it

/**
 * Takes the folder. Nothing else in this process may open and close the lock's file: POSIX would let the lock go.
 * @returns lets it go
 * @throws {StoreError} `busy` if another process, or another store in this one, has it
 */
export function lock(data: string): () => void {
  const path = join(data, "lock.db")
  let database: Database.Database | undefined
  try {
    closeSync(openSync(path, "ax", 0o600))
  } catch {
    // It is there already, perhaps locked.
  }
  try {
    database = new Database(path, { timeout: AT_ONCE_MS })
    database.pragma("journal_mode = MEMORY") // no second file, with an hour of its own
    database.exec("BEGIN EXCLUSIVE")
  } catch (error) {
    database?.close()
    throw told(error)
  }
  return () => database.close()
}
