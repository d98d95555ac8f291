// Erasing bytes (PROTOCOL section 8, "Erasure"): after the rows that say so. A crash in between is finished at the next
// start, which takes away whatever no row claims; a file that cannot be removed is tried again at every tidying.
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { eraseRows } from "../erasure-rows.ts"
import type { Due, NewEntry, Rebuilt } from "../port.ts"
import { rebuildRows } from "../rebuild-rows.ts"
import { type Rows, recordOf } from "../rows.ts"
import type { OpenDatabase } from "./database.ts"
import { remove, syncFolder } from "./files.ts"
import { turnOf } from "./kept.ts"
import { hashedFile, type Kind } from "./places.ts"
import { asideFile } from "./set-aside.ts"
import { inTurn } from "./turns.ts"

/** Paths that were to go, and could not be removed. */
export type Owed = Set<string>

/** As the port's `erase`. @throws where a file cannot be removed; then it is in `owed`, and everything else is gone */
export async function erase(
  data: string,
  { rows, forget }: Pick<OpenDatabase, "rows" | "forget">,
  due: Due,
  statements: readonly NewEntry[],
  today: string,
  owed: Owed,
): Promise<boolean> {
  const { subject, content, records, reason } = due
  const names = [...content, ...records, turnOf("drafts", subject), turnOf("replies", subject)]
  return inTurn(names, async () => {
    if (!(await eraseRows(rows, due, statements))) return false
    const hers = reason === "imported" ? [] : await keptOf(data, new Set([subject]))
    try {
      await gone([...filesOf(data, content, records), ...hers], today, owed)
    } finally {
      forget()
    }
    return true
  })
}

/** Tries again what could not be removed. @throws while something cannot */
export async function eraseOwed(rows: Rows, today: string, owed: Owed): Promise<void> {
  for (const path of owed) {
    const hash = basename(path)
    await inTurn([hash], async () => {
      const record = await recordOf(rows, hash)
      if (record !== undefined && record.state !== "erased")
        owed.delete(path) // it came again: auditors need it
      else await gone([path], today, owed)
    })
  }
}

/** As the port's `rebuild`. What a backup brought back, and the log says was erased, goes again. */
export async function rebuild(
  data: string,
  { rows, forget }: Pick<OpenDatabase, "rows" | "forget">,
  rebuilt: Rebuilt,
  today: string,
  owed: Owed,
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
    const hers = await keptOf(data, new Set(erased))
    await gone([...filesOf(data, rebuilt.erased, loose), ...hers], today, owed)
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

// Each on its own: one that cannot be removed must not keep the others.
async function gone(all: readonly string[], today: string, owed: Owed): Promise<void> {
  const folders = new Set<string>()
  let failed: { error: unknown } | undefined
  for (const path of all)
    try {
      if (existsSync(path)) {
        remove([path], today)
        folders.add(dirname(path))
      }
      owed.delete(path)
    } catch (error) {
      owed.add(path)
      failed ??= { error }
    }
  await Promise.all([...folders].map((folder) => syncFolder(folder)))
  if (failed !== undefined) throw failed.error
}

async function keptOf(data: string, subjects: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for (const kind of ["drafts", "replies"])
    for (const name of await readdir(join(data, kind)))
      if (subjects.has(name.split(".")[0] ?? "")) found.push(join(data, kind, name))
  return found
}
