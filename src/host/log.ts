// A data folder's sequencer on Node: its keys, clocks, lines and the head outside, from files and this process. Wiring only.
import { uptime } from "node:os"
import { join } from "node:path"
import { randomBytes } from "../core/webcrypto.ts"
import { createSequencer, type Sequencer } from "../sequencer/sequencer.ts"
import type { SequencerEvent } from "../sequencer/setting.ts"
import type { Store } from "../storage/port.ts"
import { headFile } from "./head-file.ts"
import { readLogKeys } from "./log-keys.ts"
import { witnessLine } from "./witness-line.ts"

export interface LogOptions {
  readonly data: string
  readonly store: Store
  readonly origin: string
  readonly fingerprint: string
  /** Seconds since 1970. */
  readonly now: () => number
  readonly trustClock: boolean
  /** `CAIRN_HEAD`: a file outside the data folder; without it a folder from a backup is noticed only by those who read it. */
  readonly head: string | undefined
  readonly tell: (event: SequencerEvent) => void
}

/**
 * @throws {SequencerError|KeyError|CharterError|StatementError} if the folder is not a log's
 * @throws {HeadFileError} `head-inside`
 */
export async function openLog(options: LogOptions): Promise<Sequencer> {
  const { data, store, origin, fingerprint, now, trustClock, head, tell } = options
  return createSequencer({
    store,
    origin,
    fingerprint,
    signer: await readLogKeys(join(data, "log.key")),
    now,
    uptime, // Linux counts it while the machine sleeps, and nobody can set it
    trustClock,
    random: randomBytes,
    witness: witnessLine(),
    outside: head === undefined || head === "" ? undefined : headFile(head, data),
    tell,
  })
}
