// An honest organisation's log, written step by step, of which an attack changes one thing: what a statement says, who signs
// it, whether it is there, or what the server holds and shows beside it. Tree and checkpoint are made anew afterwards by the
// log's own key: an attacker who holds it could do the same.

import { parseAgeHeader } from "../../src/core/age/header.ts"
import { parseRecipients } from "../../src/core/age/recipient.ts"
import { fromUtf8, hex, utf8 } from "../../src/core/bytes.ts"
import { encodeConsentRecord, parseConsentRecord } from "../../src/core/consent/record.ts"
import { CONSENT, type ConsentBody, HOLDER } from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { APPROVAL } from "../../src/core/custody/approval.ts"
import { approvedHash, type CustodyRecord, encodeCustodyRecord } from "../../src/core/custody/record.ts"
import { type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { CUSTODY, type CustodyBody } from "../../src/core/statement/custody.ts"
import { ERASURE, type ErasureBody } from "../../src/core/statement/erasure.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { RELEASE } from "../../src/core/statement/release.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { consentDraft, ORIGIN } from "../fixtures/account.ts"
import { logFiles, tick } from "../fixtures/log.ts"
import type { Keys, Who } from "./keys.ts"

/** What an attack changes of the step with its name; `more` steps are its own. */
export interface Edits {
  readonly consent?: (name: string, body: ConsentBody) => ConsentBody
  readonly decisions?: (name: string, decisions: Decision[]) => Decision[]
  readonly holder?: (name: string) => string | undefined
  readonly custody?: (name: string, body: CustodyBody) => CustodyBody
  readonly record?: (name: string, record: CustodyRecord) => CustodyRecord
  readonly approver?: (name: string, second: Signer) => Signer | null
  readonly erasure?: (name: string, body: ErasureBody) => ErasureBody
  readonly signer?: (name: string, signer: Signer) => Signer | Promise<Signer>
  /** Left out of the log; what comes after goes on as if it were there. */
  readonly drop?: readonly string[]
  readonly day?: (name: string, day: string) => string
  /** Another charter than the honest one, or one where there was none. */
  readonly charter?: (batch: string) => Uint8Array | undefined
  /** Before a batch is logged. */
  readonly batch?: (forge: Forge, name: string) => Promise<void>
}

export type Decision = Record<string, unknown> & { decisionId: string; purpose: string }

/** A use's record before it is approved and sealed. */
export type Use = Partial<CustodyRecord> & Pick<CustodyRecord, "action" | "day">

/** What waits, is stored or is lost: what a server says beside the log. */
export interface Stored {
  readonly records: Map<string, Uint8Array>
  readonly containers: Map<string, { subject: string; bytes: Uint8Array; state: "held" | "withdrawn" }>
  readonly pending: { note: Uint8Array; promise: Uint8Array | null }[]
  readonly charters: Uint8Array[]
}

/** Owns a log in the making. */
export class Forge {
  readonly keys: Keys
  readonly edits: Edits
  readonly leaves: Uint8Array[] = []
  readonly stored: Stored
  readonly #heads = new Map<string, { leaf: string; seq: number }>()
  readonly #consoles = new Map<string, { leaf: string; seq: number }>()
  readonly #fileKeys = new Map<string, Uint8Array>()
  /** Leaf hashes of statements by the names of their steps. */
  readonly named = new Map<string, string>()
  /** Hashes of the sealed records that steps made, by the names of the steps. */
  readonly records = new Map<string, string>()
  /** Roots that erasures named. */
  readonly erased: string[] = []
  /** Who signs for the log. */
  log: Signer
  #waiting: Uint8Array[] = []
  #releases: string[] = []
  charter: string

  constructor(keys: Keys, edits: Edits = {}) {
    this.keys = keys
    this.edits = edits
    this.log = keys.log
    this.leaves.push(keys.made.note)
    this.charter = keys.made.charter.hash
    const charters = [keys.made.note]
    this.stored = { records: new Map(), containers: new Map(), pending: [], charters }
  }

  /** Logs what waits: a tick, charters, the rest in order, fillers. @param name of the batch */
  async batch(name: string, day: string, charter?: Uint8Array): Promise<void> {
    const log = this.log
    await this.edits.batch?.(this, name)
    const of = this.edits.day?.(name, day) ?? day
    const first = this.edits.charter?.(name) ?? charter
    const batch = [await tick(of, log), ...(first ? [first] : []), ...this.#waiting]
    let width = 8
    while (width < batch.length) width *= 2
    while (batch.length < width) batch.push(await tick(of, this.log))
    this.leaves.push(...batch)
    this.#waiting = []
  }

  /** Puts a statement among those that wait. @returns its leaf hash */
  put(name: string, note: Uint8Array): string {
    const leaf = hex(leafHash(note))
    this.named.set(name, leaf)
    if (!this.edits.drop?.includes(name)) this.#waiting.push(note)
    return leaf
  }

  /** The last two that wait in the other order. */
  swap(): void {
    this.#waiting.push(...this.#waiting.splice(-2).reverse())
  }

  async consent(name: string, who: Who, said: Partial<ConsentBody> & Pick<ConsentBody, "action" | "day">) {
    const { subject } = who.keys
    const head = this.#heads.get(subject)
    const { action, day } = said
    const decides = action === "given" || action === "amended" || action === "reinstated"
    const record = decides ? await this.#consentRecord(name, who, day, head?.leaf ?? null) : null
    if (record !== null) this.records.set(name, record.sha256)
    const content = action === "given" || action === "added" ? await this.#container(name, subject) : null
    const honest: ConsentBody = {
      ...{ subject, seq: head === undefined ? 0 : head.seq + 1, prev: head?.leaf ?? null, action, day },
      ...{ until: decides ? "2028-11" : null, record, content, erase: null, charter: this.charter, ...said },
    }
    const body = this.edits.consent?.(name, honest) ?? honest
    const own = await signerFromSeed(HOLDER, who.keys.holderSeed)
    const note = await signStatement(CONSENT, ORIGIN, body, [(await this.edits.signer?.(name, own)) ?? own])
    const leaf = this.put(name, note)
    if (action === "withdrawn" || action === "reinstated")
      for (const one of this.stored.containers.values())
        if (one.subject === subject) one.state = action === "withdrawn" ? "withdrawn" : "held"
    if (record !== null) this.#fileKeys.set(leaf, this.#fileKeys.get(record.sha256) as Uint8Array)
    if (action !== "withdrawn" || body.seq === (head?.seq ?? -1) + 1)
      this.#heads.set(subject, { leaf, seq: body.seq })
    return { leaf, note, body }
  }

  async custody(
    name: string,
    who: Who,
    by: Signer,
    said: Pick<CustodyBody, "action" | "consent" | "log">,
    use?: Use,
  ) {
    const key = hex(by.verifier.key)
    const last = this.#consoles.get(key)
    const record = use === undefined ? null : await this.#custodyRecord(name, who, by, said.consent, use)
    if (record !== null) this.records.set(name, record.sha256)
    const honest: CustodyBody = {
      ...{ console: key, seq: last === undefined ? 0 : last.seq + 1, prev: last?.leaf ?? null },
      ...{ subject: who.keys.subject, ...said, record },
    }
    // Written again in the order of the type's keys.
    const { console, seq, prev, subject, action, consent, log } = honest
    const ordered = { console, seq, prev, subject, action, consent, log, record }
    const body = this.edits.custody?.(name, ordered) ?? ordered
    const note = await signStatement(CUSTODY, ORIGIN, body, [(await this.edits.signer?.(name, by)) ?? by])
    const leaf = this.put(name, note)
    this.#consoles.set(key, { leaf, seq: body.seq })
    return leaf
  }

  async erasure(name: string, body: ErasureBody): Promise<string> {
    const changed = this.edits.erasure?.(name, body) ?? body
    const { log } = this
    const note = await signStatement(ERASURE, ORIGIN, changed, [
      (await this.edits.signer?.(name, log)) ?? log,
    ])
    this.erased.push(...changed.content)
    if (!this.edits.drop?.includes(name)) {
      for (const root of changed.content) this.stored.containers.delete(root)
      for (const sha256 of changed.records) this.stored.records.delete(sha256)
    }
    return this.put(name, note)
  }

  async release(name: string, by: Signer = this.keys.release): Promise<void> {
    const version = this.#releases.length + 1
    const files = { sha256: hex(randomBytes(32)), size: 1000 }
    const note = await signStatement(
      RELEASE,
      ORIGIN,
      { version, files, previous: this.#releases.at(-1) ?? null },
      [by],
    )
    this.#releases.push(this.put(name, note))
  }

  /** A statement that waits, with its promise. */
  async wait(note: Uint8Array, today: string): Promise<void> {
    const promise = await signPromise(ORIGIN, hex(leafHash(note)), today, 24, this.keys.log)
    this.stored.pending.push({ note, promise })
  }

  /** The log's files, signed. */
  files(...signers: readonly Signer[]): Promise<Map<string, Uint8Array>> {
    const [first = this.log, ...more] = signers
    return logFiles(this.leaves, first, ...more)
  }

  async #container(name: string, subject: string) {
    const bytes = await this.keys.once(`container ${name}`, async () => randomBytes(5000))
    const { root, size } = await addressOf([bytes])
    this.stored.containers.set(root, { subject, bytes, state: "held" })
    return { root, size }
  }

  async #consentRecord(name: string, who: Who, day: string, prev: string | null) {
    const draft = consentDraft() as { decisions: Decision[]; events: Record<string, unknown>[] }
    const honest: Decision[] = draft.decisions.map((decision) => {
      if (decision.purpose === "legal_analysis")
        return {
          ...(draft.decisions[0] as Decision),
          decisionId: decision.decisionId,
          purpose: "legal_analysis",
        }
      if (decision.purpose === "share_accountability_body") return { ...decision, conditions: ["no_name"] }
      return decision
    })
    const record = {
      ...draft,
      ...{ recordId: "00000000-0000-4000-8000-000000000099", submissionId: "A".repeat(22), reply: who.reply },
      holder: this.edits.holder?.(name) ?? who.keys.subject,
      decisions: this.edits.decisions?.(name, honest) ?? honest,
      events: draft.events.map((event) => ({ ...event, prevHash: prev ?? "0".repeat(64), at: day })),
    }
    const plain = encodeConsentRecord(parseConsentRecord(record))
    const { recipient } = this.keys.made.charter.body.intake[0] as { recipient: string }
    const sealed = await this.#seal(plain, [recipient, who.reply])
    const sha256 = await this.#store(sealed)
    const header = sealed.subarray(0, parseAgeHeader(sealed).size)
    this.#fileKeys.set(sha256, await this.keys.once(sha256, () => this.keys.unwrapIntake(header)))
    return { sha256, size: sealed.length }
  }

  async #custodyRecord(name: string, who: Who, by: Signer, consent: string, use: Use) {
    const key = this.#fileKeys.get(consent)
    const full: CustodyRecord = {
      ...{ format: "cairn-custody/1", subject: who.keys.subject, action: use.action, purpose: null },
      ...{ recipientId: null, decisionId: null, identifiability: null, dataScope: [], objects: [] },
      consentKey: use.action === "erased" || key === undefined ? null : hex(key),
      ...{ by: by.verifier.name, day: use.day, note: null, approval: null },
    }
    const honest: CustodyRecord = { ...full, ...use }
    const record = this.edits.record?.(name, honest) ?? honest
    const [first, second] = this.keys.consoles
    const other = first === by ? second : first
    const approver = this.edits.approver === undefined ? other : this.edits.approver(name, other)
    const needs = ["disclosed", "held", "released"].includes(record.action)
    const body = { record: approvedHash(record) }
    const approval =
      needs && approver !== null ? fromUtf8(await signStatement(APPROVAL, ORIGIN, body, [approver])) : null
    const plain = encodeCustodyRecord({ ...record, approval })
    const { audit, intake } = this.keys.made.charter.body
    const readers = [...audit, ...intake.map(({ recipient }) => recipient), who.reply]
    const sealed = await this.#seal(plain, readers)
    return { sha256: await this.#store(sealed), size: sealed.length }
  }

  // The same plaintext once: sealing is most of the time that a forge takes.
  #seal(plain: Uint8Array, readers: readonly string[]): Promise<Uint8Array> {
    return this.keys.once(fromUtf8(plain), () => sealBytes(plain, parseRecipients(readers)))
  }

  async #store(sealed: Uint8Array): Promise<string> {
    const sha256 = hex(await sha256Platform(sealed))
    this.stored.records.set(sha256, sealed)
    return sha256
  }
}

/** Bytes of a note with its text changed, under the same signature. */
export function retold(note: Uint8Array, from: string, to: string): Uint8Array {
  return utf8(fromUtf8(note).replace(from, to))
}
