// The sequencer (PROTOCOL section 8): the one room that signs for the log. It promises, ticks, erases what is due, gives
// pending statements their places, and moves the head. Knows the storage port; clock, randomness, keys and lines are given.
import { compare } from "../core/day.ts"
import { signPromise } from "../core/statement/promise.ts"
import type { LogHead, Stopped } from "../storage/port.ts"
import { placeNext } from "./batch.ts"
import { adoptFirstTree, enterCharters } from "./begin.ts"
import { chartersIn, inForce, type PlacedCharter } from "./charters.ts"
import { dayClock } from "./clock.ts"
import { eraseDue } from "./erasing.ts"
import { judgeOutside, judgeSeen, requireRunning } from "./guard.ts"
import { cosignHead, publish, settle } from "./publish.ts"
import { SequencerError, type SequencerSetting } from "./setting.ts"
import type { Told } from "./tree.ts"
import { cosigning } from "./witness.ts"

/** What an integration did. */
export interface Integrated {
  /** Leaves before and after. */
  readonly from: number
  readonly size: number
  /** Statements that got a place, ticks left out, and how often something of a subject was erased. */
  readonly statements: number
  readonly erased: number
  /** Whether the head covers everything placed: not while too few witnesses cosign. */
  readonly published: boolean
}

export interface Sequencer {
  /** The day that counts now: today, or the last tick's if the clock is behind it. */
  day(): Promise<string>
  /** Signs the promise for a leaf accepted today; null while it may not sign. */
  promise(leaf: string): Promise<Uint8Array | null>
  /** Whether a charter with this log key may be taken: nobody else could sign under it. */
  holds(vkey: string): boolean
  /**
   * Runs what is due, or finishes what a crash left and then runs. One at a time; who calls while one runs gets the next.
   * @throws {SequencerError} `log-stopped`, `log-key`, `log-tree`
   */
  integrate(told?: Told): Promise<Integrated>
  /**
   * Publishes what was placed and could not be published, or has a first tree cosigned; places nothing.
   * @returns whether the head has what its charter demands
   */
  resume(): Promise<boolean>
  /**
   * A checkpoint that somebody has seen: one that is larger or does not fit ours stops the signing for good.
   * @throws {NoteError|CheckpointError} unless it is signed by a key of this log
   */
  seen(checkpoint: Uint8Array): Promise<void>
  head(): Promise<LogHead>
  stopped(): Promise<Stopped | undefined>
}

const PAGE = 500

/**
 * @throws {SequencerError} `log-missing`, `log-tree`, `head-malformed`
 * @throws {CharterError|StatementError} if the store's charters are not a chain from the fingerprint
 */
export async function createSequencer(setting: SequencerSetting): Promise<Sequencer> {
  const { store, origin, tell } = setting
  const charters = chartersIn(store, setting.fingerprint)
  const clock = dayClock(setting)
  const cosign = cosigning(setting.witness, tell)
  // Statements may have been taken without a promise: by an earlier process, or by this one while it may not sign.
  let owing = true

  const head = async (): Promise<LogHead> => {
    const found = await store.head()
    if (found === undefined) throw new SequencerError("log-missing", "the log has not begun")
    return found
  }
  const stopFor = async (why: Stopped | undefined): Promise<void> => {
    if (why === undefined || (await store.stopped()) !== undefined) return
    await store.setStopped(why)
    tell({ event: "log-stopped", reason: why.reason })
  }
  const promise = async (leaf: string): Promise<Uint8Array | null> => {
    const now = await head()
    const { body } = inForce(await charters(), now.size)
    const log = setting.signer(body.log)
    if (log !== undefined && (await store.stopped()) === undefined)
      return signPromise(origin, leaf, clock(now.day), body.mergeDelayHours, log)
    owing = true
    return null
  }
  const payPromises = async (): Promise<void> => {
    if (!owing) return
    owing = false
    for (let after: string | undefined = ""; after !== undefined; ) {
      const page = await store.pending(after, PAGE)
      for (const one of page) {
        const paid = one.promise === null ? await promise(one.leaf) : null
        if (paid !== null) await store.putPromise(one.leaf, paid)
      }
      after = page.at(-1)?.leaf
    }
  }
  const finish = async (told: Told): Promise<boolean> => {
    const now = await head()
    await requireRunning(store)
    return now.placed === now.size || (await publish(setting, cosign, await charters(), now, told))
  }
  // Not while a new log key waits: what the old one signs now could land behind its charter. The next day does it.
  const erase = async (day: string): Promise<number> => {
    const { placed, waiting } = await charters()
    const { charter } = placed.at(-1) as PlacedCharter
    const log = setting.signer(charter.body.log)
    const next = waiting[0]?.charter.body.log ?? charter.body.log
    const changes = next !== charter.body.log && setting.signer(next) !== undefined
    return log === undefined || changes ? 0 : eraseDue(store, charter, log, day)
  }

  const run = async (told: Told): Promise<Integrated> => {
    const { size: from } = await head()
    let published = await finish(told)
    const before = await head()
    const day = clock(before.day)
    let [statements, erased] = [0, 0]
    // While witnesses are away the log goes on in the dark, a batch a day: erasing is counted in ticks and must not stall.
    if (published || compare(day, before.day) > 0) {
      erased = await erase(day)
      await payPromises()
      for (let first = true; ; first = false) {
        const drawn = await placeNext(setting, await charters(), await head(), day, first)
        statements += drawn?.placed ?? 0
        published = await finish(told)
        if (!published || drawn?.more === false) break
      }
    }
    return { from, size: (await head()).size, statements, erased, published }
  }

  let last: Promise<unknown> = Promise.resolve()
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
  let waiting: Promise<Integrated> | undefined

  await adoptFirstTree(setting, clock(undefined))
  await stopFor(await judgeOutside(setting))
  if ((await store.stopped()) === undefined) await settle(setting)
  await enterCharters(setting, await charters(), clock((await head()).day), promise)

  return {
    day: async () => clock((await head()).day),
    promise,
    holds: (vkey) => setting.signer(vkey) !== undefined,
    integrate: (told = () => {}) => {
      waiting ??= inLine(() => {
        waiting = undefined
        return run(told)
      })
      return waiting
    },
    resume: () =>
      inLine(async () => {
        if ((await store.stopped()) !== undefined) return false
        return (await finish(() => {})) && (await cosignHead(setting, cosign, await charters(), await head()))
      }),
    seen: async (checkpoint) => stopFor(await judgeSeen(setting, await charters(), checkpoint)),
    head,
    stopped: () => store.stopped(),
  }
}
