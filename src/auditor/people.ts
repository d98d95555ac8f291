// All people of a log, which is what grows with a log and what `--state` keeps between runs. Those of an earlier run are read only
// when something new is said of them; those of this run are folded up as others come, because a log has many.
import { sha256 } from "@noble/hashes/sha2.js"
import { fromUtf8, hex } from "../core/bytes.ts"
import { newPerson, type Person, type Summary, summaryOf } from "./person.ts"
import { encodePerson, malformed, type PersonLine, type Place, parsePerson } from "./person-line.ts"

/** People of an earlier run. */
export interface StoredPeople {
  readonly lines: ReadonlyMap<string, PersonLine>
  /** What their statements named (C8). */
  names(): Names
  read(place: Place): Promise<Uint8Array>
}

export type Names = Readonly<Record<"root" | "record", ReadonlySet<string>>>

/** Somebody as bytes. */
export interface Folded {
  readonly bytes: Uint8Array
  readonly summary: Summary
  /** The leaf of the last use of her account; -1 if there is none. */
  readonly lastUse: number
}

const MOST_OPEN = 512 // people; the older half is folded up when there are more

/** All people of a log, by subject. Owns them. */
export class People {
  readonly #open = new Map<string, Person>()
  readonly #folded = new Map<string, Folded>()
  readonly #stored: StoredPeople | undefined
  readonly #named = { root: new Set<string>(), record: new Set<string>() }
  #fresh = 0

  constructor(stored?: StoredPeople) {
    this.#stored = stored
  }

  get size(): number {
    return (this.#stored?.lines.size ?? 0) + this.#fresh
  }

  /** Good until somebody else is asked for: what is changed in it later may be lost. */
  get(subject: string): Person {
    const there = this.find(subject)
    if (there !== undefined) return there
    this.#fresh++
    return this.#opened(subject, newPerson(subject))
  }

  /** @throws {RangeError} if an earlier run kept her, and she was not loaded */
  find(subject: string): Person | undefined {
    const open = this.#open.get(subject)
    if (open !== undefined) return open
    const folded = this.#folded.get(subject)
    if (folded !== undefined) {
      this.#folded.delete(subject)
      return this.#opened(subject, JSON.parse(fromUtf8(folded.bytes)) as Person)
    }
    if (this.#stored?.lines.has(subject)) throw new RangeError("a person was not loaded")
    return undefined
  }

  /**
   * Reads what an earlier run kept of her, if it did.
   * @throws {StateError} `state-malformed` if it is not what was kept
   */
  async load(subject: string): Promise<void> {
    const line = this.#stored?.lines.get(subject)
    if (line === undefined || this.#isTouched(subject)) return
    const bytes = await (this.#stored as StoredPeople).read(line.place)
    if (digestOf(bytes) !== line.place.digest) throw malformed()
    const person = parsePerson(subject, bytes)
    // Two entries of hers may have asked at once: the one that came first may be changed by now.
    if (!this.#isTouched(subject)) this.#opened(subject, person)
  }

  /** C8: whether any statement named this root or record hash. */
  isNamed = (kind: "root" | "record", hash: string): boolean =>
    this.#named[kind].has(hash) || this.#stored?.names()[kind].has(hash) === true

  name(kind: "root" | "record", hash: string): void {
    this.#named[kind].add(hash)
  }

  /** Those of whom something was used from leaf `from` on, as bytes: only people who were read in this run can be. */
  *usedSince(from: number): Generator<Uint8Array> {
    for (const { bytes, lastUse } of this.changed()) if (lastUse >= from) yield bytes
  }

  *summaries(): Generator<[string, Summary]> {
    for (const { subject, summary } of this.untouched()) yield [subject, summary]
    for (const [subject, { summary }] of this.#folded) yield [subject, summary]
    for (const [subject, person] of this.#open) yield [subject, summaryOf(person)]
  }

  /** Those of an earlier run of whom nothing was asked. */
  *untouched(): Generator<PersonLine> {
    for (const line of this.#stored?.lines.values() ?? []) if (!this.#isTouched(line.subject)) yield line
  }

  /** Everybody else, as bytes. */
  *changed(): Generator<Folded & { readonly subject: string }> {
    for (const [subject, folded] of this.#folded) yield { subject, ...folded }
    for (const [subject, person] of this.#open) yield { subject, ...fold(person) }
  }

  read(place: Place): Promise<Uint8Array> {
    if (this.#stored === undefined) throw new RangeError("nobody is stored")
    return this.#stored.read(place)
  }

  #isTouched(subject: string): boolean {
    return this.#open.has(subject) || this.#folded.has(subject)
  }

  #opened(subject: string, person: Person): Person {
    if (this.#open.size >= MOST_OPEN)
      for (const [older, one] of [...this.#open].slice(0, MOST_OPEN / 2)) {
        this.#open.delete(older)
        this.#folded.set(older, fold(one))
      }
    this.#open.set(subject, person)
    return person
  }
}

/** First half of the SHA-256 of somebody's bytes: it tells damage, which is all that it is for. */
export function digestOf(bytes: Uint8Array): string {
  return hex(sha256(bytes).subarray(0, 16))
}

/** What the statements of all these people named (C8). */
export function namesOf(lines: Iterable<PersonLine>): Names {
  const [root, record] = [new Set<string>(), new Set<string>()]
  for (const { summary } of lines) {
    const { kept, gone, records, lost } = summary
    for (const [name] of kept) root.add(name)
    for (const name of gone) root.add(name)
    for (const [sha256] of records) record.add(sha256)
    for (const sha256 of lost) record.add(sha256)
  }
  return { root, record }
}

function fold(person: Person): Folded {
  return { bytes: encodePerson(person), summary: summaryOf(person), lastUse: lastUseOf(person) }
}

function lastUseOf({ uses }: Person): number {
  return uses.at(-1)?.index ?? -1
}
