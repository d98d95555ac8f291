// Who opens what a bundle holds: the thread that keeps the store, or others beside it. What is asked of them and what they give back
// is plain data, because it may cross from one thread to another.
import type { ConsentBody } from "../core/consent/statement.ts"
import type { Submission } from "../core/container/inside.ts"
import type { Content } from "../core/ledger.ts"
import type { Facts, HeldContainer, HeldRecord } from "./card.ts"

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
  container(job: Job, record: HeldRecord | null): Promise<Taken>
}
