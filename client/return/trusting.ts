// Whose page this is (PROTOCOL section 7): every charter from the fingerprint of /site.js on, so that keys which had a say once are
// known, and the policy for its names and words. What is wrong with a later charter, or with the policy, stops sealing and nothing
// else: she can always read and withdraw.
import { hex, utf8 } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { trustServed } from "../../src/core/charter/served.ts"
import { CodedError } from "../../src/core/errors.ts"
import { CHARTERS, parseAnswer } from "../../src/core/http/answers.ts"
import { decodePolicy, type Policy } from "../../src/core/policy.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { ask, type Patience, persist, RefusedError } from "../survivor/line.ts"
import type { Organisation, Site } from "../survivor/organisation.ts"

export class TrustError extends CodedError<"charter-origin" | "charter-doubt"> {}

export interface Trust {
  /** Verified, oldest first. */
  readonly charters: readonly Charter[]
  readonly newest: Charter
  /** Why it is not to be sealed to. */
  readonly doubt: string | null
  /** Null where what was served is not the one that the newest charter names. */
  readonly policy: Policy | null
}

/**
 * @throws {CharterError|StatementError} if not even charter 1 is the one of the fingerprint
 * @throws {TrustError} `charter-origin` @throws {AnswerError|RefusedError}
 */
export async function loadTrust(site: Site, patience: Patience): Promise<Trust> {
  const { charters: texts, proof } = parseAnswer(CHARTERS, await get("/charter?after=0", patience))
  const { charters, doubt } = await trustServed(texts.map(utf8), utf8(proof), site.fingerprint)
  const newest = charters[charters.length - 1] as Charter
  if (newest.origin !== site.origin) throw new TrustError("charter-origin", "the charter of another log")
  const policy = await policyOf(newest, patience)
  return { charters, newest, policy, doubt: doubt ?? pinDoubt(charters, site) }
}

// The page was released with a version: one that is older, or another of that number, is not what its makers knew.
function pinDoubt(charters: readonly Charter[], { charter: pin }: Site): string | null {
  const pinned = charters.find(({ body }) => body.version === pin.version)
  if (pinned === undefined) return "charter-version"
  return pinned.hash === pin.sha256 ? null : "charter-chain"
}

async function policyOf(newest: Charter, patience: Patience): Promise<Policy | null> {
  try {
    const bytes = await get("/policy", patience)
    return hex(await sha256Platform(bytes)) === newest.body.policy.sha256 ? decodePolicy(bytes) : null
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

/**
 * Whatever a screen let her begin: nothing is sealed to keys that may not be the organisation's.
 * @throws {TrustError} `charter-doubt`
 */
export function requireSealable({ doubt }: Pick<Trust, "doubt">): void {
  if (doubt !== null) throw new TrustError("charter-doubt", "the newest charter is not to be sealed to")
}

/** What of it the screens are told. */
export function organisationOf({ newest, policy }: Trust, today: string): Organisation | null {
  return policy && { kind: newest.body.kind, today, policy }
}

async function get(url: string, patience: Patience): Promise<Uint8Array> {
  const { status, bytes } = await persist(patience, () => ask({ method: "GET", url }))
  if (status === 404) throw new RefusedError("not-found", "the server has no such file")
  return bytes
}
