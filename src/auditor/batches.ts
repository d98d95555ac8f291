// How a log grew (PROTOCOL section 8, "Batches"): after charter 1, batches of a power of two leaves, at least eight, each
// begun by a tick, then charters, then the rest; one day a batch, and days never decrease. Where batches were cut is not
// written anywhere: what is checked is that they can have been cut by the rule, ending where a checkpoint was signed.
import { compare } from "../core/day.ts"

const LEAST = 8

/** A leaf as its batch's shape sees it. */
export type Shape = { readonly type: "tick"; readonly day: string } | { readonly type: "charter" | "other" }

/** How leaves can have been cut into batches. */
export interface Cut {
  /** How many of them can be whole batches: all if all is well, else up to where it still could be. */
  readonly whole: number
  /** Where the last batch begins at the latest, if it can be cut in several ways. */
  readonly last: number
}

/** @param leaves all that came after a signed tree */
export function cutBatches(leaves: readonly Shape[]): Cut {
  const { length } = leaves
  const dayEnds = untilOtherDay(leaves)
  const charters = untilCharter(leaves)
  const ends = new Uint8Array(length + 1) // whether a batch can end there
  ends[0] = 1
  let furthest = 0
  let last = 0
  for (let from = 0; from < length; from++) {
    if (ends[from] === 0 || leaves[from]?.type !== "tick") continue
    let rest = from + 1
    while (leaves[rest]?.type === "charter") rest++
    for (let width = LEAST; from + width <= length; width *= 2) {
      const end = from + width
      if ((dayEnds[from] as number) < end || rest > end || (charters[rest] ?? length) < end) continue
      ends[end] = 1
      if (end === length) last = from
      furthest = Math.max(furthest, end)
    }
  }
  return { whole: ends[length] === 1 ? length : furthest, last }
}

// For each tick, the index of the next tick of another day.
function untilOtherDay(leaves: readonly Shape[]): number[] {
  const until = new Array<number>(leaves.length)
  let next = leaves.length
  let day: string | undefined
  for (let i = leaves.length - 1, same = leaves.length; i >= 0; i--) {
    const leaf = leaves[i] as Shape
    if (leaf.type === "tick") {
      if (day !== undefined && leaf.day !== day) next = same
      day = leaf.day
      same = i
    }
    until[i] = next
  }
  return until
}

// For each index, that of the next charter at or after it.
function untilCharter(leaves: readonly Shape[]): number[] {
  const until = new Array<number>(leaves.length)
  let next = leaves.length
  for (let i = leaves.length - 1; i >= 0; i--) {
    if (leaves[i]?.type === "charter") next = i
    until[i] = next
  }
  return until
}

/** Which day each tree size had: what a use's knowledge is dated by. Owns the days so far, oldest first. */
export class Days {
  readonly #starts: { readonly index: number; readonly day: string }[]

  constructor(starts: readonly { readonly index: number; readonly day: string }[] = []) {
    this.#starts = [...starts]
  }

  /** The day of the last tick; null before the first. */
  get last(): string | null {
    return this.#starts.at(-1)?.day ?? null
  }

  /** @returns whether days still run forward */
  tick(index: number, day: string): boolean {
    const { last } = this
    if (last !== null && compare(day, last) < 0) return false
    if (last !== day) this.#starts.push({ index, day })
    return true
  }

  /** The day of the leaf at `index`; null for charter 1, before any tick. */
  at(index: number): string | null {
    let [low, high] = [0, this.#starts.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.#starts[middle]?.index ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return this.#starts[low - 1]?.day ?? null
  }

  starts(): readonly { readonly index: number; readonly day: string }[] {
    return this.#starts
  }
}
