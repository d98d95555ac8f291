// What these tests need of the machine, and folders that are gone after them.
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, test } from "vitest"
import { killAll } from "./process.ts"

/** Everything is run, however long it takes, and nothing may be missing. */
export const ALL = process.env.CAIRN_ALL === "1"

/** `test`, where `what` is there; else a skip that says so, and with CAIRN_ALL=1 a test that fails. */
export function needs(what: string, there: boolean): typeof test | typeof test.skip {
  if (there || ALL) return test
  console.log(`skipped: ${what} is not here`)
  return test.skip
}

const folders: string[] = []
afterAll(() => {
  killAll()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone after the file's tests; its path has no links in it. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cairn-durable-")))
  folders.push(folder)
  return folder
}

/** A data folder as it was made, times included. */
export function copyOf(data: string): string {
  const copy = join(scratch(), "data")
  cpSync(data, copy, { recursive: true, preserveTimestamps: true })
  return copy
}
