// What an audit has read so far, and what it has found: the one thing that every judge of an entry reads and writes. It is
// also what `--state` keeps, so that the next run verifies only what is new.
import type { Charter } from "../core/charter/charter.ts"
import { Days } from "./batches.ts"
import { type Finding, type FindingCode, finding } from "./findings.ts"
import { type Keys, keysOf } from "./keys.ts"
import { People } from "./people.ts"

/** A charter, the leaf that it is, and that leaf's day; of charter 1, null. */
export interface LoggedCharter {
  readonly charter: Charter
  readonly index: number
  readonly day: string | null
}

/** The last of something that is chained. */
export interface Link {
  readonly seq: number
  readonly leaf: string
}

/** An entry that relies on something which is not in the log before it. */
export interface Early {
  readonly index: number
  readonly subject: string
}

/** One entry as the judges see it. */
export interface Entry {
  readonly index: number
  /** Leaf hash, hex. */
  readonly leaf: string
  /** The day of its batch's tick. */
  readonly day: string
}

/** A list longer than this helps nobody, and a hostile log must not fill the auditor's memory. */
const MOST_FINDINGS = 10_000

export class Book {
  readonly people: People
  readonly days: Days
  readonly charters: LoggedCharter[]
  /** The last custody statement of each console, by its key in hex. */
  readonly consoles: Map<string, Link>
  /** Promises seen for statements that are not leaves yet: leaf hash and the day it must be one by. */
  readonly promised: Map<string, string>
  /** Uses and imports of a consent that is no leaf yet: its leaf hash, and which entries they are. */
  readonly early: Map<string, Early[]>
  release: Link | null = null
  readonly findings: Finding[] = []
  /** How many findings there were beyond those. */
  more = 0

  constructor(
    kept: Partial<
      Pick<Book, "people" | "days" | "consoles" | "promised" | "early" | "charters" | "release">
    > = {},
  ) {
    this.people = kept.people ?? new People()
    this.days = kept.days ?? new Days()
    this.charters = [...(kept.charters ?? [])]
    this.consoles = kept.consoles ?? new Map()
    this.promised = kept.promised ?? new Map()
    this.early = kept.early ?? new Map()
    this.release = kept.release ?? null
  }

  /** The newest charter among the leaves so far. @throws {RangeError} before charter 1 was read */
  get keys(): Keys {
    const newest = this.charters.at(-1)
    if (newest === undefined) throw new RangeError("no charter was read")
    return keysOf(newest.charter)
  }

  find(
    code: FindingCode,
    about: { readonly index?: number; readonly subject?: string; readonly detail?: string } = {},
  ): void {
    this.take(finding(code, about))
  }

  take(found: Finding): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(found)
    else this.more++
  }
}
