// What the sequencer is given by whoever starts it: the store, the log's keys, two clocks, randomness, the lines to the
// witnesses, a place outside the data folder. It asks for nothing else.
import { CodedError } from "../core/errors.ts"
import type { Signer } from "../core/note/vkey.ts"
import type { Store } from "../storage/port.ts"

/**
 * `log-stopped`: a rollback or fork was seen, or the folder was restored. `log-key`: no key is held that may sign.
 * `log-missing`: neither a log nor the tree that `cairn init` wrote. `log-tree`: stored leaves and signed root disagree.
 * `head-malformed`: what is kept outside the data folder is no checkpoint of this log.
 */
export class SequencerError extends CodedError<
  "log-stopped" | "log-key" | "log-missing" | "log-tree" | "head-malformed"
> {}

/** Keeps the last published checkpoint outside the data folder (`CAIRN_HEAD`). */
export interface HeadKeeper {
  read(): Promise<Uint8Array | undefined>
  write(checkpoint: Uint8Array): Promise<void>
}

/**
 * A line to a witness: posts a text, answers with status and body. It ends by itself: a witness that is silent, or whose
 * answer does not end, is a rejection.
 */
export type WitnessLine = (url: string, body: Uint8Array) => Promise<{ status: number; body: Uint8Array }>

/** Why the machine's clock is not followed. */
export type ClockTrouble = "jump" | "back" | "start" | "behind"

/**
 * What the operator is told. Numbers and our own words only; never what was stated, nor how much of it on which day.
 * `quorum-missed`: the head did not move, and promises may be broken. `witness`: one did not cosign. `clock-held`: the
 * clock was set (`jump`, `back`), or at the start is more than seven days after the last tick (`start`): its day is not taken;
 * `behind`: it is before the last tick, and nothing is erased and nothing logged until it is past it. `log-key-lost`: a key that should have signed is not held.
 */
export type SequencerEvent =
  | { readonly event: "published"; readonly size: number; readonly cosigned: number }
  | { readonly event: "quorum-missed"; readonly cosigned: number; readonly quorum: number }
  | { readonly event: "witness"; readonly witness: string; readonly outcome: string }
  | { readonly event: "clock-held"; readonly reason: ClockTrouble }
  | { readonly event: "log-key-lost"; readonly charter: number }
  | { readonly event: "log-stopped"; readonly reason: string }

export interface SequencerSetting {
  readonly store: Store
  readonly origin: string
  readonly fingerprint: string
  /** The log's key by its vkey; undefined if this server does not hold it. */
  readonly signer: (vkey: string) => Signer | undefined
  /** Seconds since 1970, as the machine's clock has it: it can be wrong, and can be set. */
  readonly now: () => number
  /** Seconds since any moment, by a clock that nobody can set and that counts while the machine sleeps. */
  readonly uptime: () => number
  /** Whether somebody vouches for the clock at this start, however long after the last tick it is. */
  readonly trustClock: boolean
  readonly random: (length: number) => Uint8Array
  readonly witness: WitnessLine
  readonly outside: HeadKeeper | undefined
  readonly tell: (event: SequencerEvent) => void
  /** Most leaves of one batch, a power of two. */
  readonly batchMax?: number
}
