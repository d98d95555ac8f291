// Sending what she says (PROTOCOL sections 5, 8 and 9), and judging the answer. Where the server saw another statement of hers first,
// or has another clock, what stands is read again and the same is said once more, on top of it.

import { requirePromise } from "../../src/core/carried.ts"
import { collect } from "../../src/core/chunks.ts"
import { CodedError } from "../../src/core/errors.ts"
import { type Change, encodeChange, encodePackage, type Package } from "../../src/core/package.ts"
import type { Clock } from "../survivor/clock.ts"
import { ask, type Patience, persist, RefusedError } from "../survivor/line.ts"
import type { Trust } from "./trusting.ts"

/** What sending goes by. */
export interface Sending {
  readonly trust: Trust
  readonly clock: Clock
  readonly patience: Patience
  /** Reads again what stands. */
  readonly reread: () => Promise<void>
}

const AGAIN = 3 // another window may be open

/**
 * @param make what is sent, made anew for each try from what was read last
 * @returns the day it is promised by; null where the server could not say, which only a withdrawal can meet
 * @throws {RefusedError} for what the server will not take
 */
export async function say(make: () => Promise<Change | Package>, sending: Sending): Promise<string | null> {
  const { clock, reread } = sending
  for (let tries = 1; ; tries++) {
    try {
      return await once(await make(), sending)
    } catch (error) {
      if (tries === AGAIN || !(error instanceof RefusedError)) throw error
      if (clock.corrected(error)) continue
      if (error.code !== "head-moved") throw error
      await reread()
    }
  }
}

async function once(said: Change | Package, { trust, patience }: Sending): Promise<string | null> {
  const addition = "container" in said
  const bare = !addition && said.record === null
  const body = bare
    ? said.statement
    : await collect(addition ? encodePackage(said) : encodeChange(said), Number.POSITIVE_INFINITY)
  const headers = { "content-type": bare ? "text/plain; charset=utf-8" : "application/x-tar" }
  const url = addition ? "/submissions" : "/consents"
  for (;;) {
    const { status, bytes } = await persist(patience, () => ask({ method: "POST", url, headers, body }))
    if (status === 404) throw new RefusedError("not-found", "the server takes nothing like it")
    if (bytes.length === 0 && bare) return null
    try {
      return (await requirePromise(bytes, said.statement, trust.charters)).by
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      await patience.stuck("promise") // whatever answered, it was not the log
    }
  }
}
