// The reply (PROTOCOL section 6): a console's words to a survivor, and at most one question. It is never a leaf: it stands
// padded inside a file sealed to her reply recipient, and is shown only if it verifies.
import { sha256 } from "@noble/hashes/sha2.js"
import * as z from "zod/mini"
import { hex, utf8 } from "../bytes.ts"
import { isPublication, PURPOSES } from "../consent/decision.ts"
import { fill, SizeError, unfill } from "../container/padding.ts"
import type { VerifierKey } from "../note/vkey.ts"
import { count, day, hash, language } from "./fields.ts"
import { parseStatement, type Statement, StatementError, type StatementType, verifyOneOf } from "./frame.ts"

const STEP = 16_384 // bytes: a reply's size tells no more than 16, 32, 48 … KiB
const LINE_FEED = 0x0a
const REPLY_MAX = 32_768 // bytes of the note: two steps

const schema = z
  .strictObject({
    subject: hash,
    n: count,
    day,
    language,
    text: z.string().check(z.minLength(1)),
    // May we, for this purpose and recipient (publication: these exact words)?
    asks: z.nullable(
      z.strictObject({
        purpose: z.enum(PURPOSES),
        recipientId: z.nullable(z.string().check(z.minLength(1), z.maxLength(64))),
        sha256: z.nullable(hash),
      }),
    ),
  })
  .check(
    z.superRefine(({ text, asks }, context) => {
      if (asks === null) return
      const refuse = (path: string[]): void => context.addIssue({ code: "custom", path, message: "unfit" })
      if (isPublication(asks.purpose) !== (asks.sha256 !== null)) refuse(["asks", "sha256"])
      // What she says yes to is what she was shown, or the hash would be anybody's.
      if (asks.purpose === "publish_quote" && wordsIn(text, asks.sha256) === undefined) refuse(["text"])
    }),
  )

export type ReplyBody = z.infer<typeof schema>

/** The statement type `cairn/reply/v1`. */
export const REPLY: StatementType<ReplyBody> = { word: "reply", schema, maxBytes: REPLY_MAX }

/** The plaintext to seal: a signed reply, then spaces up to the next 16 KiB. */
export function padReply(note: Uint8Array): Uint8Array<ArrayBuffer> {
  return fill(note, paddedSize(note.length))
}

/**
 * Reads the plaintext of a sealed reply, and verifies that it is to this subject and signed by one of the consoles.
 * Whether its `n` is new is the caller's to know.
 * @throws {SizeError} `size-not-padded`
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`, `subject`
 */
export async function openReply(
  plaintext: Uint8Array,
  origin: string,
  consoles: readonly VerifierKey[],
  subject: string,
): Promise<Statement<ReplyBody>> {
  const note = unfill(plaintext, LINE_FEED)
  if (plaintext.length !== paddedSize(note.length))
    throw new SizeError("size-not-padded", "no reply has this size")
  const statement = parseStatement(REPLY, note, origin)
  await verifyOneOf(statement.note, consoles)
  if (statement.body.subject !== subject) throw new StatementError("subject", "a reply to somebody else")
  return statement
}

/**
 * The exact words that a question about a quote asks for: the end of its text, from the start of a line, whose SHA-256 the
 * question names. Undefined where it asks for no words.
 */
export function wordsAsked({ text, asks }: ReplyBody): string | undefined {
  return asks?.purpose === "publish_quote" ? wordsIn(text, asks.sha256) : undefined
}

function wordsIn(text: string, sum: string | null): string | undefined {
  const lines = text.split("\n")
  return lines
    .map((_, from) => lines.slice(from).join("\n"))
    .find((words) => words !== "" && hex(sha256(utf8(words))) === sum)
}

function paddedSize(size: number): number {
  return Math.ceil(size / STEP) * STEP
}
