// A dispatch bundle to the server (PROTOCOL sections 9 and 11). Sent whole; what was taken before is said to be repeated, so
// that sending it again after a line that failed finishes it.

import type { RandomAccess } from "../bundle/entry.ts"
import { readBundle } from "../bundle/reader.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { DISPATCHED, type Dispatched, parseAnswer } from "../core/http/answers.ts"
import { encodeVkey, type Signer } from "../core/note/vkey.ts"
import { askCharters } from "./charters.ts"
import { ask, type Line } from "./line.ts"

export class PushError extends CodedError<"not-a-courier" | "origin" | "too-large" | "answer-malformed"> {}

/** What the server takes at once. */
export const DISPATCH_MAX = 64 * 1024 * 1024
const ANSWER_MAX = 16 * 1024 * 1024

/**
 * Posts a bundle.
 * @param fingerprint without one, whose server it is was not checked
 * @returns what became of each file of it
 * @throws {PushError|BundleError|LineError|Refusal|AnswerError|CharterError}
 */
export async function pushDispatch(
  line: Line,
  file: RandomAccess,
  courier: Signer,
  fingerprint: string | undefined,
): Promise<Dispatched["items"]> {
  if (file.size > DISPATCH_MAX) throw new PushError("too-large", "more than the server takes at once")
  const { index, entries } = await readBundle(file, "cairn-dispatch-bundle/1")
  const charters = await askCharters(line, fingerprint)
  const newest = charters[charters.length - 1] as Charter
  if (!newest.body.couriers.includes(encodeVkey(courier.verifier)))
    throw new PushError("not-a-courier", "the charter has no such key")
  if (index.origin !== newest.origin) throw new PushError("origin", "a bundle for another log")
  const body = Uint8Array.from(await file.read(0, file.size))
  const answer = await ask(line, {
    ...{ method: "POST", path: "/dispatch", type: "application/zip", max: ANSWER_MAX, body },
    role: { signer: courier, origin: newest.origin },
  })
  const { items } = parseAnswer(DISPATCHED, answer)
  if (items.some(({ path }) => !entries.has(path)))
    throw new PushError("answer-malformed", "the answer names what the bundle does not hold")
  // Nothing may be passed over in silence: what is not named was not taken.
  const named = new Set(items.map(({ path }) => path))
  const silent = [...entries.keys()].filter((path) => !named.has(path) && path !== "log/checkpoint")
  if (silent.length > 0) throw new PushError("answer-malformed", "the answer leaves out a file of the bundle")
  return items
}
