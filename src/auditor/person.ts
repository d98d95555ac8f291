// What an audit knows of one person in a log: where she stands, what was named for her and what became of it; and what follows
// from that: what must be there, what must be gone, and from when on the rest has to go (PROTOCOL section 8, "Erasure").
import { noStanding, type Standing, type SubjectLeaf } from "../core/consent/rules.ts"
import { addDays, compare, lastDayOfMonth } from "../core/day.ts"
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
  said: Said[]
  contents: NamedContent[]
  records: NamedRecord[]
  uses: Used[]
}

/** What must be there of somebody, what must be gone, and from when on the rest has to go. */
export interface Summary {
  readonly withdrawnOn: string | null
  readonly nowOn: string | null
  readonly until: string | null
  /** Containers by root and size; records by hash and size, and whether a use relies on each. */
  readonly kept: readonly (readonly [root: string, size: number])[]
  readonly gone: readonly string[]
  readonly records: readonly (readonly [sha256: string, size: number, relied: boolean])[]
  /** Records that are erased. */
  readonly lost: readonly string[]
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

export function summaryOf({ standing, withdrawnOn, nowOn, contents, records }: Person): Summary {
  return {
    ...{ withdrawnOn, nowOn, until: standing.until },
    kept: contents.filter(({ erased }) => !erased).map(({ root, size }) => [root, size]),
    gone: contents.filter(({ erased }) => erased).map(({ root }) => root),
    records: records
      .filter(({ erased }) => !erased)
      .map(({ sha256, size, relied }) => [sha256, size, relied]),
    lost: records.filter(({ erased }) => erased).map(({ sha256 }) => sha256),
  }
}

/** Whether something of hers should still be there: only then can an erasure be due. */
export function hasContent({ kept, records }: Summary): boolean {
  return kept.length > 0 || records.some(([, , relied]) => !relied)
}

/** The day from which it is to go; undefined while it may stay. */
export function dueDay(
  { withdrawnOn, nowOn, until }: Pick<Summary, "withdrawnOn" | "nowOn" | "until">,
  erasureDays: number,
): string | undefined {
  const days: string[] = []
  if (nowOn !== null) days.push(nowOn)
  if (withdrawnOn !== null) days.push(addDays(withdrawnOn, erasureDays))
  if (until !== null) days.push(lastDayOfMonth(until))
  return days.sort(compare)[0]
}
