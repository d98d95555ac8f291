// The journal of a data folder: emptied when all is quiet, because it holds pages in the order of their arrival and, after an
// erasure, rows that are gone; where somebody is reading, tried again until it can be.
import { statSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { expect, test } from "vitest"
import { openDatabase } from "../../src/storage/node/database.ts"
import { insertSubmission } from "../../src/storage/submission-rows.ts"
import { DAY, makeSubmission } from "./made.ts"
import { newFolder } from "./places.ts"

test("is emptied as soon as nobody reads it any more", { timeout: 60_000 }, async () => {
  const folder = newFolder()
  const { rows, close } = openDatabase(folder, () => DAY)
  const journal = (): number => statSync(join(folder, "cairn.db-wal")).size
  const reader = new BetterSqlite3(join(folder, "cairn.db"), { readonly: true })
  reader.exec("BEGIN")
  reader.prepare("SELECT count(*) FROM statements").get()
  await insertSubmission(rows, await makeSubmission(), 10)
  await new Promise((resolve) => setTimeout(resolve, 8000)) // quiet, and it waits five seconds for the reader itself
  expect(journal()).toBeGreaterThan(0)
  reader.exec("COMMIT")
  await expect.poll(journal, { timeout: 30_000 }).toBe(0)
  reader.close()
  close()
})
