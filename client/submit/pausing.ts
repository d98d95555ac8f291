// Her draft on the server (PROTOCOL section 9): sealed to herself, put there, fetched and taken away by requests that her own key
// signs. In the sealing worker; loaded only by who pauses or comes back.

import { hex } from "../../src/core/bytes.ts"
import { CodedError } from "../../src/core/errors.ts"
import { parseDraft } from "../../src/core/http/answers.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { replyIdentity, replyRecipient } from "../../src/own/identity.ts"
import { openOwn } from "../../src/own/open.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { type Answer, type Ask, type Patience, RefusedError } from "../survivor/line.ts"
import { askSigned } from "../survivor/signed.ts"
import { DRAFT_MAX, decodeDraft, encodeDraft } from "./draft.ts"
import type { Drafted } from "./drafted.ts"
import type { Hers } from "./hers.ts"

export class PauseError extends CodedError<"no-draft"> {}

/**
 * Keeps a draft in place of the one before.
 * @param over also in place of a newer one that another window kept
 * @throws {DraftError} `too-large`
 * @throws {RefusedError} `head-moved` for a newer one
 */
export async function keepDraft(
  drafted: Drafted,
  over: boolean,
  hers: Hers,
  origin: string,
  patience: Patience,
): Promise<void> {
  if (over) hers.version = (await draftThere(hers, origin, patience))?.version ?? hers.version
  try {
    await putDraft(drafted, hers, origin, patience)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== "head-moved") throw error
    // What stands there may be this page's own, of a try whose answer never came.
    const there = await draftThere(hers, origin, patience)
    if (there === undefined || !hers.sent.has(hex(await sha256Platform(there.age)))) throw error
    hers.version = there.version
    await putDraft(drafted, hers, origin, patience)
  }
}

async function putDraft(drafted: Drafted, hers: Hers, origin: string, patience: Patience): Promise<void> {
  const version = hers.version + 1
  const body = await sealBytes(encodeDraft(drafted, version), [await replyRecipient(hers.keys)])
  hers.sent.add(hex(await sha256Platform(body))) // before it is: an answer may never come
  const { status } = await signed("PUT", `?version=${version}`, hers, origin, patience, body)
  if (status === 404) throw new RefusedError("not-found", "the server takes no drafts")
  hers.version = version
}

/**
 * @throws {PauseError} `no-draft` if nothing waits under this receipt
 * @throws {DraftError|OwnError|AnswerError} if what waits is not a draft of hers
 */
export async function openDraft(hers: Hers, origin: string, patience: Patience): Promise<Drafted> {
  const there = await draftThere(hers, origin, patience)
  if (there === undefined) throw new PauseError("no-draft", "nothing waits under this receipt")
  const { version, age } = there
  const plain = await openOwn(age, replyIdentity(hers.keys), DRAFT_MAX)
  const drafted = decodeDraft(plain, version)
  hers.version = version
  return drafted
}

/** Takes it away; also where there is none. */
export async function dropDraft(hers: Hers, origin: string, patience: Patience): Promise<void> {
  await signed("DELETE", "", hers, origin, patience)
}

async function draftThere(hers: Hers, origin: string, patience: Patience) {
  const { status, bytes } = await signed("GET", "", hers, origin, patience)
  return status === 404 ? undefined : parseDraft(bytes)
}

function signed(
  method: Ask["method"],
  query: string,
  { keys, clock }: Hers,
  origin: string,
  patience: Patience,
  body?: Uint8Array,
): Promise<Answer> {
  const path = `/drafts/${keys.subject}${query}`
  return askSigned({ method, path, ...(body && { body }) }, keys, origin, clock, patience)
}
