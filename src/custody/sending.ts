// A finished charter, and the policy that it names, as a dispatch bundle for the courier. Anything that the server would refuse is
// refused here, before anybody travels.
import { sha256 } from "@noble/hashes/sha2.js"
import { BundleWriter, type Sink } from "../bundle/writer.ts"
import { hex } from "../core/bytes.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"
import type { NewSha256 } from "../core/sha256.ts"
import { requirePolicy } from "./policy-rules.ts"

export class SendError extends CodedError<"policy-mismatch"> {} // no policy where the charter names another than before, or not the one that it names

/** Whether the newest charter names another policy than the one before it, so that the policy must go along. */
export function namesNewPolicy(chain: readonly Charter[]): boolean {
  const [before, newest] = chain.slice(-2)
  return newest !== undefined && newest.body.policy.sha256 !== before?.body.policy.sha256
}

export interface Sending {
  /** Verified, the charter to be sent last. */
  readonly chain: readonly Charter[]
  readonly policy: Uint8Array | null
  readonly today: string
  readonly newSha256?: NewSha256
}

/**
 * @throws {CharterError} `charter-expired` @throws {SendError} @throws {PolicyError} @throws {PolicyRuleError}
 */
export async function writeCharterDispatch(sending: Sending, sink: Sink): Promise<void> {
  const { chain, policy, today, newSha256 } = sending
  const newest = chain.at(-1) as Charter
  requireCurrent(newest, today)
  if (policy === null && namesNewPolicy(chain))
    throw new SendError("policy-mismatch", "the policy that the charter names is missing")
  if (policy !== null) {
    if (hex(sha256(policy)) !== newest.body.policy.sha256)
      throw new SendError("policy-mismatch", "not the policy that the charter names")
    requirePolicy(policy, newest.body, today)
  }
  const zip = new BundleWriter(sink, newSha256)
  await zip.add(`charters/${newest.body.version}.note`, [encodeNote(newest.note)])
  if (policy !== null) await zip.add("policy.json", [policy])
  await zip.end({ format: "cairn-dispatch-bundle/1", origin: newest.origin, size: 0, day: today })
}
