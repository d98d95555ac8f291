// Durability as the system calls show it: every file, its folder and the database's journal are synced before a submission
// is answered. The child prints the leaf when it was answered.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hasTool, newFolder } from "./places.ts"

const CHILD = join(import.meta.dirname, "child.ts")

/** The paths that were synced after the store was open and before the last of `count` submissions was answered. */
function synced(count: number): { paths: string[]; beforeFirst: string[] } {
  const folder = newFolder("real")
  const log = join(newFolder("real"), "calls")
  const calls = ["-f", "-y", "-o", log, "-e", "trace=fsync,fdatasync,write", "-e", "signal=none"]
  execFileSync("strace", [...calls, process.execPath, CHILD, "write", folder, `${count}`], { stdio: "pipe" })
  const lines = readFileSync(log, "utf8").split("\n")
  const answers = lines.flatMap((line, at) => (/write\(1<[^>]*>, "[0-9a-f]{20}/.test(line) ? [at] : []))
  const open = lines.findIndex((line) => /write\(1<[^>]*>, "open/.test(line))
  expect(answers.length).toBe(count)
  const between = (end = 0) => {
    const started = new Map<string, string>()
    const paths: string[] = []
    for (const line of lines.slice(open, end)) {
      const thread = line.split(" ")[0] ?? ""
      const [, path] = /f(?:data)?sync\(\d+<([^>]*)>/.exec(line) ?? []
      if (path !== undefined && line.includes("<unfinished")) started.set(thread, path)
      else if (path !== undefined && / = 0$/.test(line)) paths.push(path)
      else if (/f(?:data)?sync resumed>.* = 0$/.test(line)) paths.push(started.get(thread) ?? "")
    }
    return paths.map((one) => one.replace(folder, ""))
  }
  return { paths: between(answers.at(-1)), beforeFirst: between(answers[0]) }
}

test("files, folders and the journal are synced before the answer", ({ skip }) => {
  if (!hasTool("strace")) return skip("strace is not there")
  const { beforeFirst } = synced(1)
  const kinds = beforeFirst.map((path) =>
    path
      .replace(/\/tmp\/[0-9a-f-]{36}$/, "file")
      .replace(/^\/(headers|containers|records)\/[0-9a-f]{2}$/, "$1"),
  )
  expect(kinds.slice(0, 3)).toEqual(["file", "file", "file"])
  expect(kinds.slice(3, 6).sort()).toEqual(["containers", "headers", "records"])
  expect(kinds.at(-1)).toBe("/cairn.db-wal")
})

test("submissions that come together share the journal's sync", ({ skip }) => {
  if (!hasTool("strace")) return skip("strace is not there")
  const { paths } = synced(32)
  const journal = paths.filter((path) => path === "/cairn.db-wal").length
  console.log(`syncs for 32 submissions at once: ${paths.length}, of the journal: ${journal}`)
  expect(paths.filter((path) => path.startsWith("/tmp/")).length).toBe(96)
  expect(journal).toBeGreaterThan(0)
  expect(journal).toBeLessThan(32)
})
