// Stored accounts and records against the log (PROTOCOL sections 4 and 8): what no erasure took must be there and be what was
// sent, what one took must be gone, and what was taken back must not be given out. Every container is looked for; of some,
// drawn at random, parts are read.
import { equal, fromHex, hex } from "../core/bytes.ts"
import { PART } from "../core/container/parts.ts"
import { leafHash, treeRoot } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { Book } from "./book.ts"
import type { Summary } from "./person.ts"
import type { Waiting } from "./promises.ts"
import type { HeldItem, Source } from "./source.ts"

/** How many containers and records are read, and what draws them. */
export interface Sampling {
  readonly containers: number
  readonly records: number
  /** A whole number from 0 up to, and without, `below`. */
  readonly draw: (below: number) => number
}

/** Something that must be there. */
interface There {
  readonly subject: string
  /** Root or hash. */
  readonly name: string
  readonly size: number
}

type Holdings = ReadonlyMap<string, HeldItem> | undefined

/** @returns how many containers and records were read */
export async function checkContents(
  book: Book,
  source: Source,
  holdings: readonly HeldItem[] | undefined,
  waiting: Waiting,
  sampling: Sampling,
): Promise<{ containers: number; records: number }> {
  const held: Holdings = holdings && new Map(holdings.map((item) => [item.root, item]))
  const count = { kept: 0, records: 0 }
  for (const [subject, summary] of book.people.summaries()) {
    compareHoldings(book, subject, summary, held, isWithdrawn(subject, summary, waiting), waiting)
    count.kept += keptOf(subject, summary, waiting).length
    count.records += recordsOf(subject, summary, waiting).length
  }
  const chosen = {
    kept: drawn(count.kept, sampling.containers, sampling.draw),
    records: drawn(count.records, sampling.records, sampling.draw),
  }
  const kept: There[] = []
  const records: There[] = []
  const at = { kept: 0, records: 0 }
  for (const [subject, summary] of book.people.summaries()) {
    for (const [name, size] of keptOf(subject, summary, waiting))
      if (chosen.kept.has(at.kept++)) kept.push({ subject, name, size })
    for (const [name, size] of recordsOf(subject, summary, waiting))
      if (chosen.records.has(at.records++)) records.push({ subject, name, size })
  }
  let [containers, read] = [0, 0]
  for (const one of kept)
    if ((held === undefined || held.has(one.name)) && (await readsWell(book, source, one, sampling.draw)))
      containers++
  for (const one of records) if (await checkRecord(book, source, one)) read++
  return { containers, records: read }
}

// C10: from the first moment on, and until something later takes it back.
function isWithdrawn(subject: string, { withdrawnOn }: Summary, waiting: Waiting): boolean {
  return (withdrawnOn !== null && !waiting.reinstating.has(subject)) || waiting.withdrawing.has(subject)
}

function compareHoldings(
  book: Book,
  subject: string,
  { kept, gone }: Summary,
  held: Holdings,
  withdrawn: boolean,
  { erasing, reinstating }: Waiting,
): void {
  if (held === undefined) return
  for (const root of gone) if (held.has(root)) book.find("erasure-undone", { subject })
  for (const [root, size] of kept) {
    const item = held.get(root)
    if (item === undefined) {
      if (!erasing.has(subject)) book.find("erasure-unlogged", { subject })
    } else if (item.size !== size || item.subject !== subject) book.find("content-changed", { subject })
    else if (reinstating.has(subject))
      continue // it may be either, until it is a leaf
    else if (withdrawn && item.state === "held") book.find("withdrawal-ignored", { subject })
    else if (!withdrawn && item.state === "withdrawn")
      book.find("erasure-unlogged", { subject, detail: "It is said to be withdrawn, and she did not." })
  }
}

// One part, drawn at random, under the root that she signed.
async function readsWell(
  book: Book,
  source: Source,
  { subject, name: root, size }: There,
  draw: Sampling["draw"],
): Promise<boolean> {
  const answer = await source.hashes(root)
  if (answer.state !== "held") {
    if (source.kind === "server") book.find("erasure-unlogged", { subject })
    return false
  }
  const hashes = answer.value
  const parts = Math.ceil(size / PART)
  if (hashes.length !== parts || parts === 0 || !equal(treeRoot(hashes), fromHex(root))) {
    book.find("content-changed", { subject })
    return true
  }
  const n = draw(parts)
  const part = await source.part(root, n)
  if (part.state !== "held") {
    book.find("erasure-unlogged", { subject })
    return false
  }
  const length = n === parts - 1 ? size - n * PART : PART
  if (part.value.length !== length || !equal(leafHash(part.value), hashes[n] as Uint8Array))
    book.find("content-changed", { subject })
  return true
}

async function checkRecord(book: Book, source: Source, { subject, name, size }: There): Promise<boolean> {
  const bytes = await source.record(name)
  if (bytes === undefined) {
    if (source.kind === "server")
      book.find("erasure-unlogged", { subject, detail: "A consent record is gone." })
    return false
  }
  if (bytes.length !== size || hex(await sha256Platform(bytes)) !== name)
    book.find("content-changed", { subject, detail: "A consent record is another." })
  return true
}

// What must be there to be read; while somebody's erasure waits, nothing need be.
function keptOf(subject: string, summary: Summary, waiting: Waiting): Summary["kept"] {
  return waiting.erasing.has(subject) || isWithdrawn(subject, summary, waiting) ? [] : summary.kept
}

function recordsOf(subject: string, { records }: Summary, { erasing }: Waiting): Summary["records"] {
  return erasing.has(subject) ? [] : records
}

// Places among `all`, without putting one back; all of them where there are no more than asked for.
function drawn(all: number, count: number, draw: Sampling["draw"]): ReadonlySet<number> {
  const moved = new Map<number, number>()
  const taken = new Set<number>()
  for (let left = all; left > 0 && taken.size < count; left--) {
    const at = draw(left)
    taken.add(moved.get(at) ?? at)
    moved.set(at, moved.get(left - 1) ?? left - 1)
  }
  return taken
}
