// Before a run of browser tests: the pages are built once, and put where `cairn serve` looks for them if what is there is not the
// same. Playwright's workers only read.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { buildPages, DIST } from "./built.ts"

export default async function buildDist(): Promise<void> {
  const built = await buildPages()
  try {
    if (same(built.files)) return
    mkdirSync(dirname(DIST), { recursive: true })
    const part = `${DIST}.${process.pid}` // a server may be reading: one folder gives way to the other at once
    cpSync(built.folder, part, { recursive: true })
    rmSync(DIST, { recursive: true, force: true })
    renameSync(part, DIST)
  } finally {
    await built.remove()
  }
}

function same(files: ReadonlyMap<string, Uint8Array>): boolean {
  try {
    const there = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    if (there.length !== files.size) return false
    return [...files].every(([name, bytes]) => readFileSync(join(DIST, name)).equals(bytes))
  } catch {
    return false // nothing there yet
  }
}
