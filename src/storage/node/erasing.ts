// Erasing bytes (PROTOCOL section 8, "Erasure"): after the rows that say so. A crash in between is finished at the next
// start, which takes away whatever no row claims.
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { eraseRows } from "../erasure-rows.ts"
import type { Due, NewEntry, Rebuilt } from "../port.ts"
import { rebuildRows } from "../rebuild-rows.ts"
import { recordOf } from "../rows.ts"
import type { OpenDatabase } from "./database.ts"
import { remove, syncFolder } from "./files.ts"
import { turnOf } from "./kept.ts"
import { hashedFile, type Kind } from "./places.ts"
import { asideFile } from "./set-aside.ts"
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
    const hers = reason === "imported" ? [] : await keptOf(data, new Set([subject]))
    await gone([...filesOf(data, content, records), ...hers], today)
    forget()
    return true
  })
}

/** As the port's `rebuild`. What a backup brought back, and the log says was erased, goes again. */
export async function rebuild(
  data: string,
  { rows, forget }: Pick<OpenDatabase, "rows" | "forget">,
  rebuilt: Rebuilt,
  today: string,
): Promise<void> {
  const erased = rebuilt.subjects.filter((one) => one.standing.erased).map((one) => one.subject)
  const names = [
    ...erased.flatMap((one) => [turnOf("drafts", one), turnOf("replies", one)]),
    ...rebuilt.erased,
  ]
  await inTurn(names, async () => {
    await rebuildRows(rows, rebuilt)
    const loose: string[] = []
    for (const hash of rebuilt.erased) if ((await recordOf(rows, hash))?.state === "erased") loose.push(hash)
    await gone([...filesOf(data, rebuilt.erased, loose), ...(await keptOf(data, new Set(erased)))], today)
    forget()
  })
}

function filesOf(data: string, content: readonly string[], records: readonly string[]): string[] {
  const placed = (kind: Kind, hash: string) => [hashedFile(data, kind, hash), asideFile(data, kind, hash)]
  return [
    ...content.flatMap((root) => [...placed("headers", root), ...placed("containers", root)]),
    ...records.flatMap((hash) => placed("records", hash)),
  ]
}

async function gone(all: readonly string[], today: string): Promise<void> {
  const files = all.filter((path) => existsSync(path))
  remove(files, today)
  await Promise.all([...new Set(files.map((path) => dirname(path)))].map((folder) => syncFolder(folder)))
}

async function keptOf(data: string, subjects: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for (const kind of ["drafts", "replies"])
    for (const name of await readdir(join(data, kind)))
      if (subjects.has(name.split(".")[0] ?? "")) found.push(join(data, kind, name))
  return found
}
