// Every statement type of PROTOCOL section 6 with a body that is right, who signs it, and how it is opened. Made-up values.

import { sha256 } from "@noble/hashes/sha2.js"
import { hex, utf8 } from "../../../src/core/bytes.ts"
import { APPROVAL, openApproval } from "../../../src/core/custody/approval.ts"
import type { VerifierKey } from "../../../src/core/note/vkey.ts"
import { type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { CUSTODY, openCustody } from "../../../src/core/statement/custody.ts"
import { ERASURE, openErasure } from "../../../src/core/statement/erasure.ts"
import type { Statement, StatementType } from "../../../src/core/statement/frame.ts"
import { openRelease, RELEASE } from "../../../src/core/statement/release.ts"
import { openReply, padReply, REPLY } from "../../../src/core/statement/reply.ts"
import { openTick, TICK } from "../../../src/core/statement/tick.ts"
import { ORIGIN } from "./sample.ts"

const seeded = (name: string, n: number) => signerFromSeed(name, new Uint8Array(32).fill(n))
export const log = await seeded(ORIGIN, 11)
export const consoles: Signer[] = [await seeded("console-1", 12), await seeded("console-2", 13)]
export const releases: Signer[] = [await seeded("release-1", 14), await seeded("release-2", 15)]
export const keysOf = (signers: readonly Signer[]): VerifierKey[] => signers.map(({ verifier }) => verifier)
const [first, second] = consoles as [Signer, Signer]

export const A = "0a".repeat(32)
export const B = "0b".repeat(32)
export const SUBJECT = "5e".repeat(32)
const FILE = { sha256: A, size: 40_000 }
export const WORDS = "The exact words,\non two lines."

/** A statement type with all that the tables need. */
export interface Kind {
  readonly type: StatementType<object>
  readonly good: Record<string, unknown>
  readonly signer: Signer
  /** Keys that have no say, though they belong to the organisation. */
  readonly others: readonly Signer[]
  readonly isLeaf: boolean
  readonly open: (bytes: Uint8Array, origin?: string) => Promise<Statement<object>>
  /** Bodies that do not fit, each in one thing, and the code. */
  readonly odd: readonly (readonly [string, string, Record<string, unknown>])[]
}

const list = (n: number) => Array.from({ length: n }, (_, i) => i.toString(16).padStart(64, "0"))

const kinds: Record<string, Kind> = {
  tick: {
    type: TICK as StatementType<object>,
    good: { day: "2026-11-21", nonce: "0123456789abcdef0123456789abcdef" },
    signer: log,
    others: [first, releases[0] as Signer],
    isLeaf: true,
    open: (bytes, origin = ORIGIN) => openTick(bytes, origin, log.verifier),
    odd: [
      ["a day that is none", "note-malformed", { day: "2026-02-30" }],
      ["a short nonce", "note-malformed", { nonce: "0123456789abcdef" }],
      ["a nonce in upper case", "note-malformed", { nonce: "0123456789ABCDEF0123456789ABCDEF" }],
    ],
  },
  erasure: {
    type: ERASURE as StatementType<object>,
    good: { subject: SUBJECT, consent: A, content: [A, B], records: [], reason: "withdrawn" },
    signer: log,
    others: [first],
    isLeaf: true,
    open: (bytes, origin = ORIGIN) => openErasure(bytes, origin, log.verifier),
    odd: [
      ["an unknown reason", "field-unknown", { reason: "lost" }],
      ["unsorted roots", "note-malformed", { content: [B, A] }],
      ["a root twice", "note-malformed", { content: [A, A] }],
      ["unsorted records", "note-malformed", { records: [B, A] }],
      ["a record twice", "note-malformed", { records: [B, B] }],
      ["21 roots", "note-malformed", { content: list(21) }],
      ["21 records", "note-malformed", { records: list(21) }],
      ["no list", "note-malformed", { content: null }],
      ["a root in upper case", "note-malformed", { content: [A.toUpperCase()] }],
      ["a subject that is no key", "note-malformed", { subject: "5e" }],
      ["no consent", "note-malformed", { consent: null }],
    ],
  },
  custody: {
    type: CUSTODY as StatementType<object>,
    good: {
      console: hex(second.verifier.key),
      seq: 3,
      prev: A,
      subject: SUBJECT,
      action: "used",
      consent: B,
      log: 8,
      record: FILE,
    },
    signer: second,
    others: [first, log],
    isLeaf: true,
    open: (bytes, origin = ORIGIN) => openCustody(bytes, origin, keysOf(consoles)),
    odd: [
      ["an unknown action", "field-unknown", { action: "seen" }],
      ["a use without its record", "note-malformed", { record: null }],
      ["an import with a record", "note-malformed", { action: "imported" }],
      ["no prev after the first", "note-malformed", { prev: null }],
      ["a prev at the first", "note-malformed", { seq: 0 }],
      ["a negative seq", "note-malformed", { seq: -1 }],
      ["half a leaf", "note-malformed", { log: 1.5 }],
      ["an unknown key in the record", "field-unknown", { record: { ...FILE, kind: "x" } }],
      ["a console that is none", "signature", { console: SUBJECT }],
      ["another console", "signature", { console: hex(first.verifier.key) }],
    ],
  },
  release: {
    type: RELEASE as StatementType<object>,
    good: { version: 2, files: FILE, previous: A },
    signer: releases[1] as Signer,
    others: [first, log],
    isLeaf: true,
    open: (bytes, origin = ORIGIN) => openRelease(bytes, origin, keysOf(releases)),
    odd: [
      ["version 0", "note-malformed", { version: 0 }],
      ["a first one with one before it", "note-malformed", { version: 1 }],
      ["a later one with none before it", "note-malformed", { previous: null }],
      ["no files", "note-malformed", { files: null }],
    ],
  },
  reply: {
    type: REPLY as StatementType<object>,
    good: {
      subject: SUBJECT,
      n: 0,
      day: "2026-11-21",
      language: "uk",
      text: `May we print this?\n${WORDS}`,
      asks: { purpose: "publish_quote", recipientId: null, sha256: hex(sha256(utf8(WORDS))) },
    },
    signer: first,
    others: [log, releases[0] as Signer],
    isLeaf: false,
    open: (bytes, origin = ORIGIN) => openReply(padReply(bytes), origin, keysOf(consoles), SUBJECT),
    odd: [
      ["another subject's", "subject", { subject: A }],
      ["no text", "note-malformed", { text: "" }],
      ["a language that is none", "note-malformed", { language: "Ukrainian" }],
      ["a negative number", "note-malformed", { n: -1 }],
      ["other words than it asks for", "note-malformed", { text: "May we print this?\nOther words." }],
      ["words from the middle of a line", "note-malformed", { text: `May we? ${WORDS}` }],
      ["an unknown purpose", "field-unknown", { asks: { purpose: "sell", recipientId: null, sha256: null } }],
      [
        "publication of no exact words",
        "note-malformed",
        { asks: { purpose: "publish_quote", recipientId: null, sha256: null } },
      ],
      [
        "exact words of what is no publication",
        "note-malformed",
        { asks: { purpose: "share_partner", recipientId: "partner", sha256: A } },
      ],
      [
        "a recipient without a name",
        "note-malformed",
        { asks: { purpose: "share_partner", recipientId: "", sha256: null } },
      ],
    ],
  },
  approval: {
    type: APPROVAL as StatementType<object>,
    good: { record: A },
    signer: second,
    others: [log, releases[0] as Signer],
    isLeaf: false,
    open: (bytes, origin = ORIGIN) => openApproval(bytes, origin, keysOf(consoles)),
    odd: [["no hash", "note-malformed", { record: null }]],
  },
}

export const KINDS: readonly (readonly [string, Kind])[] = Object.entries(kinds)
