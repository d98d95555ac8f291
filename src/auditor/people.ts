// All people of a log, one entry each, which is what grows with a log and what `--state` keeps between runs: each with a
// summary that says, without reading the rest, whether something of hers is due or must be there.
import { newPerson, type Person, type Summary, summaryOf } from "./person.ts"
import { encodePerson, parsePerson, parseSummary } from "./person-line.ts"

/** All people of a log, by subject. Owns them; those of an earlier run are read only when somebody asks for them. */
export class People {
  readonly #known = new Map<string, Person>()
  readonly #stored: ReadonlyMap<string, string>
  readonly #named: Set<string>
  #fresh = 0

  /** @param stored people as {@link entries} gave them @param named as {@link named} gave it */
  constructor(stored: ReadonlyMap<string, string> = new Map(), named: Iterable<string> = []) {
    this.#stored = stored
    this.#named = new Set(named)
  }

  get size(): number {
    return this.#stored.size + this.#fresh
  }

  get(subject: string): Person {
    const known = this.find(subject)
    if (known !== undefined) return known
    const fresh = newPerson(subject)
    this.#known.set(subject, fresh)
    this.#fresh++
    return fresh
  }

  /** @throws {StateError} `state-malformed` if what was kept of her cannot be read */
  find(subject: string): Person | undefined {
    const known = this.#known.get(subject)
    const stored = known === undefined ? this.#stored.get(subject) : undefined
    if (stored === undefined) return known
    const person = parsePerson(subject, stored)
    this.#known.set(subject, person)
    return person
  }

  /** C8: whether any statement named this root or record hash. */
  isNamed = (kind: "root" | "record", hash: string): boolean => this.#named.has(`${kind}:${hash}`)

  name(kind: "root" | "record", hash: string): void {
    this.#named.add(`${kind}:${hash}`)
  }

  /** Those of whom something was used from leaf `from` on: only people who were read in this run can be. */
  *usedSince(from: number): Generator<Person> {
    for (const person of this.#known.values()) if ((person.uses.at(-1)?.index ?? -1) >= from) yield person
  }

  *summaries(): Generator<[string, Summary]> {
    for (const [subject, stored] of this.#stored)
      if (!this.#known.has(subject)) yield [subject, parseSummary(stored)]
    for (const [subject, person] of this.#known) yield [subject, summaryOf(person)]
  }

  /** Each person as one line. */
  *entries(): Generator<[string, string]> {
    for (const [subject, stored] of this.#stored) if (!this.#known.has(subject)) yield [subject, stored]
    for (const [subject, person] of this.#known) yield [subject, encodePerson(person)]
  }

  named(): Iterable<string> {
    return this.#named
  }
}
