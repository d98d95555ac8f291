// What an audit keeps for the next one (`--state`): the log's state, what is chained, what was found, and a line for each person.
// Everything else about people lies in segments beside it (state-file.ts), so that a run that finds a hundred new entries reads and
// writes a hundred people and passes the others on. Nothing in it is secret; whoever can change it can only make the next audit
// find fault, refuse it, or start anew.
import * as z from "zod/mini"
import { fromHex, fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { parseCharter } from "../core/charter/charter.ts"
import { encodeNote } from "../core/note/note.ts"
import { count, day, hash } from "../core/statement/fields.ts"
import type { Checkpoint } from "../core/tlog/checkpoint.ts"
import { Days } from "./batches.ts"
import { Book } from "./book.ts"
import { type Finding, MEANINGS } from "./findings.ts"
import { digestOf, type Names, namesOf, People } from "./people.ts"
import type { Summary } from "./person.ts"
import { encodeLine, malformed, type PersonLine, type Place, parseLine } from "./person-line.ts"
import type { LogDay } from "./report.ts"
import type { Tally } from "./tally.ts"

export { StateError } from "./person-line.ts"

/** Bytes of many people, which are never changed once they are written. */
export interface Segment {
  readonly name: string
  readonly size: number
}

/** What was kept. */
export interface Kept {
  readonly fingerprint: string
  readonly seen: Pick<Checkpoint, "size" | "root">
  /** The checkpoint itself, so that it can be shown to others. */
  readonly checkpoint: Uint8Array
  readonly timeline: readonly LogDay[]
  readonly head: Head
  readonly people: ReadonlyMap<string, PersonLine>
  /** People whose bytes are in no segment yet, by their place in the one to come. */
  readonly fresh: ReadonlyMap<number, Uint8Array>
  readonly freshName: string
  read(place: Place): Promise<Uint8Array>
  /** Books to go on with, new ones each time, with what was found in entries: it stays found. */
  book(): Book
}

const text = z.string().check(z.maxLength(4096))
const link = z.strictObject({ seq: count, leaf: hash })
const early = z.strictObject({ index: count, subject: hash })

const schema = z.strictObject({
  format: z.literal("cairn-audit-state/2"),
  fingerprint: hash,
  size: count,
  root: hash,
  checkpoint: z.string().check(z.maxLength(1_000_000)),
  findings: z.array(
    z.strictObject({
      code: z.enum(Object.keys(MEANINGS) as [Finding["code"], ...Finding["code"][]]),
      index: z.nullable(count),
      subject: z.nullable(hash),
      rule: text,
      message: text,
    }),
  ),
  more: count,
  timeline: z.array(
    z.strictObject({
      ...{ day, size: count, given: count, changed: count, withdrawn: count },
      ...{ imported: count, used: count, erased: count, charters: count },
    }),
  ),
  charters: z
    .array(z.strictObject({ note: z.string(), index: count, day: z.nullable(day) }))
    .check(z.minLength(1)),
  days: z.array(z.strictObject({ index: count, day })),
  consoles: z.array(z.tuple([hash, link])),
  promised: z.array(z.tuple([hash, day])),
  early: z.array(z.tuple([hash, z.array(early)])),
  release: z.nullable(link),
  people: count,
  segments: z.array(z.strictObject({ name: z.string().check(z.regex(/^[0-9a-f]{16}$/)), size: count })),
})

/** Everything but people. */
export type Head = z.infer<typeof schema>

/** The state after a run. Findings that are about no entry are looked for anew each time. @param freshName 16 hex digits */
export function keptOf(
  book: Book,
  { size, root }: Pick<Checkpoint, "size" | "root">,
  checkpoint: Uint8Array,
  tally: Tally,
  { before, freshName }: { readonly before: Kept | undefined; readonly freshName: string },
): Kept {
  const head: Head = {
    format: "cairn-audit-state/2",
    fingerprint: book.charters[0]?.charter.hash ?? "",
    ...{ size, root: hex(root), checkpoint: fromUtf8(checkpoint) },
    findings: book.findings.filter(({ index }) => index !== null),
    more: book.more,
    timeline: tally.days,
    charters: book.charters.map(({ charter, ...at }) => ({
      note: fromUtf8(encodeNote(charter.note)),
      ...at,
    })),
    days: [...book.days.starts()],
    consoles: [...book.consoles],
    promised: [...book.promised],
    early: [...book.early],
    release: book.release,
    people: book.people.size,
    segments: [...(before?.head.segments ?? [])],
  }
  const people = new Map<string, PersonLine>()
  const fresh = new Map<number, Uint8Array>()
  let at = 0
  const add = (subject: string, bytes: Uint8Array, digest: string, summary: Summary): void => {
    const place = { segment: freshName, at, length: bytes.length, digest }
    people.set(subject, { line: encodeLine(subject, place, summary), subject, place, summary })
    fresh.set(at, bytes)
    at += bytes.length
  }
  for (const line of book.people.untouched()) {
    const { subject, place, summary } = line
    // What the run before kept may not have been written since.
    const unwritten = place.segment === before?.freshName ? before.fresh.get(place.at) : undefined
    if (unwritten === undefined) people.set(subject, line)
    else add(subject, unwritten, place.digest, summary)
  }
  for (const { subject, bytes, summary } of book.people.changed())
    add(subject, bytes, digestOf(bytes), summary)
  const read = async (place: Place): Promise<Uint8Array> =>
    place.segment === freshName ? (fresh.get(place.at) as Uint8Array) : book.people.read(place)
  return keptFrom(head, people, { read, fresh, freshName })
}

/**
 * Reads what a state file says.
 * @param read a part of a segment @throws {StateError} `state-malformed`
 */
export async function parseKept(
  file: Uint8Array,
  read: (name: string, at: number, length: number) => Promise<Uint8Array>,
): Promise<Kept> {
  let text: string
  try {
    text = fromUtf8(file)
  } catch {
    throw malformed()
  }
  const [first = "", ...lines] = text.split("\n")
  const head = parseHead(first)
  const people = new Map<string, PersonLine>()
  for (const line of lines) {
    const person = parseLine(line)
    people.set(person.subject, person)
  }
  if (people.size !== head.people || lines.length !== head.people) throw malformed()
  const sizes = new Map(head.segments.map(({ name, size }) => [name, size]))
  for (const { place } of people.values())
    if (place.at + place.length > (sizes.get(place.segment) ?? -1)) throw malformed()
  return keptFrom(head, people, {
    read: ({ segment, at, length }) => read(segment, at, length),
    ...{ fresh: new Map(), freshName: "" },
  })
}

/** What {@link parseKept} reads. */
export function encodeKept({ head, people }: Pick<Kept, "head" | "people">): Uint8Array {
  const lines = [...people.values()].map(({ line }) => line)
  return utf8([JSON.stringify(head), ...lines].join("\n"))
}

function parseHead(json: string): Head {
  try {
    const result = schema.safeParse(JSON.parse(json))
    if (result.success) return result.data
  } catch {
    // Not JSON: said below.
  }
  throw malformed()
}

function keptFrom(
  head: Head,
  people: ReadonlyMap<string, PersonLine>,
  from: Pick<Kept, "read" | "fresh" | "freshName">,
): Kept {
  let named: Names | undefined
  const names = (): Names => {
    named ??= namesOf(people.values())
    return named
  }
  const charters = head.charters.map(({ note, ...at }) => ({ charter: charterIn(note), ...at }))
  return {
    ...{ head, people, ...from },
    fingerprint: head.fingerprint,
    seen: { size: head.size, root: fromHex(head.root) },
    checkpoint: utf8(head.checkpoint),
    timeline: head.timeline,
    book: () => {
      const book = new Book({
        people: new People({ lines: people, names, read: from.read }),
        days: new Days(head.days),
        charters,
        consoles: new Map(head.consoles),
        promised: new Map(head.promised),
        early: new Map(head.early),
        release: head.release,
      })
      book.findings.push(...head.findings)
      book.more = head.more
      return book
    },
  }
}

function charterIn(note: string) {
  try {
    return parseCharter(utf8(note))
  } catch {
    throw malformed()
  }
}
