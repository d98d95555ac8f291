// `npm run bench:import`: cases a second that the command line imports, beside age-encryption decrypting the same containers and
// records in the same process, and how long lists take. --quick only shows that it runs; --cases=N takes another number.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"

const flags = JSON.parse(readFileSync(join(import.meta.dirname, "../../bin/flags.json"), "utf8")) as string[]
const given = process.argv.find((arg) => arg.startsWith("--cases="))?.slice("--cases=".length)
const cases = given ?? (process.argv.includes("--quick") ? "20" : "2000")
const folder = mkdtempSync(join(tmpdir(), "cairn-bench-import-"))
process.stdout.write(`import: ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}\n`)
try {
  for (const [script, ...args] of [
    ["make.ts", folder, cases],
    ["run.ts", folder],
  ] as const) {
    const path = join(import.meta.dirname, script)
    const child = spawnSync(process.execPath, [...flags, path, ...args], {
      stdio: "inherit",
      env: { UV_THREADPOOL_SIZE: "16", ...process.env },
    })
    if (child.status !== 0) throw new Error(`${script} failed`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
