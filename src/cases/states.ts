// A console's own statements (PROTOCOL section 6): each signed as the next of its chain, and put into the outbox with the records
// that it needs, in the same commit as what it is about. So the chain has no gap, whenever the machine stops.

import { generateHybridIdentity, identityToRecipient } from "age-encryption"
import { parseRecipient, parseRecipients, type Recipient } from "../core/age/recipient.ts"
import { toBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import { intakeRecipients } from "../core/charter/charter.ts"
import { type CustodyRecord, encodeCustodyRecord } from "../core/custody/record.ts"
import { CUSTODY, type CustodyBody } from "../core/statement/custody.ts"
import { signStatement } from "../core/statement/frame.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { sealBytes } from "../seal/age.ts"
import type { Card } from "./card.ts"
import type { OutFile } from "./outbox.ts"
import { charterOf, consoleOf, type Room, requireConsole, stateOf } from "./room.ts"
import { sealBlob } from "./sealed.ts"

/** What a statement is about; the rest follows from the chain. */
export interface About extends Pick<CustodyBody, "subject" | "action" | "consent"> {
  readonly record?: CustodyBody["record"]
  readonly files?: readonly OutFile[]
}

/** Signs the next statement of this console's chain into the outbox. The caller commits. @returns its leaf hash */
export async function state(room: Room, about: About): Promise<string> {
  requireConsole(room)
  const { store, signer } = room
  const known = stateOf(room)
  const key = consoleOf(room)
  const last = known.chains[key]
  const body: CustodyBody = {
    ...{ console: key, seq: last === undefined ? 0 : last.seq + 1, prev: last?.leaf ?? null },
    ...{ subject: about.subject, action: about.action, consent: about.consent, log: known.size },
    record: about.record ?? null,
  }
  const note = await signStatement(CUSTODY, charterOf(room).origin, body, [signer])
  const leaf = hex(leafHash(note))
  store.state = { ...known, chains: { ...known.chains, [key]: { seq: body.seq, leaf } } }
  const item = {
    console: key,
    seq: body.seq,
    leaf,
    note: toBase64(note),
    files: about.files ?? [],
    index: null,
  }
  store.outbox = { ...store.outbox, items: [...store.outbox.items, item] }
  return leaf
}

/**
 * Logs a use: its record sealed to auditors, intake and her, with the consent record that it relies on, and then the statement.
 * The caller commits, and shows nothing before.
 */
export async function stateUse(room: Room, card: Card, record: CustodyRecord): Promise<string> {
  const { subject } = card
  const sealed = await sealBytes(encodeCustodyRecord(record), await readersOf(room, card), room.aead)
  const sha256 = hex(await sha256Platform(sealed))
  const files: OutFile[] = [
    { path: `records/${sha256}.age`, ref: await sealBlob(room.store.sealing, sealed) },
  ]
  const { record: relied } = card
  if (relied !== null) files.push({ path: `records/${relied.ref.sha256}.age`, ref: relied.sealed })
  const consent = relied?.leaf ?? card.leaves.findLast(({ said }) => said.type === "consent")?.said.leaf ?? ""
  const ref = { sha256, size: sealed.length }
  const leaf = await state(room, { subject, action: "used", consent, record: ref, files })
  room.store.put({ ...room.store.card(card.ref), ...card, earlier: [...card.earlier, { leaf, record }] })
  return leaf
}

// Whoever has her history hidden would else see by a count that there is one: a recipient nobody holds takes her place.
async function readersOf(room: Room, { reply, record }: Card): Promise<readonly Recipient[]> {
  const { body } = charterOf(room)
  const hidden = record === null || record.value.history !== "show"
  const hers = hidden ? await throwaway() : parseRecipient(reply)
  return parseRecipients([...body.audit, ...intakeRecipients(body), hers])
}

async function throwaway(): Promise<Recipient> {
  return parseRecipient(await identityToRecipient(await generateHybridIdentity()))
}

/** Who a reply is sealed to. */
export function replyReader({ reply }: Card): readonly Recipient[] {
  return parseRecipients([reply])
}
