// Data folders for the tests, and what stands in them. Only looked at by name and `stat`: a process that opened and closed
// SQLite's files beside it would let its locks go.
import { execFileSync } from "node:child_process"
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, type Stats } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll } from "vitest"

const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

// A store's folders are 768: where there is a disk in memory, most tests need not wait for a real one.
const MEMORY = "/dev/shm"

/** An empty folder that is removed when the file's tests are over; `real` for one on the disk. */
export function newFolder(where?: "real"): string {
  const folder = mkdtempSync(join(where === undefined && existsSync(MEMORY) ? MEMORY : tmpdir(), "store-"))
  made.push(folder)
  return folder
}

/** Everything in `folder`, itself included as "", with its stat. */
export function everything(folder: string): Map<string, Stats> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = [folder, ...names.map((one) => join(one.parentPath, one.name))]
  return new Map(paths.map((path) => [relative(folder, path), lstatSync(path)]))
}

/** The files below a folder, by name. */
export function filesIn(folder: string): string[] {
  return [...everything(folder)]
    .filter(([, stat]) => stat.isFile())
    .map(([name]) => name)
    .sort()
}

/** Whether a program is there; if not, and everything is asked for, an error. */
export function hasTool(name: string): boolean {
  try {
    execFileSync("which", [name], { stdio: "ignore" })
    return true
  } catch {
    if (process.env.CAIRN_ALL === "1")
      throw new Error(`${name} is not there, and CAIRN_ALL=1 asks for everything`)
    return false
  }
}
