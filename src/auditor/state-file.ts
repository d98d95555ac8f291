// The files of an audit's state: one that is written anew each time, with its own length and hash in its first line, and segments
// of people beside it that are written once. In one file, for a page that can keep only one, the segment follows.
import { concat, hex, utf8 } from "../core/bytes.ts"
import { randomBytes, sha256Platform } from "../core/webcrypto.ts"
import { encodeLine, malformed, type PersonLine } from "./person-line.ts"
import { encodeKept, type Kept, parseKept, type Segment } from "./state.ts"

/** A state on its way to a disk: first the segment, then the file that names it, then what it names no more can go. */
export interface Saving {
  /** Undefined where nobody's bytes are new. */
  readonly segment: (Segment & { readonly chunks: () => AsyncGenerator<Uint8Array> }) | undefined
  readonly file: () => Promise<Uint8Array>
  /** Names of the segments that the file needs. */
  readonly needed: readonly string[]
}

/** Reads a part of a segment. */
export type ReadSegment = (name: string, at: number, length: number) => Promise<Uint8Array>

const MOST_SEGMENTS = 16
const SPARE = 4 * 1024 * 1024 // bytes that may lie about unused whatever the rest is

export function newSegmentName(): string {
  return hex(randomBytes(8))
}

/** @param whole into one segment, whatever there is already */
export function saveKept(kept: Kept, whole = false): Saving {
  const { head, freshName } = kept
  const merged = new Set(whole ? head.segments.map(({ name }) => name) : outworn(kept))
  const moved = [...kept.people.values()].filter(({ place }) => merged.has(place.segment))
  const name = freshName === "" && moved.length > 0 ? newSegmentName() : freshName
  const people = new Map(kept.people)
  let size = 0
  for (const bytes of kept.fresh.values()) size += bytes.length
  for (const { subject, place, summary } of moved) {
    const to = { ...place, segment: name, at: size }
    people.set(subject, { line: encodeLine(subject, to, summary), subject, place: to, summary })
    size += place.length
  }
  const segments = [
    ...head.segments.filter((one) => !merged.has(one.name)),
    ...(size > 0 ? [{ name, size }] : []),
  ]
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* kept.fresh.values()
    for (const { place } of moved) {
      const bytes = await kept.read(place)
      if (bytes.length !== place.length) throw malformed()
      yield bytes
    }
  }
  return {
    segment: size > 0 ? { name, size, chunks } : undefined,
    file: async () => framed(encodeKept({ head: { ...head, segments }, people })),
    needed: segments.map((one) => one.name),
  }
}

// Where more than half of what lies there is of use to nobody, all; where there are many, all but the largest.
function outworn({ head: { segments }, people }: Kept): string[] {
  const names = segments.map(({ name }) => name)
  const all = segments.reduce((sum, { size }) => sum + size, 0)
  const inUse = usedIn(people.values())
  let used = 0
  for (const name of names) used += inUse.get(name) ?? 0
  if (all > 2 * used + SPARE) return names
  if (names.length < MOST_SEGMENTS) return names.filter((name) => !inUse.has(name))
  const { name: largest } = segments.reduce((a, b) => (b.size > a.size ? b : a))
  return names.filter((name) => name !== largest)
}

function usedIn(people: Iterable<PersonLine>): Map<string, number> {
  const used = new Map<string, number>()
  for (const { place } of people) used.set(place.segment, (used.get(place.segment) ?? 0) + place.length)
  return used
}

const FIRST = /^cairn-audit-state\/2 (\d{1,12}) ([0-9a-f]{64})\n/
const FIRST_MAX = 128

async function framed(bytes: Uint8Array): Promise<Uint8Array> {
  const first = `cairn-audit-state/2 ${bytes.length} ${hex(await sha256Platform(bytes))}\n`
  return concat(utf8(first), bytes)
}

/**
 * Reads a state file.
 * @param read gives segments that lie beside it; left out, the one that it needs follows in the file
 * @throws {StateError} `state-malformed`
 */
export async function readKept(file: Uint8Array, read?: ReadSegment): Promise<Kept> {
  const [first = "", length, hash] = FIRST.exec(asciiOf(file.subarray(0, FIRST_MAX))) ?? []
  const body = file.subarray(first.length, first.length + Number(length))
  const rest = file.subarray(first.length + body.length)
  if (hash === undefined || hex(await sha256Platform(body)) !== hash) throw malformed()
  if (read !== undefined && rest.length > 0) throw malformed()
  const kept = await parseKept(body, read ?? (async (_, at, size) => rest.subarray(at, at + size)))
  const [only, more] = kept.head.segments
  if (read === undefined && (more !== undefined || (only?.size ?? 0) !== rest.length)) throw malformed()
  return kept
}

/** A state in one file. */
export async function wholeState(kept: Kept): Promise<Uint8Array<ArrayBuffer>> {
  const { file, segment } = saveKept(kept, true)
  const parts = [await file()]
  for await (const chunk of segment?.chunks() ?? []) parts.push(chunk)
  return concat(...parts)
}

function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
