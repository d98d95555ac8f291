// What the offline staff room can do, as its faces see it (PROTOCOL sections 6, 10 and 11): one desk over one case store, opened
// for one session by one console. The command line and the page call the same; neither ever sees a key. Types only: what does
// it is open-desk.ts.
import type { RandomAccess } from "../bundle/entry.ts"
import type { Bytes } from "../core/chunks.ts"
import type { Identifiability, Purpose, Scope } from "../core/consent/decision.ts"
import type { ConsentRecord } from "../core/consent/record.ts"
import type { InForceCode } from "../core/consent/refusal.ts"
import type { Use } from "../core/consent/use.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import type { Policy } from "../core/policy.ts"
import type { Compartment, Known, Quarantine, StaffFields, StaffNote } from "./card.ts"
import type { ImportReport } from "./report.ts"

/** How a case is called among staff: six letters that say nothing of anyone. */
export type CaseRef = string

/** Whose store it is, and what its console knows. */
export interface About {
  readonly organisation: string
  readonly origin: string
  readonly fingerprint: string
  readonly kind: "demonstration" | "production"
  /** Name of this console's key: `console-1`. */
  readonly console: string
  /** Leaves of the log at the last import, and the day of its last tick. */
  readonly size: number
  readonly day: string | null
  readonly charter: number
  /** Statements, records and replies that wait for a dispatch, or for the bundle that acknowledges it. */
  readonly waiting: number
  /** `store-older`: an older copy of the store was put back, so nothing is signed until {@link Desk.goOn}. */
  readonly stopped: "store-older" | null
}

/** What a list is asked for; whatever is left out does not matter. */
export interface Filter {
  readonly language?: string
  /** A harm's code, `H01` … */
  readonly harm?: string
  /** Part of the place as given. */
  readonly place?: string
  /** A consent in force today for this purpose (and recipient, if named), her conditions kept. */
  readonly purpose?: Purpose
  readonly recipientId?: string
  /** She wrote after our last word, or waits for a first one. */
  readonly waiting?: boolean
  /** Somebody has to look at it, or ask her again, by this day. */
  readonly reviewBy?: string
  readonly label?: string
  readonly heldBy?: string
  /** Words of the reference, labels, notes, place, and of accounts that may be read. */
  readonly text?: string
}

/** A case in a list. What only a wider consent lets be known is null while there is none. */
export interface CaseLine {
  readonly ref: CaseRef
  readonly subject: string
  readonly language: string
  /** Day of the batch that logged its first statement; null while that is pending. */
  readonly since: string | null
  readonly danger: "yes_now" | "maybe" | null
  readonly minor: boolean
  readonly contact: string | null
  readonly harm: readonly string[] | null
  readonly place: { readonly text: string; readonly kind: string } | null
  readonly files: number
  readonly quarantine: Quarantine | null
  /** Whether more than triage is allowed today. */
  readonly readable: boolean
  readonly read: boolean
  readonly waiting: boolean
  readonly reviewAt: string | null
  readonly labels: readonly string[]
  readonly heldBy: string | null
  readonly hold: boolean
}

/** What is allowed today for one purpose and recipient, and if not, why not. */
export interface Allowed {
  readonly purpose: Purpose
  readonly recipientId: string | null
  /** The policy's name for it; null within the house. */
  readonly recipient: string | null
  readonly action: Use["action"]
  readonly code: InForceCode | null
  /** With a code, what is missing; without one, what whoever acts must answer for before it is so. */
  readonly unmet: readonly string[]
  /** As far as she went: null where nothing is allowed. */
  readonly decisionId: string | null
  readonly identifiability: Identifiability | null
  readonly dataScope: readonly Scope[]
  readonly conditions: readonly string[]
  readonly reviewAt: string | null
}

/** A case as it stands beside the covered account. */
export interface CaseView extends CaseLine {
  readonly staff: StaffFields
  readonly notes: readonly StaffNote[]
  readonly record: ConsentRecord | null
  readonly allowed: readonly Allowed[]
  readonly replies: readonly Said[]
  /** What was done with it, by any console, as the log and the records say. */
  readonly uses: readonly Pick<CustodyRecord, "action" | "purpose" | "recipientId" | "by" | "day">[]
  readonly until: string | null
  /** Which parts there are; none of their content. */
  readonly parts: readonly PartLine[]
}

/** A word to her. */
export interface Said {
  readonly n: number
  readonly day: string
  readonly language: string
  readonly text: string
  readonly asks: { purpose: Purpose; recipientId: string | null; sha256: string | null } | null
}

/** A file of the case. Names that she gave are content, so they come with revealing. */
export interface PartLine {
  /** Number of the container, from 0, and the file's name inside it. */
  readonly container: number
  readonly name: string
  readonly size: number
  readonly type: string
  readonly hidden: "kept" | "removed" | "unsure"
}

/** What a reveal shows. With `only`, contact and danger; the rest stays covered. */
export interface Revealed {
  readonly only: "triage" | null
  readonly purpose: Purpose
  readonly answers: readonly {
    readonly field: string
    readonly value: unknown
    readonly compartment: Compartment
  }[]
  readonly files: readonly (PartLine & { readonly original: string })[]
}

/** One attachment. `bytes` throws at its end unless all of it is what she sent: show nothing before. */
export interface Attachment {
  readonly name: string
  readonly original: string
  readonly type: string
  readonly size: number
  readonly bytes: Bytes
}

/** What a disclosure is to be. */
export interface DisclosurePlan {
  readonly purpose: Purpose
  readonly recipientId: string | null
  readonly identifiability: Identifiability
  readonly dataScope: readonly Scope[]
  /** Fields of the testimony, and files as `1:files/001` (the first container's), that go along. */
  readonly fields: readonly string[]
  readonly files: readonly string[]
  /** Publication of a quote: the exact words that she approved, and nothing else. */
  readonly words: string | null
  /** What whoever acts answers for. */
  readonly met: readonly Use["met"][number][]
  readonly notHappened: readonly string[]
  readonly note: string | null
}

/** A request for a second console's name. `bytes` are sealed to the intake: a file to carry to the other console. */
export interface Request {
  readonly id: string
  readonly bytes: Uint8Array
  readonly record: CustodyRecord
}

/** A request as the second console sees it, judged again by what its own store knows. */
export interface Reviewed {
  readonly id: string
  readonly record: CustodyRecord
  /** What would go along, and what whoever asks answers for; null for a hold and its release. */
  readonly plan: DisclosurePlan | null
  readonly ref: CaseRef | null
  readonly by: string
  /** Why it may not be approved; null if it may. */
  readonly code: string | null
}

/** A plain copy: it exists only once the use is logged. */
export interface PlainCopy {
  readonly leaf: string
  readonly files: readonly { readonly name: string; readonly size: number; readonly bytes: Bytes }[]
}

/** What a dispatch holds. */
export interface Dispatched {
  readonly statements: number
  readonly records: number
  readonly replies: number
  /** What did not fit: make another one when this one was brought. */
  readonly left: number
}

/** The desk. Whatever changes the store is durable when it returns. */
export interface Desk {
  about(): About
  policy(): Policy | null
  /** Takes an intake bundle: withdrawals first, then the rest. Again is the same. @throws for a bad chain or log */
  import(bundle: RandomAccess, progress?: (done: number, total: number) => void): Promise<ImportReport>
  /** Works out what lists and search ask for: call it after opening and importing, while nobody waits. */
  prepare(): Promise<void>
  /** Cases that are not locked, by reference. */
  list(filter?: Filter): Promise<readonly CaseLine[]>
  /** A case by reference or subject. @throws {CasesError} `no-case`, `locked` */
  look(ref: CaseRef): CaseView
  /** What is known of a case before its content: for whoever needs it whole. */
  known(ref: CaseRef): Known
  /**
   * Opens content: logged as `opened`, once a person, case and day.
   * @param purpose what for; with only `store` allowed, `store` opens for triage
   * @throws {InForceError} why not @throws {CasesError} `stale`, `clock-behind`, `locked`
   */
  reveal(ref: CaseRef, purpose: Purpose, met?: Use["met"]): Promise<Revealed>
  /** One attachment of a case revealed today. @throws {CasesError} `covered`, `quarantined` */
  attachment(ref: CaseRef, container: number, name: string): Promise<Attachment>
  /** Puts a case's pictures behind a second question, or takes that away, with a reason kept in the store. */
  quarantine(ref: CaseRef, set: boolean, reason: string): Promise<void>
  label(ref: CaseRef, labels: readonly string[]): Promise<void>
  note(ref: CaseRef, text: string): Promise<void>
  staff(ref: CaseRef, fields: Partial<StaffFields>): Promise<void>
  /** Gives the case to a colleague. */
  handOver(ref: CaseRef, to: string, word: string): Promise<void>
  /** Erases one compartment of a case for good, and with it the container's bytes and file key; the others stay. */
  erase(ref: CaseRef, compartment: Compartment): Promise<void>
  reply(ref: CaseRef, said: Omit<Said, "n" | "day">): Promise<Said>
  /** @throws {InForceError} why consent does not cover it */
  disclose(ref: CaseRef, plan: DisclosurePlan): Promise<Request>
  /** Keeps the offline copy for a court: never a use, and only where nothing was withdrawn before. */
  hold(ref: CaseRef, reason: string): Promise<Request>
  release(ref: CaseRef, reason: string): Promise<Request>
  /** The second console's side. */
  review(request: Uint8Array): Promise<Reviewed>
  approve(request: Uint8Array): Promise<Uint8Array>
  /** The first console's: states and logs the use, and only then gives the copy. */
  finish(request: Uint8Array, approval: Uint8Array): Promise<PlainCopy>
  /** Writes a dispatch bundle of all that waits. Again is the same, until a bundle acknowledges it. */
  dispatch(sink: (chunk: Uint8Array) => Promise<void> | void): Promise<Dispatched>
  /** After `store-older`: takes up this console's chain where the log has it. */
  goOn(): Promise<void>
  close(): Promise<void>
}
