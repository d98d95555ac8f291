// A server's trace by strace, read as a list of calls with the moments they began and returned, and what it must show
// before an answer leaves (ARCHITECTURE, "Storage port"): that all of what was answered was synced.
import { dirname, join } from "node:path"

/** One system call. `begun` and `returned` are positions in the trace; a call that did not return is never over. */
export interface Call {
  readonly name: string
  readonly text: string
  readonly begun: number
  readonly returned: number
  readonly ok: boolean
}

/** What strace is told: every call that writes, syncs, names or answers, with paths and lines instead of numbers. */
export const STRACE: readonly string[] = [
  ...["strace", "-f", "-yy", "-s", "4400", "-e", "signal=none", "-e"],
  "trace=fsync,fdatasync,sync_file_range,msync,write,writev,pwrite64,pwritev,sendto,sendmsg,rename,renameat,renameat2,mkdir,mkdirat,ftruncate",
]

const NEVER = Number.POSITIVE_INFINITY

/** @param trace as `strace -f -o` writes it */
export function callsOf(trace: string): Call[] {
  const calls: Call[] = []
  const open = new Map<string, { name: string; text: string; begun: number }>()
  for (const [at, line] of trace.split("\n").entries()) {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/s.exec(line) ?? []
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s.exec(rest)
    const begun = /^(\w+)\((.*)$/s.exec(rest)
    if (resumed !== null) {
      const call = open.get(pid)
      if (call === undefined || call.name !== resumed[1])
        throw new Error("a call returned that had not begun")
      open.delete(pid)
      calls.push({ ...call, text: call.text + resumed[2], returned: at, ok: succeeded(rest) })
    } else if (begun?.[1] !== undefined) {
      const [text = "", unfinished] = (begun[2] as string).split(" <unfinished ...>")
      const call = { name: begun[1], text, begun: at }
      if (unfinished === "") open.set(pid, call)
      else calls.push({ ...call, returned: at, ok: succeeded(rest) })
    }
  }
  for (const call of open.values()) calls.push({ ...call, returned: NEVER, ok: false })
  return calls.sort((a, b) => a.begun - b.begun)
}

function succeeded(line: string): boolean {
  return / = \d+(<[^>]*>)?$/.test(line)
}

const WRITES = ["write", "writev", "pwrite64", "pwritev"]
const SYNCS = ["fsync", "fdatasync"]
const RENAMES = ["rename", "renameat", "renameat2"]
const MKDIRS = ["mkdir", "mkdirat"]

/** What was answered, and what it stands for. */
export interface Answered {
  /** The asker's port. */
  readonly port: number
  /** Files that it made, below the data folder. */
  readonly files: readonly string[]
  /** A word that its rows hold. */
  readonly row: string
}

/** @returns what was not done in time, in words; nothing if the answer was true when it left */
export function tooLate(calls: readonly Call[], data: string, { port, files, row }: Answered): string[] {
  const line = `:${port}]>`
  const said = calls.find((one) => isOn(one, (at) => at.includes(line)) && one.text.includes("HTTP/1.1 2"))
  if (said === undefined) return ["no answer in the trace"]
  const before = said.begun
  const wal = join(data, "cairn.db-wal")
  const rows = writesTo(calls, wal).filter((one) => one.text.includes(row) && one.begun < before)
  const firstRow = rows[0]?.begun ?? before
  const late: string[] = []
  for (const file of files) {
    const moved = calls.find(
      (one) => RENAMES.includes(one.name) && one.text.includes(`"${join(data, file)}") `) && one.ok,
    )
    const from = moved && /"([^"]+)"/.exec(moved.text)?.[1]
    if (moved === undefined || from === undefined) {
      late.push(`${file}: not there`)
      continue
    }
    const written = writesTo(calls, from).at(-1)?.returned ?? NEVER
    if (!synced(calls, from, written, moved.begun)) late.push(`file: ${kindOf(file)}`)
    if (!synced(calls, dirname(join(data, file)), moved.returned, firstRow))
      late.push(`folder: ${kindOf(file)}`)
  }
  if (rows.length === 0) late.push("database: no row in the journal")
  for (const one of rows) if (!synced(calls, wal, one.returned, before)) late.push("database: journal")
  for (const made of newFolders(calls, data, before))
    if (!synced(calls, dirname(made.path), made.returned, before)) late.push("folder: new")
  return [...new Set(late)]
}

/** Whether the database was synced whenever its journal was emptied after rows were copied from it. */
export function emptiedInOrder(calls: readonly Call[], data: string): { times: number; early: number } {
  const database = join(data, "cairn.db")
  const emptied = calls.filter(
    (one) => one.name === "ftruncate" && one.text.includes(`<${database}-wal>, 0)`) && one.ok,
  )
  const early = emptied.filter((one) => {
    const copied = writesTo(calls, database).filter(({ begun }) => begun < one.begun)
    const last = copied.at(-1)
    return last !== undefined && !synced(calls, database, last.returned, one.begun)
  })
  return { times: emptied.length, early: early.length }
}

function kindOf(file: string): string {
  return file.split("/")[0] as string
}

function isOn({ text }: Call, path: (descriptor: string) => boolean): boolean {
  const [, on] = /^\d+(<.*?>)[,)]/s.exec(text) ?? []
  return on !== undefined && path(on)
}

function writesTo(calls: readonly Call[], path: string): Call[] {
  return calls.filter((one) => WRITES.includes(one.name) && isOn(one, (at) => at === `<${path}>`))
}

function synced(calls: readonly Call[], path: string, after: number, before: number): boolean {
  return calls.some(
    (one) =>
      SYNCS.includes(one.name) &&
      one.ok &&
      one.begun > after &&
      one.returned < before &&
      isOn(one, (at) => at === `<${path}>`),
  )
}

function newFolders(calls: readonly Call[], data: string, before: number) {
  return calls.flatMap((one) => {
    const path = MKDIRS.includes(one.name) && one.ok ? /"([^"]+)"/.exec(one.text)?.[1] : undefined
    return path?.startsWith(`${data}/`) && one.begun < before ? [{ path, returned: one.returned }] : []
  })
}
