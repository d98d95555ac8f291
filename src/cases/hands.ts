// Who opens what a bundle holds: the thread that keeps the store, or others beside it. What is asked of them and what they give back
// is plain data, because it may cross from one thread to another.
import type { ConsentRecord } from "../core/consent/record.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import type { Submission } from "../core/container/inside.ts"
import type { Content } from "../core/ledger.ts"
import type { Carried } from "../open/carried.ts"
import type { Facts, HeldContainer, HeldRecord } from "./card.ts"

/** A bundle as far as taking from it goes. */
export type Held = Pick<Carried, "index" | "entries" | "claimed">

/** What of the record that holds now a container is held against. */
export type RecordBeside = Pick<ConsentRecord, "reply" | "subject">

/** A container to be taken. */
export interface Job {
  readonly subject: string
  readonly content: Pick<Content, "statement">
  readonly leaf: string
}

/** A container that was taken. */
export interface Taken {
  readonly container: Omit<HeldContainer, "imported">
  readonly submission: Submission
  readonly facts: Facts
}

/** Each throws what is wrong with what it was to open. */
export interface Hands {
  record(named: ConsentBody, leaf: string): Promise<HeldRecord>
  container(job: Job, record: RecordBeside | null): Promise<Taken>
}
