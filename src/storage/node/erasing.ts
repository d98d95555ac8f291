// Erasing bytes (PROTOCOL section 8, "Erasure"): after the rows that say so. A crash in between is finished at the next
// start, which takes away whatever no row claims.
import { readdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { eraseRows } from "../erasure-rows.ts"
import type { Due, NewEntry } from "../port.ts"
import type { OpenDatabase } from "./database.ts"
import { remove, syncFolder } from "./files.ts"
import { turnOf } from "./kept.ts"
import { hashedFile } from "./places.ts"
import { inTurn } from "./turns.ts"

/** As the port's `erase`. */
export async function erase(
  data: string,
  { rows, forget }: Pick<OpenDatabase, "rows" | "forget">,
  due: Due,
  statements: readonly NewEntry[],
  today: string,
): Promise<boolean> {
  const { subject, content, records, reason } = due
  const names = [...content, ...records, turnOf("drafts", subject), turnOf("replies", subject)]
  return inTurn(names, async () => {
    if (!(await eraseRows(rows, due, statements))) return false
    const files = [
      ...content.flatMap((root) => [hashedFile(data, "headers", root), hashedFile(data, "containers", root)]),
      ...records.map((hash) => hashedFile(data, "records", hash)),
      ...(reason === "imported" ? [] : await hers(data, subject)),
    ]
    remove(files, today)
    await Promise.all([...new Set(files.map((path) => dirname(path)))].map((folder) => syncFolder(folder)))
    forget()
    return true
  })
}

async function hers(data: string, subject: string): Promise<string[]> {
  const found: string[] = []
  for (const kind of ["drafts", "replies"])
    for (const name of await readdir(join(data, kind)))
      if (name.startsWith(`${subject}.`)) found.push(join(data, kind, name))
  return found
}
