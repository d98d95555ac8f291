// What an audit knows of each person in a log: where she stands, what was named for her and what became of it. One entry a
// person, which is what grows with a log; it is what `--state` keeps between runs.
import { noStanding, type Standing, type SubjectLeaf } from "../core/consent/rules.ts"
import type { CustodyBody } from "../core/statement/custody.ts"

/** A consent or erasure that counts, where it stands in the log and on which day. */
export interface Said {
  readonly index: number
  readonly day: string
  readonly said: SubjectLeaf
}

/** A container that a statement named. */
export interface NamedContent {
  readonly root: string
  readonly size: number
  readonly leaf: string
  /** Whether a console said that it had imported it, and whether an erasure says that it is gone. */
  imported: boolean
  erased: boolean
}

/** A sealed consent record that a statement named; `relied` once a use relies on it. */
export interface NamedRecord {
  readonly sha256: string
  readonly size: number
  readonly leaf: string
  relied: boolean
  erased: boolean
}

/** A custody statement about her that has a record. */
export interface Used {
  readonly index: number
  readonly day: string
  readonly leaf: string
  readonly body: CustodyBody
}

export interface Person {
  standing: Standing
  /** The day of the leaf of the first withdrawal that still counts, and of the first of them that says now. */
  withdrawnOn: string | null
  nowOn: string | null
  readonly said: Said[]
  readonly contents: NamedContent[]
  readonly records: NamedRecord[]
  readonly uses: Used[]
}

export function newPerson(subject: string): Person {
  return {
    standing: noStanding(subject),
    withdrawnOn: null,
    nowOn: null,
    said: [],
    contents: [],
    records: [],
    uses: [],
  }
}

/** Whether something of hers should still be there: only then can an erasure be due. */
export function hasContent({ contents }: Person): boolean {
  return contents.some(({ erased }) => !erased)
}

/** All people of a log, by subject. Owns them; those of an earlier run are read only when somebody asks for them. */
export class People {
  readonly #known = new Map<string, Person>()
  readonly #stored: Map<string, string>
  readonly #named: Set<string>

  /** @param stored people as {@link entries} gave them @param named as {@link named} gave it */
  constructor(stored: Map<string, string> = new Map(), named: Iterable<string> = []) {
    this.#stored = stored
    this.#named = new Set(named)
  }

  get size(): number {
    let fresh = 0
    for (const subject of this.#known.keys()) if (!this.#stored.has(subject)) fresh++
    return this.#stored.size + fresh
  }

  get(subject: string): Person {
    const known = this.find(subject)
    if (known !== undefined) return known
    const fresh = newPerson(subject)
    this.#known.set(subject, fresh)
    return fresh
  }

  find(subject: string): Person | undefined {
    const known = this.#known.get(subject)
    const stored = known === undefined ? this.#stored.get(subject) : undefined
    if (stored === undefined) return known
    const person = JSON.parse(stored) as Person
    this.#known.set(subject, person)
    return person
  }

  /** C8: whether any statement named this root or record hash. */
  isNamed(kind: "root" | "record", hash: string): boolean {
    return this.#named.has(kind + hash)
  }

  name(kind: "root" | "record", hash: string): void {
    this.#named.add(kind + hash)
  }

  /** Those of whom something was used from leaf `from` on: only people who were read in this run can be. */
  *usedSince(from: number): Generator<string> {
    for (const [subject, { uses }] of this.#known) if ((uses.at(-1)?.index ?? -1) >= from) yield subject
  }

  *subjects(): Generator<string> {
    yield* this.#stored.keys()
    for (const subject of this.#known.keys()) if (!this.#stored.has(subject)) yield subject
  }

  /** Each person as one line of JSON. */
  *entries(): Generator<[string, string]> {
    for (const subject of this.subjects()) {
      const known = this.#known.get(subject)
      yield [subject, known === undefined ? (this.#stored.get(subject) as string) : JSON.stringify(known)]
    }
  }

  named(): Iterable<string> {
    return this.#named
  }
}
