// What a backup is made of (PROTOCOL section 8, "Erasure"): a copy of the rows as they are at one moment, and the names of
// the files that they claim. Works beside a running server: files never change, and whatever a row names was synced first.
import { closeSync, openSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join, relative } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { everyContent, everyRecord } from "../every-row.ts"
import { everyReply } from "../kept-rows.ts"
import { rowsOf } from "../rows.ts"
import { DATABASE } from "./database.ts"
import { grouped } from "./group.ts"
import { hashedFile, keptFile } from "./places.ts"

/** Names below the data folder, in the order of their hashes: `files` without headers, and `headers`, to be kept apart. */
export interface Snapshot {
  readonly files: readonly string[]
  readonly headers: readonly string[]
}

/**
 * Copies the rows of `data` into the new file `to`, without uploads and drafts: nobody was promised anything for
 * those. A file that
 * is named and missing when it is read was erased meanwhile.
 */
export async function snapshot(data: string, to: string): Promise<Snapshot> {
  closeSync(openSync(to, "wx", 0o600)) // SQLite leaves the mode of a file that is there
  const source = new BetterSqlite3(join(data, DATABASE), { readonly: true, timeout: 10_000 })
  try {
    await source.backup(to)
  } finally {
    source.close()
  }
  const copy = new BetterSqlite3(to)
  try {
    copy.pragma("journal_mode = DELETE") // one file, without a journal beside it
    copy.exec("DELETE FROM upload_parts; DELETE FROM uploads; DELETE FROM drafts; VACUUM")
    const rows = rowsOf(grouped(copy, () => {}))
    const files: string[] = []
    const headers: string[] = []
    for await (const { root, state } of everyContent(rows)) {
      if (state === "erased") continue
      files.push(relative(data, hashedFile(data, "containers", root)))
      headers.push(relative(data, hashedFile(data, "headers", root)))
    }
    for await (const { sha256, state } of everyRecord(rows))
      if (state === "held") files.push(relative(data, hashedFile(data, "records", sha256)))
    for (const { subject, number } of await everyReply(rows))
      files.push(relative(data, keptFile(data, "replies", subject, number)))
    const tiles = await readdir(join(data, "tiles"), { recursive: true, withFileTypes: true })
    for (const tile of tiles) if (tile.isFile()) files.push(relative(data, join(tile.parentPath, tile.name)))
    return { files: files.sort(), headers }
  } finally {
    copy.close()
  }
}
