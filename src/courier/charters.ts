// The organisation's charters as the server gives them (PROTOCOL section 7), verified from a fingerprint before anything
// else is asked or believed.
import { utf8 } from "../core/bytes.ts"
import { type Charter, parseCharter, verifyChain } from "../core/charter/chain.ts"
import { CHARTERS, parseAnswer } from "../core/http/answers.ts"
import { encodeNote } from "../core/note/note.ts"
import { ask, type Line } from "./line.ts"

const MAX_BYTES = 16 * 1024 * 1024

/**
 * The whole chain, oldest first.
 * @param fingerprint without one, the chain is only shown to agree with itself: it is whoever's it says it is
 * @throws {CharterError|StatementError|NoteError} if the chain does not hold
 * @throws {LineError|Refusal|AnswerError}
 */
export async function askCharters(line: Line, fingerprint: string | undefined): Promise<Charter[]> {
  const answer = await ask(line, { method: "GET", path: "/charter?after=0", max: MAX_BYTES })
  const notes = parseAnswer(CHARTERS, answer).charters.map(utf8)
  return verifyChain(notes, fingerprint ?? (notes[0] === undefined ? "" : parseCharter(notes[0]).hash))
}

/** A charter's exact bytes. */
export function charterBytes(charter: Charter): Uint8Array {
  return encodeNote(charter.note)
}
