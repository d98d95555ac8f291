// The pages as `npm run build` makes them. A run of tests builds them once (global-setup.ts) to where `cairn serve` looks for
// them, and every test reads them there; who needs another build makes it in a folder of its own.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build, type Plugin } from "vite"
import { PAGES } from "../../client/build/pages.ts"

/** A build: its files by name below `dist/client/`. */
export interface Built {
  readonly folder: string
  readonly files: ReadonlyMap<string, Uint8Array>
  remove(): Promise<void>
}

/** Where the pages stand that `cairn serve` serves. */
export const DIST = join(import.meta.dirname, "../../dist/client")

/** @param plugins what changes the sources on their way in, for a build of another kind */
export async function buildPages(plugins: readonly Plugin[] = []): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), "cairn-pages-"))
  const configFile = join(import.meta.dirname, "../../vite.config.ts")
  for (const mode of Object.keys(PAGES))
    await build({
      configFile,
      mode,
      logLevel: "error",
      build: { outDir: folder },
      plugins: [...plugins],
      worker: { plugins: () => [...plugins] },
    })
  return readBuilt(folder, () => rm(folder, { recursive: true }))
}

/** What stands in a folder of built pages. */
export async function readBuilt(folder: string, remove = async (): Promise<void> => {}): Promise<Built> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = files
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const)
  return { folder, files: new Map(await Promise.all(read)), remove }
}
