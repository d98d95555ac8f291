// The built pages where `cairn serve` looks for them: built afresh, and put there if what is there is not the same.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { test as base } from "@playwright/test"
import { buildPages } from "./built.ts"

const DIST = join(import.meta.dirname, "../../dist/client")

/** Playwright's test, before whose first run the pages stand in `dist/client/`. */
export const test = base.extend<object, { dist: undefined }>({
  dist: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      await buildDist()
      await use(undefined)
    },
    { scope: "worker" },
  ],
})

async function buildDist(): Promise<void> {
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
