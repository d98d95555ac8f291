// What a process has used, from /proc: time on a core, by kind and for its main thread, and memory that is resident.
import { readFileSync } from "node:fs"

/** Milliseconds. */
export interface Cpu {
  readonly all: number
  readonly main: number
}

const TICK_MS = 10 // USER_HZ is 100 on every Linux that Node runs on

export function cpuOf(pid: number): Cpu {
  return { all: ticks(`/proc/${pid}/stat`), main: ticks(`/proc/${pid}/task/${pid}/stat`) }
}

function ticks(path: string): number {
  const fields = readFileSync(path, "utf8").split(") ").at(-1)?.split(" ") ?? []
  return TICK_MS * (Number(fields[11]) + Number(fields[12])) // user and system
}

/** Bytes. */
export function residentOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kib) * 1024
}
