// Sealed files that no row claims, kept in `lost+found/<kind>/<hash>`. They may be what an interrupted process left, and
// then nobody was promised anything; or an older database was put back, and then they are somebody's account. Nothing here
// can tell the two apart, so none is taken away. What a row claims again goes back; what a row says is erased goes.
import { existsSync, renameSync } from "node:fs"
import { mkdir, readdir, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { contentOf, type Rows, recordOf } from "../rows.ts"
import { dateAll } from "./days.ts"
import { isMissing } from "./errors.ts"
import { syncFolder } from "./files.ts"
import { hashedFile, KINDS, type Kind } from "./places.ts"

const FOLDER = "lost+found"

/** A file that was set aside. */
export interface Aside {
  readonly kind: Kind
  readonly hash: string
}

/** Whether a file may be taken away: only what a row knows, and says to be erased. */
export async function isErased(rows: Rows, { kind, hash }: Aside): Promise<boolean> {
  return (await stateOf(rows, kind, hash)) === "erased"
}

/** Whether it is a second copy of what stands in its place, or would stand there after the next start. */
export async function isClaimed(rows: Rows, { kind, hash }: Aside): Promise<boolean> {
  const state = await stateOf(rows, kind, hash)
  return state !== undefined && state !== "erased"
}

/** Moves an unclaimed file out of the store's way, for good. */
export async function setAside(data: string, { kind, hash }: Aside, day: string): Promise<void> {
  const from = hashedFile(data, kind, hash)
  const to = asideFile(data, kind, hash)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  renameSync(from, to)
  const folders = [dirname(to), dirname(dirname(to)), data, dirname(from)]
  for (const folder of folders) await syncFolder(folder)
  dateAll([to, ...folders], day)
}

/** Everything that was set aside. */
export async function* asides(data: string): AsyncGenerator<Aside> {
  for (const kind of KINDS) {
    const names = await readdir(join(data, FOLDER, kind)).catch((error) => {
      if (isMissing(error)) return []
      throw error
    })
    for (const hash of names) yield { kind, hash }
  }
}

/** Puts back what a row claims and has not, and takes away what is there twice or erased. */
export async function sortAsides(data: string, rows: Rows, day: string): Promise<void> {
  for await (const { kind, hash } of asides(data)) {
    const state = await stateOf(rows, kind, hash)
    if (state === undefined) continue
    const from = asideFile(data, kind, hash)
    const to = hashedFile(data, kind, hash)
    if (state === "erased" || existsSync(to)) await rm(from, { force: true })
    else {
      renameSync(from, to)
      await syncFolder(dirname(to))
      dateAll([dirname(to)], day)
    }
    dateAll([dirname(from)], day)
  }
}

/** Where a file is, if it was set aside. */
export function asideFile(data: string, kind: Kind, hash: string): string {
  hashedFile(data, kind, hash) // checks the name
  return join(data, FOLDER, kind, hash)
}

async function stateOf(rows: Rows, kind: Kind, hash: string): Promise<string | undefined> {
  return (await (kind === "records" ? recordOf(rows, hash) : contentOf(rows, hash)))?.state
}
