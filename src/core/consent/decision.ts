// One decision of a consent record (PROTOCOL section 5; standards/consent.schema.json, `$defs/decision`): its shape, and
// what a yes must say. Whether a decision is in force on a day is not judged here but in rules.ts.
import * as z from "zod/mini"
import { isDay } from "../day.ts"

/** The thirteen purposes. Each is a question of its own; no answer is no yes. */
export const PURPOSES = [
  "store",
  "contact",
  "contact_submitter",
  "legal_analysis",
  "translation",
  "share_accountability_body",
  "share_partner",
  "support_referral",
  "anonymised_advocacy",
  "publish_quote",
  "publish_audiovisual",
  "training_research",
  "long_term_archive",
] as const

export type Purpose = (typeof PURPOSES)[number]

/** How plainly a use points to her, from the most to the least. */
export const IDENTIFIABILITY = ["identified", "pseudonymised", "anonymised", "aggregate_only"] as const

export type Identifiability = (typeof IDENTIFIABILITY)[number]

/** What of an account a use takes in. */
export const SCOPES = [
  "account",
  "identity",
  "contact",
  "time_place",
  "perpetrator",
  "harm_categories",
  "health",
  "support_needs",
  "photo",
  "video",
  "voice",
  "documents",
  "metadata",
] as const

export type Scope = (typeof SCOPES)[number]

/** What she asks for beside a yes; each refuses until it is met. */
export const CONDITIONS = [
  "ask_me_each_time",
  "show_me_first",
  "no_name",
  "no_exact_place",
  "no_exact_date",
  "not_before_date",
  "only_with_other_accounts",
  "not_in_my_country",
  "through_my_lawyer",
  "through_partner",
] as const

export type Condition = (typeof CONDITIONS)[number]

/** 32 bytes as lower-case hex. */
export const sha256Hex = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** As the JSON Schema's checker reads `format: uuid`: any version, either case, also as a URN. */
export const uuid = z.string().check(z.regex(/^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i))

const day = z.string().check(z.refine(isDay))

const shape = z.strictObject({
  decisionId: uuid,
  purpose: z.enum(PURPOSES),
  recipientId: z.exactOptional(z.string()),
  state: z.enum([
    "not_asked",
    "requested",
    "deferred",
    "refused",
    "given",
    "renewed",
    "withdrawn",
    "expired",
    "revoked_by_controller",
    "invalidated",
    "unknown",
  ]),
  identifiability: z.exactOptional(z.enum(IDENTIFIABILITY)),
  audience: z.exactOptional(
    z.enum(["vetted_staff", "named_recipient", "court_and_parties", "professional_audience", "public"]),
  ),
  dataScope: z.exactOptional(setOf(SCOPES)),
  mediaTreatment: z.exactOptional(z.enum(["as_sent", "face_and_voice_hidden", "transcript_only", "none"])),
  conditions: z.exactOptional(setOf(CONDITIONS)),
  notBefore: z.exactOptional(day),
  validFrom: z.exactOptional(day),
  validity: z.exactOptional(
    z.strictObject({
      kind: z.enum(["until_date", "period", "until_event", "single_use"]),
      value: z.exactOptional(z.string()),
    }),
  ),
  reviewAt: z.exactOptional(day),
  onNoReply: z.exactOptional(z.enum(["stop_new_uses", "delete", "keep_locked_until_validity_ends"])),
  legalBasis: z
    .array(z.enum(["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a", "eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f", "eu-gdpr:A6-1-c"]))
    .check(z.minLength(1)),
  understandingChecked: z.exactOptional(z.enum(["own_words", "question_answered", "not_checked"])),
  approvedContentSha256: z.exactOptional(sha256Hex),
  supersedes: z.exactOptional(uuid),
})

export type Decision = z.infer<typeof shape>

/** What somebody decided for one purpose (and recipient), with the rules that JSON Schema states as `if` and `then`. */
export const decisionSchema = shape.check(
  z.superRefine((decision, context) => {
    for (const key of missingForYes(decision))
      context.addIssue({ code: "custom", path: [key], message: "missing" })
    const shown = decision.conditions?.includes("show_me_first") ?? false
    if (isYes(decision) && isPublication(decision.purpose) && !shown) {
      context.addIssue({
        code: "custom",
        path: ["conditions"],
        message: "publication without being shown first",
      })
    }
    const { identifiability } = decision
    if (decision.purpose === "anonymised_advocacy" && identifiability !== undefined) {
      if (identifiability !== "anonymised" && identifiability !== "aggregate_only") {
        context.addIssue({
          code: "custom",
          path: ["identifiability"],
          message: "advocacy never points to anyone",
        })
      }
    }
  }),
)

/** Whether the decision says yes. Every other state, and no decision, is not a yes. */
export function isYes(decision: Decision): boolean {
  return decision.state === "given" || decision.state === "renewed"
}

/** Whether a legal basis is her consent. */
export function isConsentBasis(basis: Decision["legalBasis"][number]): boolean {
  return basis === "eu-gdpr:A6-1-a" || basis === "eu-gdpr:A9-2-a"
}

/** Decisions that no other one supersedes. */
export function currentDecisions(decisions: readonly Decision[]): Decision[] {
  const superseded = new Set(
    decisions.flatMap(({ supersedes }) => (supersedes === undefined ? [] : [plainId(supersedes)])),
  )
  return decisions.filter(({ decisionId }) => !superseded.has(plainId(decisionId)))
}

/** A UUID in the one form in which two of them can be compared. */
export function plainId(id: string): string {
  return id.toLowerCase().replace(/^urn:uuid:/, "")
}

// Purposes that mean somebody outside the organisation: a yes names that somebody.
const NAMED: readonly Purpose[] = [
  "share_accountability_body",
  "share_partner",
  "support_referral",
  "translation",
]

function missingForYes(decision: Decision): (keyof Decision)[] {
  if (!isYes(decision)) return []
  const needed: (keyof Decision)[] = ["validity", "reviewAt", "identifiability", "dataScope", "audience"]
  if (NAMED.includes(decision.purpose)) needed.push("recipientId")
  if (isPublication(decision.purpose)) needed.push("approvedContentSha256")
  return needed.filter((key) => decision[key] === undefined)
}

/** Whether it is about words, pictures or sound in public: such a yes names the exact content. */
export function isPublication(purpose: Purpose): boolean {
  return purpose === "publish_quote" || purpose === "publish_audiovisual"
}

/** A list of known words, none twice. */
export function setOf<const Words extends readonly string[]>(words: Words) {
  return z.array(z.enum(words)).check(z.refine((items) => new Set(items).size === items.length))
}
