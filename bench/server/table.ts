// The printed form of what was measured, and whether it reaches what Cairn aims at. Nothing is remembered from another run.
import type { Memory } from "./memory.ts"
import type { Throughput } from "./throughput.ts"

const AIM_PER_SECOND = 500
const FLAT = 1.5 // ten times the bytes, and at most half as much memory again

export function throughputTable(rows: readonly Throughput[]): string {
  const head = [
    ...["clients", "a second", "p50 ms", "p99 ms", "server CPU ms", "its main thread", "sender CPU ms"],
    ...["machine's load", "plain/it"],
  ]
  const lines = rows.map((row) => [
    ...[`${row.clients}`, row.perSecond.toFixed(0), row.p50.toFixed(1), row.p99.toFixed(1)],
    ...[row.serverCpu.toFixed(2), row.mainCpu.toFixed(2), row.loadCpu.toFixed(2), row.busy.toFixed(1)],
    (row.peerPerSecond / row.perSecond).toFixed(2),
  ])
  return `submissions, the smallest real packages, each used once; every 2xx was synced, every promise was verified
"CPU" is a submission's share of a core, so server and sender together say how many the cores could take in a second, and
a load above the number of cores says that others were using them; "plain/it": how many times faster a server is that only keeps the body
in one file and syncs it
${[head, ...lines].map(line).join("")}`
}

export function memoryTable(all: readonly Memory[]): string {
  const lines = all.map(({ size, seconds, before, slices }) => {
    const speed = `${((8 * size) / 1e6 / seconds).toFixed(0)} MB/s`
    return `  8 x ${mb(size)} MB  ${speed.padStart(9)}   at rest ${mb(before)}, then ${slices.map(mb).join(" ")}\n`
  })
  return `memory of the server under 8 uploads at once, MB resident: the highest in each tenth of the time
${lines.join("")}`
}

/** One line an aim. */
export function aims(rows: readonly Throughput[], all: readonly Memory[]): string[] {
  const best = Math.max(...rows.map(({ perSecond }) => perSecond))
  const [small, large] = [all[0], all.at(-1)].map((one) => Math.max(...(one?.slices ?? [0]))) as [
    number,
    number,
  ]
  return [
    verdict(best >= AIM_PER_SECOND, `at least ${AIM_PER_SECOND} submissions a second (${best.toFixed(0)})`),
    verdict(large <= FLAT * small, `memory flat: ${mb(large)} MB at most, ${mb(small)} MB with smaller ones`),
  ]
}

function verdict(met: boolean, text: string): string {
  return `  ${met ? "met    " : "not met"}  ${text}\n`
}

function line(cells: readonly string[]): string {
  return `  ${cells.map((cell, i) => cell.padStart(i === 0 ? 8 : 16)).join("")}\n`
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
