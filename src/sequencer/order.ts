// The order of a batch (PROTOCOL section 8): shuffled, but for the statements that name one subject and those of one
// console, which keep theirs. Fillers are shuffled in, so that its size is a power of two.
import type { Waiting } from "../storage/port.ts"

export type Random = (length: number) => Uint8Array

/** Least leaves of a batch: with up to six statements it looks like an empty one. */
const LEAST = 8

/** How many leaves a batch has that must hold `least` of them: a power of two, at least 8. */
export function batchSize(least: number): number {
  let size = LEAST
  while (size < least) size *= 2
  return size
}

/** What is drawn of a statement: who must stay in order with whom. */
export type Ordered = Pick<Waiting, "leaf" | "subject" | "console">

/**
 * A random order of `statements` and `fillers` (undefined). Whatever does not depend on each other is interleaved
 * uniformly; what does keeps its order.
 * @throws {RangeError} if the orders of subjects and consoles contradict each other
 */
export function drawOrder<Item extends Ordered>(
  statements: readonly Item[],
  fillers: number,
  random: Random,
): (Item | undefined)[] {
  const below = numbers(random)
  const groups = groupsOf(statements).map((group) => extension(group, below))
  // One slot for each statement of a group, shuffled; a group's slots then take its statements in order.
  const slots: ((Item | undefined)[] | undefined)[] = groups.flatMap((group) => group.map(() => group))
  for (let i = 0; i < fillers; i++) slots.push(undefined)
  shuffle(slots, below)
  const next = new Map<(Item | undefined)[], number>()
  return slots.map((group) => {
    if (group === undefined) return undefined
    const at = next.get(group) ?? 0
    next.set(group, at + 1)
    return group[at]
  })
}

/** The chains that keep their order: all that name one subject, all of one console. Each from first to last. */
export function chainsOf<Item extends Ordered>(statements: readonly Item[]): Item[][] {
  const chains = new Map<string, { item: Item; at: number }[]>()
  const add = (name: string, item: Item, at: number): void => {
    const chain = chains.get(name)
    if (chain === undefined) chains.set(name, [{ item, at }])
    else chain.push({ item, at })
  }
  for (const item of statements) {
    if (item.subject !== null) add(`subject ${item.subject.key}`, item, item.subject.turn)
    if (item.console !== null) add(`console ${item.console.key}`, item, item.console.seq)
  }
  return [...chains.values()].map((chain) => chain.sort((a, b) => a.at - b.at).map(({ item }) => item))
}

// Statements that chains tie together, directly or over others.
function groupsOf<Item extends Ordered>(statements: readonly Item[]): Item[][] {
  const over = new Map<Item, Item>()
  const root = (item: Item): Item => {
    let at = item
    for (let up = over.get(at); up !== undefined; up = over.get(at)) {
      const higher = over.get(up)
      if (higher !== undefined) over.set(at, higher)
      at = up
    }
    return at
  }
  for (const [first, ...others] of chainsOf(statements)) {
    for (const other of others) {
      const [a, b] = [root(first as Item), root(other)]
      if (a !== b) over.set(b, a)
    }
  }
  const groups = new Map<Item, Item[]>()
  for (const item of statements) {
    const group = groups.get(root(item))
    if (group === undefined) groups.set(root(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

// A random order in which every chain keeps its own: again and again one of those whose elders have all been taken.
function extension<Item extends Ordered>(group: readonly Item[], below: Below): Item[] {
  if (group.length === 1) return [...group]
  const elders = new Map<Item, number>()
  const younger = new Map<Item, Item[]>()
  for (const chain of chainsOf(group)) {
    for (const [i, item] of chain.slice(1).entries()) {
      elders.set(item, (elders.get(item) ?? 0) + 1)
      const before = chain[i] as Item
      younger.set(before, [...(younger.get(before) ?? []), item])
    }
  }
  const free = group.filter((item) => !elders.has(item))
  const order: Item[] = []
  while (free.length > 0) {
    const [item] = free.splice(below(free.length), 1) as [Item]
    order.push(item)
    for (const one of younger.get(item) ?? []) {
      const left = (elders.get(one) ?? 0) - 1
      elders.set(one, left)
      if (left === 0) free.push(one)
    }
  }
  if (order.length !== group.length) throw new RangeError("two orders contradict each other")
  return order
}

type Below = (n: number) => number

function shuffle(items: unknown[], below: Below): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[items[i], items[j]] = [items[j], items[i]]
  }
}

const BLOCK = 4096
const RANGE = 2 ** 32

// Numbers from 0 to n - 1, each as likely as any other: what would tip the scale is drawn again.
function numbers(random: Random): Below {
  let block: DataView = new DataView(new ArrayBuffer(0))
  let at = 0
  return (n) => {
    for (const fair = RANGE - (RANGE % n); ; ) {
      if (at + 4 > block.byteLength) {
        const bytes = random(BLOCK)
        block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        at = 0
      }
      const drawn = block.getUint32(at)
      at += 4
      if (drawn < fair) return drawn % n
    }
  }
}
