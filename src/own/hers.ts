// What the server holds of a survivor, as she verifies it with nothing but her receipt and the organisation's charters
// (PROTOCOL sections 5 to 9): her statements by the rules and in the log, her newest record, what was done with her account,
// and replies. Whatever does not verify is named and not believed.
import { type Aead, platformAead } from "../core/age/aead.ts"
import { fromHex, hex } from "../core/bytes.ts"
import { openCarriedCheckpoint, requirePromise } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type ConsentRecord, decodeConsentRecord } from "../core/consent/record.ts"
import { requireRecordOf } from "../core/consent/record-of.ts"
import { judge, namesOf, noStanding, type Standing } from "../core/consent/rules.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { type CustodyRecord, decodeCustodyRecord, requireCustodyOf } from "../core/custody/record.ts"
import { CodedError } from "../core/errors.ts"
import type { Held } from "../core/http/answers.ts"
import { parseVkey, type VerifierKey } from "../core/note/vkey.ts"
import { RECORD_MAX } from "../core/package.ts"
import type { ReceiptKeys } from "../core/receipt/receipt.ts"
import { type CustodyBody, openCustody } from "../core/statement/custody.ts"
import { type ErasureBody, openErasure } from "../core/statement/erasure.ts"
import { openReply, type ReplyBody } from "../core/statement/reply.ts"
import { openProof } from "../core/tlog/proof-file.ts"
import { replyIdentity } from "./identity.ts"
import { openOwn } from "./open.ts"

/** A statement that names her; everything about it was verified, or it is among the problems. */
export interface HerStatement {
  readonly leaf: string
  readonly said:
    | { readonly kind: "consent"; readonly body: ConsentBody }
    | { readonly kind: "erasure"; readonly body: ErasureBody }
    | { readonly kind: "custody"; readonly body: CustodyBody; readonly record: CustodyRecord | null }
  /** Its index in the log, if a proof shows it there. */
  readonly index: number | null
  /** The day by which the server promised that it is in the log, if it did. */
  readonly by: string | null
}

/** What is known of her. */
export interface Hers {
  readonly standing: Standing
  readonly statements: readonly HerStatement[]
  /** The record that holds now; null if it could not be read. */
  readonly record: ConsentRecord | null
  readonly replies: readonly ReplyBody[]
  /** Leaves of the log that was shown. */
  readonly size: number
  /** What did not verify: a leaf, a record or a reply, and the code. */
  readonly problems: readonly { readonly about: string; readonly code: string }[]
}

/**
 * @param charters the verified chain, oldest first
 * @throws {CheckpointError|NoteError} if the checkpoint is not the log's; everything else is a problem of its own
 */
export async function readHers(
  held: Held,
  keys: ReceiptKeys,
  charters: readonly Charter[],
  aead?: Aead,
): Promise<Hers> {
  const { size } = await openCarriedCheckpoint(held.checkpoint, charters)
  const reader = new Reading(held, keys, charters, aead ?? (await platformAead()))
  for (const one of held.statements) await reader.statement(one)
  const record = await reader.newestRecord()
  for (const { n, age } of held.replies) await reader.reply(n, age)
  const { standing, statements, replies, problems } = reader
  return { standing, statements, record, replies, size, problems }
}

/** One reading. Owns what it has found. */
class Reading {
  standing: Standing
  readonly statements: HerStatement[] = []
  readonly replies: ReplyBody[] = []
  readonly problems: { about: string; code: string }[] = []
  readonly #held: Held
  readonly #keys: ReceiptKeys
  readonly #charters: readonly Charter[]
  readonly #aead: Aead
  readonly #named = new Set<string>()
  readonly #logs: VerifierKey[]
  readonly #consoles: VerifierKey[]

  constructor(held: Held, keys: ReceiptKeys, charters: readonly Charter[], aead: Aead) {
    this.#held = held
    this.#keys = keys
    this.#charters = charters
    this.#aead = aead
    this.standing = noStanding(keys.subject)
    // Any of the chain's: which of them it was at the time is for who reads the whole log.
    this.#logs = keysOf(charters.map(({ body }) => body.log))
    this.#consoles = keysOf(charters.flatMap(({ body }) => body.consoles))
  }

  async statement({ kind, leaf, note, promise, proof }: Held["statements"][number]): Promise<void> {
    await this.#orProblem(leaf, async () => {
      const said = await this.#open(kind, note)
      const subject = said.body.subject
      if (subject !== this.#keys.subject) throw new StrangeError("subject", "names somebody else")
      const index = proof === null ? null : await this.#indexOf(leaf, proof)
      const by = promise === null ? null : (await requirePromise(promise, note, this.#charters)).by
      this.statements.push({ leaf, said, index, by })
      if (said.kind === "custody") return
      const isNamed = (what: string, hash: string) => this.#named.has(`${what} ${hash}`)
      this.standing =
        said.kind === "consent"
          ? judge(this.standing, { type: "consent", leaf, body: said.body }, { isNamed, today: null })
          : judge(this.standing, { type: "erasure", leaf, body: said.body }, { isNamed, today: null })
      if (said.kind === "consent")
        for (const [what, hash] of namesOf(said.body)) this.#named.add(`${what} ${hash}`)
    })
  }

  async newestRecord(): Promise<ConsentRecord | null> {
    const named = this.standing.record
    const statement = this.statements.find(({ leaf }) => leaf === named?.leaf)?.said
    if (named === null || statement?.kind !== "consent") return null
    const sealed = this.#held.records.get(named.ref.sha256)
    if (sealed === undefined) return null
    let record: ConsentRecord | null = null
    await this.#orProblem(named.ref.sha256, async () => {
      const opened = decodeConsentRecord(await this.#openOwn(sealed, RECORD_MAX))
      requireRecordOf(opened, statement.body)
      record = opened
    })
    return record
  }

  async reply(n: number, sealed: Uint8Array): Promise<void> {
    await this.#orProblem(`reply ${n}`, async () => {
      const plain = await this.#openOwn(sealed, REPLY_MAX)
      const { body } = await openReply(plain, this.#origin(), this.#consoles, this.#keys.subject)
      if (body.n !== n || this.replies.some((other) => other.n === n))
        throw new StrangeError("reply-number", "a reply under another number")
      this.replies.push(body)
    })
  }

  async #open(kind: Held["statements"][number]["kind"], note: Uint8Array): Promise<HerStatement["said"]> {
    const origin = this.#origin()
    if (kind === "consent") return { kind, body: (await openConsentStatement(note, origin)).body }
    if (kind === "erasure")
      return {
        kind,
        body: await firstOf(this.#logs, async (log) => (await openErasure(note, origin, log)).body),
      }
    const { body } = await openCustody(note, origin, this.#consoles)
    return { kind, body, record: await this.#custodyRecord(body) }
  }

  // One that is not hers to read: her record says that the history is hidden, or the server has dropped it.
  async #custodyRecord(body: CustodyBody): Promise<CustodyRecord | null> {
    const sealed = body.record === null ? undefined : this.#held.records.get(body.record.sha256)
    if (sealed === undefined) return null
    let record: CustodyRecord | null = null
    await this.#orProblem(body.record?.sha256 ?? "", async () => {
      const opened = decodeCustodyRecord(await this.#openOwn(sealed, RECORD_MAX))
      await requireCustodyOf(body, opened, this.#origin(), this.#consoles)
      record = opened
    })
    return record
  }

  async #indexOf(leaf: string, proof: Uint8Array): Promise<number> {
    const { witnesses, witnessQuorum } = (this.#charters.at(-1) as Charter).body
    const policy = { origin: this.#origin(), logs: this.#logs, witnesses, witnessQuorum }
    return (await openProof(proof, fromHex(leaf), policy)).index
  }

  #openOwn(sealed: Uint8Array, max: number): Promise<Uint8Array> {
    return openOwn(sealed, replyIdentity(this.#keys), max, this.#aead)
  }

  #origin(): string {
    return (this.#charters[0] as Charter).origin
  }

  async #orProblem(about: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      this.problems.push({ about, code: error.code })
    }
  }
}

export class StrangeError extends CodedError<"subject" | "reply-number"> {}

const REPLY_MAX = 65_536

function keysOf(vkeys: readonly string[]): VerifierKey[] {
  const keys = new Map([...new Set(vkeys)].map((vkey) => [vkey, parseVkey(vkey)]))
  return [...keys.values()].filter(
    (key, at, all) => all.findIndex((one) => hex(one.key) === hex(key.key) && one.name === key.name) === at,
  )
}

async function firstOf<T>(keys: readonly VerifierKey[], way: (key: VerifierKey) => Promise<T>): Promise<T> {
  let failure: unknown
  for (const key of keys) {
    try {
      return await way(key)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}
