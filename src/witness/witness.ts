// A small witness (c2sp.org/tlog-witness v1.0.0) for a partner to run: add-checkpoint, and the monitoring endpoint. What to
// answer is core's judge; here is the order that makes it safe: one request at a time, and kept before it is answered.
import { sha256 } from "@noble/hashes/sha2.js"
import { hex, utf8 } from "../core/bytes.ts"
import type { Signer, VerifierKey } from "../core/note/vkey.ts"
import { peekCheckpoint } from "../core/tlog/checkpoint.ts"
import { judge } from "../core/tlog/witness.ts"

/** Keeps the last checkpoint that was cosigned of each log, by {@link logId}. A write that returned survives a power loss. */
export interface WitnessState {
  read(id: string): Promise<Uint8Array | undefined>
  write(id: string, checkpoint: Uint8Array): Promise<void>
}

export interface WitnessSetting {
  readonly signer: Signer
  /** The keys of the log with this origin; none for a log that is not served. */
  readonly keysOf: (origin: string) => Promise<readonly VerifierKey[]>
  readonly state: WitnessState
  /** Seconds since 1970. */
  readonly now: () => number
}

export interface WitnessAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
}

export type Witness = (method: string, path: string, body: Uint8Array) => Promise<WitnessAnswer>

/** How the monitoring endpoint names a log: hex SHA-256 of its origin. */
export function logId(origin: string): string {
  return hex(sha256(utf8(origin)))
}

const TEXT = "text/plain; charset=utf-8"
const MONITOR = /^\/([0-9a-f]{64})\/checkpoint$/

/** @returns answers requests; it rejects where its state can't be read or kept, and then nothing was cosigned */
export function createWitness({ signer, keysOf, state, now }: WitnessSetting): Witness {
  const add = async (body: Uint8Array): Promise<WitnessAnswer> => {
    const knows = async (origin: string) => {
      const keys = await keysOf(origin)
      if (keys.length === 0) return undefined
      const kept = await state.read(logId(origin))
      // What can't be read is an error and not a log that was never seen: that one would be cosigned from the start again.
      return { keys, stored: kept === undefined ? undefined : peekCheckpoint(kept) }
    }
    const judged = await judge(body, knows, signer, now())
    if (judged.status === 200) await state.write(logId(judged.origin), judged.next.checkpoint)
    return { status: judged.status, contentType: judged.contentType, body: judged.body }
  }
  let last: Promise<unknown> = Promise.resolve()
  return async (method, path, body) => {
    if (method === "POST" && path === "/add-checkpoint") {
      const answer = last.then(() => add(body))
      last = answer.catch(() => {})
      return answer
    }
    const id = method === "GET" ? MONITOR.exec(path)?.[1] : undefined
    const kept = id === undefined ? undefined : await state.read(id)
    if (kept === undefined) return { status: 404, contentType: TEXT, body: utf8("not-found\n") }
    return { status: 200, contentType: TEXT, body: kept }
  }
}
