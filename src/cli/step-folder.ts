// A folder that goes from one state to the next with all its files, or stays as it was: a ceremony and a rotation are written so.
// What a killed process left is finished or taken away by the next one. Nothing is ever overwritten but the state itself.
import { mkdir, open, readdir, rename, rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import type { HandedFile } from "../custody/intake.ts"
import { CliError } from "./errors.ts"
import { isThere, makeFolder, requireAbsent, syncFolder } from "./files.ts"

const NEXT = ".next" // being written; counts for nothing
const COMMITTED = ".committed" // whole, and on its way to its place

/** Finishes what was written whole, and takes away what was not. Call before reading anything in the folder. */
export async function settle(folder: string, state: string): Promise<void> {
  await rm(join(folder, NEXT), { recursive: true, force: true })
  if (await isThere(join(folder, COMMITTED))) await move(folder, state)
}

/** Makes a new folder for one, which must not be there or be empty. @throws {CliError} `exists` */
export async function beginFolder(folder: string): Promise<void> {
  await mkdir(dirname(resolve(folder)), { recursive: true })
  if ((await isThere(folder)) && (await readdir(folder)).length > 0)
    throw new CliError("exists", `there already: ${folder}`, "choose another folder, or go on with that one")
  await makeFolder(folder)
}

/**
 * Writes `files` and the new state in one step.
 * @param state name of the state's file, which alone is replaced
 * @throws {CliError} `exists` if a file is there already
 */
export async function keep(
  folder: string,
  state: { readonly name: string; readonly text: string },
  files: readonly HandedFile[],
): Promise<void> {
  for (const { path } of files)
    if (await isThere(join(folder, path)))
      throw new CliError("exists", `there already: ${join(folder, path)}`, "nothing was written")
  const next = join(folder, NEXT)
  await mkdir(next, { mode: 0o700 })
  const all = [...files, { path: state.name, content: state.text }]
  for (const { path, content } of all) await writeNew(join(next, path), content)
  await syncFolders(all.map(({ path }) => join(next, path)))
  await rename(next, join(folder, COMMITTED)) // from here on the step is taken
  await syncFolder(folder)
  await move(folder, state.name)
}

async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path))
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

// The folders of these files, each once.
async function syncFolders(paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) await syncFolder(folder)
}

// The state comes last: where it stands, all else does. Again from the beginning, it finds only what is left to do.
async function move(folder: string, state: string): Promise<void> {
  const from = join(folder, COMMITTED)
  const paths = (await filesIn(from)).filter((path) => path !== state)
  for (const path of paths) {
    await makeFolder(dirname(join(folder, path)))
    await requireAbsent(join(folder, path))
    await rename(join(from, path), join(folder, path))
  }
  await syncFolders([...paths.map((path) => join(folder, path)), join(folder, state)])
  if (await isThere(join(from, state))) await rename(join(from, state), join(folder, state))
  await rm(from, { recursive: true, force: true })
  await syncFolder(folder)
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

/** Overwrites and removes every file of a folder, then the folder. On flash memory overwriting is no promise: docs say so. */
export async function throwAway(folder: string): Promise<void> {
  for (const path of await filesIn(folder)) await wipe(join(folder, path))
  await rm(folder, { recursive: true, force: true })
  await syncFolder(dirname(resolve(folder)))
}

/** Overwrites a file with zeros, syncs, and removes it. */
export async function wipe(path: string): Promise<void> {
  const file = await open(path, "r+")
  try {
    const { size } = await file.stat()
    await file.write(new Uint8Array(size), 0, size, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rm(path)
  await syncFolder(dirname(resolve(path)))
}
