// A survivor's own requests (PROTOCOL section 9): what the server holds of her, asked with her own signature, and what she
// says next. Her key signs; it never leaves.

import { utf8 } from "../core/bytes.ts"
import { CarriedError, requirePromise } from "../core/carried.ts"
import type { Charter } from "../core/charter/charter.ts"
import { type Trusted, trustServed } from "../core/charter/served.ts"
import { collect } from "../core/chunks.ts"
import { CHARTERS, type Held, parseAnswer, parseHeld } from "../core/http/answers.ts"
import type { Signer } from "../core/note/vkey.ts"
import { type Change, encodeChange, RECORD_MAX } from "../core/package.ts"
import type { InclusionPromise } from "../core/statement/promise.ts"
import { ask, type Line } from "./line.ts"

const CHARTERS_MAX = 16 * 1024 * 1024
const HELD_MAX = 256 * 1024 * 1024
const ANSWER_MAX = 4096

export type { Trusted } from "../core/charter/served.ts"

/**
 * As much of the chain as verifies: what is wrong with a later charter must not keep her from withdrawing.
 * @throws {CharterError|StatementError|NoteError} if not even charter 1 is the organisation's
 * @throws {LineError|Refusal|AnswerError}
 */
export async function askTrusted(line: Line, fingerprint: string): Promise<Trusted> {
  const bytes = await ask(line, { method: "GET", path: "/charter?after=0", max: CHARTERS_MAX })
  const { charters: texts, proof } = parseAnswer(CHARTERS, bytes)
  return trustServed(texts.map(utf8), utf8(proof), fingerprint)
}

/**
 * What the server holds of her.
 * @throws {Refusal} `not-found` for a subject that nobody knows @throws {LineError|AnswerError}
 */
export async function askHers(line: Line, signer: Signer, subject: string, origin: string): Promise<Held> {
  const path = `/subjects/${subject}`
  return parseHeld(await ask(line, { method: "GET", path, max: HELD_MAX, role: { signer, origin } }))
}

/**
 * Sends what she says.
 * @returns the promise, verified; null where the server could not give one, which only a withdrawal can meet
 * @throws {Refusal|LineError} @throws {CarriedError|StatementError} for a promise that is none
 */
export async function sendChange(
  line: Line,
  change: Change,
  charters: readonly Charter[],
): Promise<InclusionPromise | null> {
  const bare = change.record === null
  const body = bare ? change.statement : await collect(encodeChange(change), RECORD_MAX + 65_536)
  const answer = await ask(line, {
    ...{ method: "POST", path: "/consents", max: ANSWER_MAX },
    ...{ type: bare ? "text/plain; charset=utf-8" : "application/x-tar", body: Uint8Array.from(body) },
  })
  if (answer.length > 0) return requirePromise(answer, change.statement, charters)
  if (!bare) throw new CarriedError("missing", "the server promised nothing")
  return null
}
