// A case as the store keeps it: a card on a shelf (PROTOCOL section 10; survivor-standards 4.2). The card holds what lists need,
// what the log says of her, what staff wrote, and the erasable keys of her compartments; dropping the card drops the keys.
// Everything here stands sealed in the store and nowhere else.

import type { Purpose } from "../core/consent/decision.ts"
import type { ConsentRecord } from "../core/consent/record.ts"
import type { SubjectLeaf } from "../core/consent/rules.ts"
import type { Part } from "../core/container/inside.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import type { FileRef } from "../core/statement/fields.ts"

/** The parts of an account, each under a key of its own: a view can be given some and not others. */
export const COMPARTMENTS = ["contact", "identity", "account", "files"] as const

export type Compartment = (typeof COMPARTMENTS)[number]

/** A sealed blob of the store: where it is, and the key it is sealed with, in base64. */
export interface BlobRef {
  readonly name: string
  readonly key: string
  /** Bytes of the plaintext. */
  readonly size: number
}

/** A container as it was taken in. */
export interface HeldContainer {
  readonly root: string
  readonly size: number
  /** Leaf hash of the statement that named it, and the `imported` statement that answered. */
  readonly consent: string
  readonly imported: string | null
  readonly language: string
  /**
   * Its bytes as they were, without the age header: `name` of the blob. The header and the file key stand in the compartment
   * `files`, so that no identity opens what is left when that is gone. Null once that compartment was erased.
   */
  readonly body: string | null
  readonly compartments: { readonly [C in Compartment]: BlobRef | null }
  /** Its attachments, as far as they may stand beside a covered account: no names of hers. */
  readonly parts: readonly Pick<Part, "name" | "size" | "type" | "hidden">[]
}

/** What the compartment `files` holds. */
export interface FilesInside {
  /** The age header and the 16-byte file key, base64. */
  readonly header: string
  readonly fileKey: string
  readonly parts: readonly Part[]
  /** SHA-256 of each file's plain bytes, computed at the import. */
  readonly sha256: Readonly<Record<string, string>>
}

/** The answers that a list goes by. */
export interface Facts {
  readonly danger: "yes_now" | "maybe" | null
  readonly minor: boolean
  readonly contact: string | null
  readonly harm: readonly string[]
  readonly place: { readonly text: string; readonly kind: string } | null
  readonly files: number
  readonly pictures: number
}

/** The consent record that holds now, as it came and opened. */
export interface HeldRecord {
  readonly ref: FileRef
  /** Leaf hash of the statement that named it. */
  readonly leaf: string
  /** Its 16-byte file key, hex: what lets an auditor open this record and no other. */
  readonly consentKey: string
  readonly value: ConsentRecord
  readonly sealed: BlobRef
}

/** A statement of hers that counts, and the batch it came in; null while it is pending. */
export interface HeldLeaf {
  readonly index: number | null
  readonly day: string | null
  readonly said: SubjectLeaf
}

/** Pictures of somebody under 18 are not shown without a second question. */
export interface Quarantine {
  readonly by: string
  readonly day: string
  readonly reason: string
}

export interface StaffNote {
  readonly by: string
  readonly day: string
  readonly text: string
}

/** What staff write of a case (survivor-standards 4.2). Reliability is never a score of a survivor, so there is none. */
export interface StaffFields {
  readonly legalClassification: readonly {
    readonly code: string
    readonly classifier: string
    readonly date: string
    readonly confidence: string
  }[]
  readonly riskLevel: string | null
  readonly duplicatesOf: string | null
  readonly linkedIncident: string | null
  readonly sourceConnection: string | null
  readonly handlingRestrictions: readonly string[]
  readonly translatorCode: string | null
  readonly nextReview: string | null
}

export const NO_STAFF_FIELDS: StaffFields = {
  legalClassification: [],
  riskLevel: null,
  duplicatesOf: null,
  linkedIncident: null,
  sourceConnection: null,
  handlingRestrictions: [],
  translatorCode: null,
  nextReview: null,
}

/** A word that was sent to her. */
export interface HeldReply {
  readonly n: number
  readonly day: string
  readonly language: string
  readonly text: string
  readonly asks: {
    readonly purpose: Purpose
    readonly recipientId: string | null
    readonly sha256: string | null
  } | null
}

/** A hold: the `held` statement, and where the log has it. */
export interface Hold {
  readonly leaf: string
  readonly index: number | null
  readonly reason: string
}

/** A card. */
export interface Card {
  readonly ref: string
  readonly subject: string
  /** Her reply recipient, from the account. */
  readonly reply: string
  readonly partner: string | null
  readonly leaves: readonly HeldLeaf[]
  readonly containers: readonly HeldContainer[]
  readonly record: HeldRecord | null
  readonly facts: Facts
  /** Custody records of earlier uses, by leaf hash of their statements; `record` null where it could not be read. */
  readonly earlier: readonly { readonly leaf: string; readonly record: CustodyRecord | null }[]
  /** Why she is not shown now. */
  readonly lock: "withdrawn" | "erased" | "expired" | null
  readonly hold: Hold | null
  readonly quarantine: Quarantine | null
  readonly labels: readonly string[]
  readonly notes: readonly StaffNote[]
  readonly staff: StaffFields
  readonly heldBy: string | null
  readonly replies: readonly HeldReply[]
  /** Requests of other consoles for a yes to one use, that this store approved. */
  readonly approved?: readonly { readonly decisionId: string; readonly id: string; readonly day: string }[]
  /** Who opened it for what on which day. */
  readonly openings: readonly {
    readonly by: string
    readonly day: string
    readonly purpose: string
    readonly only: boolean
  }[]
}

/** A card without its keys and sealed places: what may leave this room. */
export type Known = Omit<Card, "containers" | "record"> & {
  readonly containers: readonly Pick<HeldContainer, "root" | "size" | "consent" | "language">[]
  readonly record: Pick<HeldRecord, "ref" | "leaf" | "value"> | null
}
