// What a yes is a yes to (survivor-standards 3.2, "Default validity"): of what, seen by whom, under which name, how long, and on
// which of her conditions. Never more than the screen's text says.
import type { Decision, Purpose } from "../../src/core/consent/record.ts"
import { addMonths } from "../../src/core/day.ts"
import type { Policy } from "../../src/core/policy.ts"

type Terms = Pick<
  Decision,
  "identifiability" | "audience" | "dataScope" | "conditions" | "validity" | "reviewAt" | "onNoReply"
>
export type Scope = NonNullable<Decision["dataScope"]>[number]
type Conditions = NonNullable<Decision["conditions"]>

const REVIEW_BEFORE_END = 6 // months, of keeping
const SINGLE_REVIEW = 12 // months
const MONTHS: Partial<Readonly<Record<Purpose, number>>> = {
  contact: 12,
  contact_submitter: 12,
  legal_analysis: 24,
  share_partner: 12,
  anonymised_advocacy: 24,
  training_research: 12,
  long_term_archive: 60,
}
const AUDIENCES: Partial<Readonly<Record<Purpose, Decision["audience"]>>> = {
  translation: "named_recipient",
  share_accountability_body: "named_recipient",
  share_partner: "named_recipient",
  support_referral: "named_recipient",
  anonymised_advocacy: "public",
  training_research: "professional_audience",
}
const WITHOUT_POINTING: readonly Purpose[] = ["anonymised_advocacy", "training_research"]

/** What holds for all her decisions. */
export interface Wishes {
  /** How long it may be kept: a number of years. */
  readonly years?: string | undefined
  /** For whatever is shared. */
  readonly conditions: readonly string[]
  /** Whether she is to be contacted through somebody else only. */
  readonly through: boolean
  /** Everything that she sends, each kind by its name. */
  readonly given: ReadonlySet<Scope>
}

/** @param today `YYYY-MM-DD`, UTC */
export function termsOf(
  purpose: Purpose,
  answer: string | undefined,
  wishes: Wishes,
  policy: Policy,
  today: string,
): Terms {
  const years = Number(wishes.years ?? policy.retention.defaultYears)
  const months = purpose === "store" ? 12 * years : MONTHS[purpose]
  const conditions = conditionsOf(purpose, answer, wishes)
  const lasting = purpose === "store" ? `P${years}Y` : `P${months}M`
  const review = purpose === "store" ? 12 * years - REVIEW_BEFORE_END : (months ?? SINGLE_REVIEW)
  return {
    identifiability: WITHOUT_POINTING.includes(purpose)
      ? "anonymised"
      : answer === "unnamed" || answer === "ask"
        ? "pseudonymised" // asked each time, she is asked for her name too
        : "identified",
    audience: AUDIENCES[purpose] ?? "vetted_staff",
    dataScope: scopeOf(purpose, answer, wishes),
    ...(conditions.length > 0 && { conditions }),
    validity: months === undefined ? { kind: "single_use", value: "1" } : { kind: "period", value: lasting },
    reviewAt: addMonths(today, review),
    onNoReply: purpose === "store" ? "keep_locked_until_validity_ends" : "stop_new_uses",
  }
}

function conditionsOf(
  purpose: Purpose,
  answer: string | undefined,
  { conditions, through }: Wishes,
): Conditions {
  if (purpose === "contact" || purpose === "contact_submitter") return through ? ["through_partner"] : []
  if (purpose !== "share_accountability_body" && purpose !== "share_partner") return []
  return [
    ...(answer === "ask" ? (["ask_me_each_time"] as const) : []),
    ...(answer === "named" ? [] : (["no_name"] as const)),
    ...(conditions as Conditions),
  ]
}

const CONTENT: readonly Scope[] = [
  "account",
  "time_place",
  "perpetrator",
  "harm_categories",
  "photo",
  "video",
  "voice",
  "documents",
  "metadata",
]

function scopeOf(purpose: Purpose, answer: string | undefined, { given: has }: Wishes): Scope[] {
  const only = (...scopes: Scope[]): Scope[] =>
    scopes.filter((scope) => scope === "account" || has.has(scope))
  switch (purpose) {
    case "store":
      return [...has]
    case "contact":
    case "contact_submitter":
      return ["contact"]
    case "support_referral":
      return has.has("support_needs") ? ["contact", "support_needs"] : ["contact"]
    case "anonymised_advocacy":
    case "training_research":
      return only("account", "time_place", "harm_categories")
    case "share_accountability_body":
    case "share_partner":
      return only(...CONTENT, ...(answer === "named" ? (["identity"] as const) : []))
    case "legal_analysis":
    case "translation":
      return only(...CONTENT)
    default:
      return [...has]
  }
}
