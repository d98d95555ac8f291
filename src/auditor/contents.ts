// Stored accounts and records against the log (PROTOCOL sections 4 and 8): what no erasure took must be there and be what was
// sent, what one took must be gone. Every container is looked for; of some, drawn at random, parts are read.
import { equal, fromHex, hex } from "../core/bytes.ts"
import { PART } from "../core/container/parts.ts"
import { leafHash, treeRoot } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { Book } from "./book.ts"
import type { NamedContent, Person } from "./people.ts"
import type { Source } from "./source.ts"

/** How many containers and records are read, and what draws them. */
export interface Sampling {
  readonly containers: number
  readonly records: number
  /** A whole number from 0 up to, and without, `below`. */
  readonly draw: (below: number) => number
}

/** @returns how many containers and records were read */
export async function checkContents(
  book: Book,
  source: Source,
  sampling: Sampling,
): Promise<{ containers: number; records: number }> {
  const holdings = await source.holdings()
  const held = holdings && new Map(holdings.map((item) => [item.root, item]))
  const kept: { subject: string; content: NamedContent }[] = []
  const records: { subject: string; sha256: string; size: number }[] = []
  for (const subject of book.people.subjects()) {
    const person = book.people.find(subject) as Person
    for (const content of person.contents) {
      if (held !== undefined) compareHolding(book, subject, content, held)
      if (!content.erased && (held === undefined || held.has(content.root))) kept.push({ subject, content })
    }
    for (const record of person.records) if (!record.erased) records.push({ subject, ...record })
  }
  let containers = 0
  for (const { subject, content } of drawn(kept, sampling.containers, sampling.draw))
    if (await readsWell(book, source, subject, content, sampling.draw)) containers++
  let read = 0
  for (const { subject, sha256, size } of drawn(records, sampling.records, sampling.draw)) {
    const bytes = await source.record(sha256)
    if (bytes === undefined) {
      if (held !== undefined) book.find("erasure-unlogged", { subject, detail: "A consent record is gone." })
      continue
    }
    if (bytes.length !== size || hex(await sha256Platform(bytes)) !== sha256)
      book.find("content-changed", { subject, detail: "A consent record is another." })
    read++
  }
  return { containers, records: read }
}

function compareHolding(
  book: Book,
  subject: string,
  { root, size, erased }: NamedContent,
  held: ReadonlyMap<string, { readonly size: number }>,
): void {
  const item = held.get(root)
  if (item === undefined && !erased) book.find("erasure-unlogged", { subject })
  if (item !== undefined && erased) book.find("erasure-undone", { subject })
  if (item !== undefined && !erased && item.size !== size) book.find("content-changed", { subject })
}

// One part, drawn at random, under the root that she signed. A withdrawn one is there, and nobody gets it.
async function readsWell(
  book: Book,
  source: Source,
  subject: string,
  { root, size }: NamedContent,
  draw: Sampling["draw"],
): Promise<boolean> {
  const hashes = await source.hashes(root)
  if (hashes === undefined) return false
  const parts = Math.ceil(size / PART)
  if (hashes.length !== parts || !equal(treeRoot(hashes), fromHex(root))) {
    book.find("content-changed", { subject })
    return true
  }
  const n = draw(parts)
  const answer = await source.part(root, n)
  if (answer === undefined || answer.state === "withdrawn") return false
  if (answer.state !== "held") book.find("erasure-unlogged", { subject })
  else {
    const length = n === parts - 1 ? size - n * PART : PART
    const same = equal(leafHash(answer.bytes), hashes[n] as Uint8Array)
    if (answer.bytes.length !== length || !same) book.find("content-changed", { subject })
  }
  return true
}

// Without putting one back; all of them where there are no more than asked for.
function drawn<T>(from: readonly T[], count: number, draw: Sampling["draw"]): T[] {
  const left = [...from]
  const taken: T[] = []
  while (taken.length < count && left.length > 0) {
    const at = draw(left.length)
    taken.push(left[at] as T)
    left[at] = left[left.length - 1] as T
    left.pop()
  }
  return taken
}
