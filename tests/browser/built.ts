// The pages as `npm run build` makes them, built once for a run of tests into a folder of its own.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "vite"
import { PAGES } from "../../client/build/pages.ts"

/** A build: its files by name below `dist/client/`. */
export interface Built {
  readonly folder: string
  readonly files: ReadonlyMap<string, Uint8Array>
  remove(): Promise<void>
}

export async function buildPages(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), "cairn-pages-"))
  const configFile = join(import.meta.dirname, "../../vite.config.ts")
  for (const mode of Object.keys(PAGES))
    await build({ configFile, mode, logLevel: "error", build: { outDir: folder } })
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = files
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const)
  return {
    folder,
    files: new Map(await Promise.all(read)),
    remove: () => rm(folder, { recursive: true }),
  }
}
