// All uses of a log judged, several people at a time, here or by hands that the caller has beside (threads). What is found is told
// in the order of people, whoever was done first, so that two audits of one log come to the same report.
import { fromUtf8 } from "../core/bytes.ts"
import type { Book } from "./book.ts"
import { type Finding, finding } from "./findings.ts"
import type { Person } from "./person.ts"
import type { Opening, Records } from "./records.ts"
import { type JudgedUses, judgeUses } from "./uses.ts"

/** What all of them are judged against. */
export interface Given {
  readonly ground: Pick<Book, "charters" | "days">
  readonly records: Records
  /** The leaf from which on uses are judged. */
  readonly from: number
}

/** Others who judge what {@link judgeUses} would. */
export interface Hands {
  /**
   * @param person as {@link encodePerson} wrote her @param find told each thing found, in its order
   * @throws {SourceError}
   */
  judge(person: Uint8Array, find: (found: Finding) => void): Promise<JudgedUses>
  end(): Promise<void>
}

/** Hands for so many people's uses; undefined where starting them would take longer. */
export type HandsFor = (given: Given, people: number) => Hands | undefined

const AT_ONCE = 16 // people, each of whom waits for one record: of forty kilobytes mostly

/**
 * @param tell told what came of each person
 * @throws {SourceError} once what was found before it is in the book
 */
export async function judgeAll(
  book: Book,
  { records, from }: Omit<Given, "ground">,
  opening: Opening,
  handsFor: HandsFor | undefined,
  tell: (judged: JudgedUses) => void,
): Promise<void> {
  const given: Given = { ground: book, records, from }
  const people = [...book.people.usedSince(from)]
  const hands = handsFor?.(given, people.length)
  const judge: Hands["judge"] =
    hands?.judge ?? (async (person, find) => judgeHere(given, opening, person, find))
  const under: { readonly done: Promise<JudgedUses>; readonly found: readonly Finding[] }[] = []
  const drain = async (most: number): Promise<void> => {
    while (under.length > most) {
      const { done, found } = under.shift() as (typeof under)[number]
      try {
        tell(await done)
      } finally {
        for (const one of found) book.take(one)
      }
    }
  }
  try {
    for (const person of people) {
      const found: Finding[] = []
      const done = judge(person, (one) => found.push(one))
      done.catch(() => {}) // told when its turn comes
      under.push({ done, found })
      await drain(AT_ONCE - 1)
    }
    await drain(0)
  } finally {
    await Promise.allSettled(under.map(({ done }) => done))
    await hands?.end()
  }
}

/** As {@link Hands.judge}, by whoever calls. */
export function judgeHere(
  given: Given,
  opening: Opening,
  person: Uint8Array,
  find: (found: Finding) => void,
): Promise<JudgedUses> {
  const judging = { ...given, opening, find: (...said: Parameters<typeof finding>) => find(finding(...said)) }
  return judgeUses(judging, JSON.parse(fromUtf8(person)) as Person)
}
