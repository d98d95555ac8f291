// One batch (PROTOCOL section 8, step 1): one tick, then charters, then the rest shuffled with filler ticks, all placed in one
// atomic write. What was placed is never drawn again.
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import type { Signer } from "../core/note/vkey.ts"
import { signTick } from "../core/statement/tick.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { LogHead, Store } from "../storage/port.ts"
import type { Charters, KnownCharter } from "./charters.ts"
import { choose } from "./choose.ts"
import { batchSize, drawOrder } from "./order.ts"
import { SequencerError, type SequencerSetting } from "./setting.ts"

export const BATCH_MAX = 2 ** 16
const PAGE = 500
const SIGNING = 256 // ticks signed at once

export interface Drawn {
  /** Statements that got a place. */
  readonly placed: number
  /** Whether another batch should follow at once. */
  readonly more: boolean
}

/**
 * Draws and places a batch on top of `head`.
 * @param empty whether a batch without any statement is placed, too
 * @returns undefined if somebody else placed one in the meantime
 * @throws {SequencerError} `log-key`
 */
export async function placeNext(
  setting: SequencerSetting,
  charters: Charters,
  head: LogHead,
  day: string,
  empty: boolean,
): Promise<Drawn | undefined> {
  const { store, random, batchMax = BATCH_MAX } = setting
  const waiting = await store.waiting(batchMax - 1)
  const now = (charters.placed.at(-1) as KnownCharter).charter
  const next = takeable(setting, charters.waiting[0])
  const { charter, rest, more } = await choose(waiting, now, next, notesOf(store))
  const statements = rest.length + (charter === undefined ? 0 : 1)
  if (statements === 0 && !empty) return { placed: 0, more: false }

  const after = charter === undefined ? now : (next as KnownCharter).charter
  const log = keyOf(setting, after)
  if (log === undefined) throw new SequencerError("log-key", "the key that signs ticks is not held")
  const first = charter === undefined ? log : (keyOf(setting, now) ?? lost(setting, now, log))
  const size = batchSize(1 + statements)
  const [tick] = await ticks(setting, first, day, 1)
  const fillers = await ticks(setting, log, day, size - 1 - statements)
  const order = [tick, charter, ...drawOrder(rest, fillers.length, random).map((one) => one ?? fillers.pop())]
  const slots = order.filter((one) => one !== undefined)
  const at = slots.map((one, i) => ({ ...one, position: head.placed + i }))
  const batch = {
    from: head.placed,
    day,
    places: at.flatMap((one) => ("note" in one ? [] : [{ leaf: one.leaf, position: one.position }])),
    made: at.flatMap((one) =>
      "note" in one ? [{ leaf: one.leaf, note: one.note, position: one.position }] : [],
    ),
  }
  if (!(await store.placeBatch(batch))) return undefined
  return { placed: statements, more: more || waiting.length === batchMax - 1 }
}

// A charter whose log key is not held would end the log: it waits.
function takeable(
  { signer, tell }: SequencerSetting,
  next: KnownCharter | undefined,
): KnownCharter | undefined {
  if (next === undefined || signer(next.charter.body.log) !== undefined) return next
  tell({ event: "log-key-lost", charter: next.charter.body.version })
  return undefined
}

function keyOf({ signer }: SequencerSetting, { body }: Charter): Signer | undefined {
  return signer(body.log)
}

function lost({ tell }: SequencerSetting, { body }: Charter, instead: Signer): Signer {
  tell({ event: "log-key-lost", charter: body.version })
  return instead
}

interface Tick {
  readonly leaf: string
  readonly note: Uint8Array
}

async function ticks(
  { origin, random }: SequencerSetting,
  log: Signer,
  day: string,
  count: number,
): Promise<Tick[]> {
  const made: Tick[] = []
  while (made.length < count) {
    const some = Array.from({ length: Math.min(SIGNING, count - made.length) }, async () => {
      const note = await signTick(origin, day, hex(random(16)), log)
      return { leaf: hex(leafHash(note)), note }
    })
    made.push(...(await Promise.all(some)))
  }
  return made
}

// The pending statements by leaf, read on the first question: it is asked only while a charter waits.
function notesOf(store: Pick<Store, "pending">): (leaf: string) => Promise<Uint8Array> {
  let all: Promise<Map<string, Uint8Array>> | undefined
  const read = async (): Promise<Map<string, Uint8Array>> => {
    const notes = new Map<string, Uint8Array>()
    for (let after = ""; ; ) {
      const page = await store.pending(after, PAGE)
      for (const { leaf, note } of page) notes.set(leaf, note)
      const last = page.at(-1)
      if (last === undefined) return notes
      after = last.leaf
    }
  }
  return async (leaf) => {
    all ??= read()
    const note = (await all).get(leaf)
    if (note === undefined) throw new SequencerError("log-tree", "a statement that waits is missing")
    return note
  }
}
