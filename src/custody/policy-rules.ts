// What a real organisation's policy must have beyond its form (interfaces: a production policy without dated entries is
// refused). Texts nobody reviewed and contacts nobody checked do harm; examples do too.
import { addDays } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { decodePolicy, type Policy } from "../core/policy.ts"

export class PolicyRuleError extends CodedError<
  | "policy-name" // names another organisation than the charter
  | "policy-support" // no support entry, or one whose check is too old or in the future
  | "policy-notices" // a language without a reviewed notice, or a notice that nobody reviewed
  | "policy-example" // holds an entry of the demonstration
> {}

const CHECKED_DAYS = 365

/**
 * @returns the policy
 * @throws {PolicyError} `policy-malformed`
 * @throws {PolicyRuleError} the first rule it breaks; of a demonstration only the name is asked
 */
export function requirePolicy(
  bytes: Uint8Array,
  { organisation, kind }: { readonly organisation: string; readonly kind: "demonstration" | "production" },
  today: string,
): Policy {
  const policy = decodePolicy(bytes)
  if (policy.organisation !== organisation)
    throw new PolicyRuleError("policy-name", "the policy is another organisation's")
  if (kind === "production") requireProduction(policy, today)
  return policy
}

function requireProduction(policy: Policy, today: string): void {
  const { support, notices, languages, recipients } = policy
  if (support.length === 0) throw new PolicyRuleError("policy-support", "no support service at all")
  for (const { country, checked } of support) {
    if (checked > today)
      throw new PolicyRuleError("policy-support", `${country}: checked on a day yet to come`)
    if (checked < addDays(today, -CHECKED_DAYS))
      throw new PolicyRuleError("policy-support", `${country}: checked more than a year ago`)
  }
  if (notices.some(({ reviewedBy }) => reviewedBy.trim() === ""))
    throw new PolicyRuleError("policy-notices", "a notice that nobody reviewed")
  for (const language of languages)
    if (!notices.some((notice) => notice.language === language))
      throw new PolicyRuleError("policy-notices", `no reviewed notice in "${language}"`)
  const texts = [policy.organisation, ...support.flatMap(({ entries }) => entries)]
  const named = recipients.flatMap(({ name, partyId }) => [name, partyId])
  if ([...texts, ...named].some((text) => /\bnot real\b|^example[\s-]/i.test(text)))
    throw new PolicyRuleError("policy-example", "an entry of the demonstration")
}
