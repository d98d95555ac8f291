// `npm run bench:audit`: how long an audit takes from nothing, then for 100 statements more, and its peak memory; over a log whose
// every third statement is somebody's first, and over one whose uses are opened with the audit identity. The log is made in one
// process and audited in others, started as `cairn` is, so that time and memory are the auditor's. --quick only shows that it runs.
// --records=N takes another number of statements for the second log.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"

const FLAGS = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../bin/flags.json"), "utf8"),
) as readonly string[]
const QUICK = process.argv.includes("--quick")
const LOGS = [
  ["statements alone", QUICK ? 999 : 99_999, "none"],
  ["with custody records", QUICK ? 30 : numberAfter("--records=", 9999), "records"],
] as const

process.stdout.write(`audit: ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}\n`)
for (const [name, statements, records] of LOGS) {
  const folder = mkdtempSync(join(tmpdir(), "cairn-bench-audit-"))
  try {
    run("make.ts", folder, String(statements), records)
    process.stdout.write(`${name}, ${statements} statements:\n`)
    for (const what of ["first", "second"]) run("run.ts", folder, what)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(script: string, ...args: string[]): void {
  const child = spawnSync(process.execPath, [...FLAGS, join(import.meta.dirname, script), ...args], {
    stdio: "inherit",
    env: { UV_THREADPOOL_SIZE: "16", ...process.env },
  })
  if (child.status !== 0) throw new Error(`${script} failed`)
}

function numberAfter(flag: string, otherwise: number): number {
  const given = process.argv.find((arg) => arg.startsWith(flag))
  return given === undefined ? otherwise : Number(given.slice(flag.length))
}
