// A reply (PROTOCOL section 6): a signed note sealed to her alone, and the `replied` statement that says there was one. It needs
// only that she is not withdrawn: she fetches it herself.
import { sha256 } from "@noble/hashes/sha2.js"
import { hex, utf8 } from "../core/bytes.ts"
import type { CustodyRecord } from "../core/custody/record.ts"
import { signStatement } from "../core/statement/frame.ts"
import { padReply, REPLY, type ReplyBody } from "../core/statement/reply.ts"
import { sealBytes } from "../seal/age.ts"
import type { Card } from "./card.ts"
import type { Said } from "./desk.ts"
import { caseOf, charterOf, type Room, requireReady } from "./room.ts"
import { sealBlob } from "./sealed.ts"
import { requireRecipient } from "./share.ts"
import { replyReader, stateUse } from "./states.ts"

/** @throws {CasesError} `no-recipient` and others @throws {StatementError} `note-malformed` for words that no reply can hold */
export async function reply(room: Room, ref: string, said: Omit<Said, "n" | "day">): Promise<Said> {
  const day = requireReady(room)
  const card = caseOf(room, ref)
  // She would say yes to somebody of whom nothing is known, and to whom nothing could be given then.
  if (said.asks !== null) requireRecipient(room, said.asks)
  const { subject } = card
  const n = nextNumber(card)
  const body: ReplyBody = { subject, n, day, language: said.language, text: said.text, asks: said.asks }
  const note = await signStatement(REPLY, charterOf(room).origin, body, [room.signer])
  const sealed = await sealBytes(padReply(note), replyReader(card), room.aead)
  const record: CustodyRecord = {
    ...{ format: "cairn-custody/1", subject, action: "replied", purpose: null, recipientId: null },
    ...{ decisionId: null, identifiability: null, dataScope: [], objects: [], consentKey: null },
    ...{ by: room.by, day, note: null, approval: null },
  }
  const { n: _, ...words } = { ...said, n }
  const held = { n, day, ...words }
  const after = await stateUse(room, { ...card, replies: [...card.replies, held] }, record)
  const file = { path: `replies/${subject}/${n}.age`, ref: await sealBlob(room.store.sealing, sealed) }
  const { outbox } = room.store
  room.store.outbox = { ...outbox, replies: [...outbox.replies, { after, files: [file] }] }
  await room.store.commit()
  return held
}

// One more than any that was sent: by this store, or by another console, whose `replied` the log shows.
function nextNumber({ replies, earlier }: Card): number {
  const others = earlier.filter(({ record }) => record?.action === "replied").length
  return Math.max(others, ...replies.map(({ n }) => n)) + 1
}

/** The text of a reply that asks for exactly these words, and the hash that the question names. */
export function askFor(text: string, words: string): { text: string; sha256: string } {
  return { text: `${text.trimEnd()}\n${words}`, sha256: hex(sha256(utf8(words))) }
}
