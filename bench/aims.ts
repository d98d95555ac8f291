// What Cairn aims at, and whether the figures of this run reach it. Nothing is remembered from another run.
import { type Direction, OURS } from "./contender.ts"
import { ratio } from "./measure.ts"
import { figure, type Measured, rowOf, sizeText } from "./table.ts"

interface Aim {
  readonly runtimes: readonly string[]
  /** What the names of the peers begin with; the fastest of them counts. */
  readonly peer: string
  readonly times: number
}

const AIMS: readonly Aim[] = [
  { runtimes: ["node", "chromium"], peer: "openpgp, its default", times: 1 },
  { runtimes: ["node", "chromium"], peer: "openpgp, AEAD flag", times: 1 },
  { runtimes: ["node", "chromium"], peer: "age-encryption", times: 5 },
  { runtimes: ["chromium without JIT"], peer: "age-encryption", times: 100 },
]

/** One aim at one size, for one of ours. */
export interface Verdict {
  readonly met: boolean
  readonly runtime: string
  readonly size: number
  readonly ours: string
  readonly peer: string
  readonly times: number
  readonly seal: number
  readonly open: number
}

export function verdicts(all: readonly Measured[]): Verdict[] {
  return AIMS.flatMap(({ runtimes, peer, times }) =>
    all
      .filter(({ runtime }) => runtimes.includes(runtime))
      .flatMap((measured) =>
        [...new Set(measured.rows.map(({ table }) => table))].flatMap((size) =>
          Object.values(OURS).map((ours): Verdict => {
            const [seal, open] = [
              least(measured, ours, peer, "seal", size),
              least(measured, ours, peer, "open", size),
            ]
            const met = seal >= times && open >= times
            return { met, runtime: measured.runtime, size, ours, peer, times, seal, open }
          }),
        ),
      ),
  )
}

export function verdictLine({ met, runtime, size, ours, peer, times, seal, open }: Verdict): string {
  const aim = times === 1 ? `faster than ${peer}` : `at least ${times} times ${peer}`
  const found = `${figure(seal)} sealing, ${figure(open)} opening`
  return `  ${met ? "met    " : "not met"}  ${runtime}, ${sizeText(size)}, ${ours.replace("cairn, ", "")}: ${aim} (${found})\n`
}

function least({ rows }: Measured, ours: string, peer: string, direction: Direction, size: number): number {
  const our = rowOf(rows, ours, direction, size)
  const peers = rows.filter(
    (row) => row.name.startsWith(peer) && row.direction === direction && row.table === size,
  )
  if (our === undefined) throw new Error(`nothing measured for ${ours}`)
  return Math.min(...peers.map((row) => ratio(our, row)))
}
