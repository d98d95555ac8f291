// A survivor for tests of the interface: her receipt's keys, and statements of hers, honest or not, each signed by her.

import { parseRecipients, type Recipient } from "../../src/core/age/recipient.ts"
import { hex } from "../../src/core/bytes.ts"
import { type Charter, intakeRecipients } from "../../src/core/charter/charter.ts"
import { collect } from "../../src/core/chunks.ts"
import { CONSENT, type ConsentAction, type ConsentBody, HOLDER } from "../../src/core/consent/statement.ts"
import { addressOf } from "../../src/core/container/parts.ts"
import { type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { encodeChange } from "../../src/core/package.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { type Account, account, ORIGIN, packageOf, TODAY } from "../fixtures/account.ts"
import { post } from "./world.ts"

export const PLAIN_RECORD = 32768
export const PLAIN_CONTAINER = 65536

/** A statement as it is sent. */
export interface Sent {
  readonly statement: Uint8Array
  readonly leaf: string
  readonly record: Uint8Array | null
  /** What goes to `POST /consents`, or a package. */
  readonly bytes: Uint8Array
}

export interface Over {
  readonly body?: Partial<ConsentBody>
  readonly record?: Uint8Array
  readonly signer?: Signer
  readonly origin?: string
}

export class Holder {
  readonly given: Account
  readonly signer: Signer
  readonly reply: Recipient
  readonly charter: Charter
  /** Where she believes that she stands. */
  head: { seq: number; leaf: string }

  constructor(given: Account, signer: Signer, reply: Recipient, charter: Charter) {
    this.given = given
    this.signer = signer
    this.reply = reply
    this.charter = charter
    this.head = { seq: 0, leaf: hex(leafHash(given.statement)) }
  }

  /** One who has not sent anything yet. */
  static async of(charter: Charter): Promise<Holder> {
    const given = await account(charter)
    const signer = await signerFromSeed(HOLDER, given.keys.holderSeed)
    const [reply] = parseRecipients([await replyRecipient(given.keys)]) as [Recipient]
    return new Holder(given, signer, reply, charter)
  }

  /** One whose account was taken. */
  static async at(url: string, charter: Charter): Promise<Holder> {
    const holder = await Holder.of(charter)
    const response = await post(url, holder.given.package)
    if (response.status !== 201) throw new Error(`${response.status}`)
    return holder
  }

  get subject(): string {
    return this.given.keys.subject
  }

  /** A further statement; it goes on from `head`, and moves it if it is `moving`. */
  async says(action: ConsentAction, over: Over = {}, moving = true): Promise<Sent> {
    const brings = action === "amended" || action === "reinstated"
    const record = brings ? (over.record ?? (await this.sealed(PLAIN_RECORD))) : null
    const container =
      action === "added" ? await sealBytes(new Uint8Array(PLAIN_CONTAINER), this.#intake()) : null
    const body: ConsentBody = {
      subject: this.subject,
      seq: this.head.seq + 1,
      prev: this.head.leaf,
      action,
      day: TODAY,
      until: brings ? "2028-11" : null,
      record: record && { sha256: hex(await sha256Platform(record)), size: record.length },
      content: container && { root: (await addressOf([container])).root, size: container.length },
      erase: null,
      charter: this.charter.hash,
      ...over.body,
    }
    const statement = await signStatement(CONSENT, over.origin ?? ORIGIN, body, [over.signer ?? this.signer])
    const leaf = hex(leafHash(statement))
    if (moving) this.head = { seq: body.seq, leaf }
    const bytes =
      container === null
        ? await collect(encodeChange({ statement, record }), Number.POSITIVE_INFINITY)
        : await packageOf({ statement, record, container })
    return { statement, leaf, record, bytes }
  }

  /** A record, sealed as hers are. */
  sealed(size: number, more: readonly Recipient[] = []): Promise<Uint8Array> {
    return sealBytes(new Uint8Array(size), [...this.#intake(), this.reply, ...more])
  }

  #intake(): readonly Recipient[] {
    return intakeRecipients(this.charter.body)
  }
}

/** Sends a change. */
export function change(url: string, bytes: Uint8Array, type = "application/x-tar"): Promise<Response> {
  const body = Uint8Array.from(bytes)
  return fetch(`${url}/consents`, { method: "POST", headers: { "content-type": type }, body })
}
