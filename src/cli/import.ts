// `cairn import`: an intake bundle into the staff room's store. Says what came in and what was left out, and why; what anybody
// wrote it never says.
import { parseArgs } from "node:util"
import type { Desk } from "../cases/desk.ts"
import type { ImportReport } from "../cases/report.ts"
import { CliError } from "./errors.ts"
import { withFile } from "./files.ts"
import { harmless, type Output } from "./output.ts"
import { countLine } from "./progress.ts"
import { atDesk, DESK_OPTIONS } from "./staff-desk.ts"

/** @returns the exit status: 1 if anything was left out, or the store is older than the log */
export async function importCommand(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...DESK_OPTIONS, "go-on": { type: "boolean", default: false } },
  })
  const [path, more] = positionals
  if (path === undefined || path === "-" || more !== undefined)
    throw new CliError("usage", "import takes one intake bundle, as a file", "cairn --help")
  const importing = async (desk: Desk): Promise<number> => {
    const report = await withFile(path, (file) => desk.import(file, countLine("importing")))
    if (values["go-on"]) await desk.goOn()
    for (const { root, code } of report.leftOut)
      process.stderr.write(harmless(`cairn: left out: ${code}: ${root ?? "no account of its own"}\n`))
    output.result({ ...report, waiting: desk.about().waiting }, textOf(report))
    const older = report.warnings.includes("store-older") && !values["go-on"]
    if (older)
      process.stderr.write(
        "cairn: note: store-older: the log holds more of this console than this store does. An older copy was put back, or the key was used elsewhere. Nothing is signed until you import again with --go-on\n",
      )
    return report.leftOut.length === 0 && !older ? 0 : 1
  }
  return atDesk(values, importing, path)
}

function textOf(report: ImportReport): string {
  const { kind, size, day, cases, added, changed, withdrawn, erased, expired, held, reinstated } = report
  const lines = [
    kind === "again"
      ? `this bundle was imported before: nothing new`
      : `imported a log of ${size} entries${day === null ? "" : `, up to ${day}`}`,
    count(cases, "new case", "new cases"),
    count(added, "addition to a case", "additions to cases"),
    count(changed, "case with new decisions", "cases with new decisions"),
    count(withdrawn, "case withdrawn, and locked", "cases withdrawn, and locked"),
    count(erased, "case erased", "cases erased"),
    count(expired, "case erased because its time was over", "cases erased because their time was over"),
    count(held, "withdrawn case kept under a hold", "withdrawn cases kept under a hold"),
    count(reinstated, "case given back", "cases given back"),
    count(report.acknowledged, "statement of yours is in the log", "statements of yours are in the log"),
    count(report.leftOut.length, "thing left out", "things left out"),
  ]
  return `${lines.filter((line) => line !== "").join("\n")}\n`
}

function count(n: number, one: string, many: string): string {
  return n === 0 ? "" : `${n} ${n === 1 ? one : many}`
}
