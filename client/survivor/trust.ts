// The organisation behind the page (PROTOCOL section 7): its newest charter from the pin in /site.js, and the policy whose
// hash the charter names. The charter must be shown to stand in the log, or nothing is sealed to it.

import { hex, utf8 } from "../../src/core/bytes.ts"
import { type Charter, requireCurrent, verifyFromPin } from "../../src/core/charter/chain.ts"
import { requireProven } from "../../src/core/charter/proven.ts"
import { CodedError } from "../../src/core/errors.ts"
import { CHARTERS, parseAnswer } from "../../src/core/http/answers.ts"
import { decodePolicy, type Policy } from "../../src/core/policy.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { ask, type Patience, persist, RefusedError } from "./line.ts"
import type { Organisation, Site } from "./organisation.ts"

export class TrustError extends CodedError<"charter-origin" | "policy-mismatch"> {}

export interface Trust {
  readonly charter: Charter
  readonly policy: Policy
}

/**
 * @param today `YYYY-MM-DD`, UTC
 * @throws {CharterError|StatementError} if the chain does not hold, its term is over, or it is not shown to be in the log
 * @throws {TrustError} `charter-origin`, `policy-mismatch`
 * @throws {AnswerError|PolicyError|RefusedError}
 */
export async function loadTrust(site: Site, today: string, patience: Patience): Promise<Trust> {
  const { charters, proof } = parseAnswer(
    CHARTERS,
    await get(`/charter?after=${site.charter.version - 1}`, patience),
  )
  const chain = await verifyFromPin(charters.map(utf8), site.charter)
  const charter = chain[chain.length - 1] as Charter
  if (charter.origin !== site.origin) throw new TrustError("charter-origin", "the charter of another log")
  await requireProven(chain, utf8(proof))
  requireCurrent(charter, today)
  const bytes = await get("/policy", patience)
  if (hex(await sha256Platform(bytes)) !== charter.body.policy.sha256) {
    throw new TrustError("policy-mismatch", "not the policy that the charter names")
  }
  return { charter, policy: decodePolicy(bytes) }
}

/** What of it the screens are told. */
export function organisationOf({ charter, policy }: Trust, today: string): Organisation {
  return { kind: charter.body.kind, today, policy }
}

async function get(url: string, patience: Patience): Promise<Uint8Array> {
  const { status, bytes } = await persist(patience, () =>
    ask({ method: "GET", url, signal: patience.signal }),
  )
  if (status === 404) throw new RefusedError("not-found", "the server has no such file")
  return bytes
}
