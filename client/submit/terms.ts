// What a yes is a yes to (survivor-standards 3.2, "Default validity"): of what, seen by whom, under which name, how long, and on
// which of her conditions. Never more than the screen's text says.
import type { Decision, Purpose } from "../../src/core/consent/record.ts"
import { addMonths } from "../../src/core/day.ts"
import type { Policy } from "../../src/core/policy.ts"
import type { Order } from "./messages.ts"

type Terms = Pick<
  Decision,
  "identifiability" | "audience" | "dataScope" | "conditions" | "validity" | "reviewAt" | "onNoReply"
>
type Scope = NonNullable<Decision["dataScope"]>[number]
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

/** @param today `YYYY-MM-DD`, UTC */
export function termsOf(
  purpose: Purpose,
  answer: string | undefined,
  order: Order,
  policy: Policy,
  today: string,
): Terms {
  const years = Number(order.agreed.years ?? policy.retention.defaultYears)
  const months = purpose === "store" ? 12 * years : MONTHS[purpose]
  const conditions = conditionsOf(purpose, answer, order)
  const lasting = purpose === "store" ? `P${years}Y` : `P${months}M`
  const review = purpose === "store" ? 12 * years - REVIEW_BEFORE_END : (months ?? SINGLE_REVIEW)
  return {
    identifiability: WITHOUT_POINTING.includes(purpose)
      ? "anonymised"
      : answer === "unnamed" || answer === "ask"
        ? "pseudonymised" // asked each time, she is asked for her name too
        : "identified",
    audience: AUDIENCES[purpose] ?? "vetted_staff",
    dataScope: scopeOf(purpose, answer, order),
    ...(conditions.length > 0 && { conditions }),
    validity: months === undefined ? { kind: "single_use", value: "1" } : { kind: "period", value: lasting },
    reviewAt: addMonths(today, review),
    onNoReply: purpose === "store" ? "keep_locked_until_validity_ends" : "stop_new_uses",
  }
}

function conditionsOf(purpose: Purpose, answer: string | undefined, { agreed, answers }: Order): Conditions {
  const through = answers.contact_ok === "through_someone" ? (["through_partner"] as const) : []
  if (purpose === "contact" || purpose === "contact_submitter") return [...through]
  if (purpose !== "share_accountability_body" && purpose !== "share_partner") return []
  return [
    ...(answer === "ask" ? (["ask_me_each_time"] as const) : []),
    ...(answer === "named" ? [] : (["no_name"] as const)),
    ...(agreed.conditions as Conditions),
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

function scopeOf(purpose: Purpose, answer: string | undefined, order: Order): Scope[] {
  const has = given(order)
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

const KINDS: Readonly<Record<string, Scope>> = { image: "photo", video: "video", audio: "voice" }

/** Everything that she sends, each kind by its name. */
function given({ answers, files, recordings }: Order): Set<Scope> {
  const has = (...ids: (keyof Order["answers"])[]): boolean => ids.some((id) => answers[id] !== undefined)
  const kinds = files.map(({ file }) => KINDS[file.type.split("/")[0] ?? ""] ?? "documents")
  const scopes: readonly (readonly [Scope, boolean])[] = [
    ["account", true],
    ["identity", has("call_me", "pronouns", "gender", "age_band", "about_me")],
    ["contact", has("contact_ok", "contact_how", "contact_detail")],
    ["time_place", has("when", "where", "place_type")],
    ["perpetrator", has("who_did_it", "perp_detail")],
    ["harm_categories", has("harm")],
    ["support_needs", has("support", "access")],
    ["voice", recordings.length > 0],
    ["metadata", files.length > 0 || recordings.length > 0],
  ]
  return new Set([...scopes.flatMap(([scope, there]) => (there ? [scope] : [])), ...kinds])
}
