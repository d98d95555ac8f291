// A subject as C7 sees her: one `given`, its record with whatever decisions a test makes, and a use of it. Made-up values.
import {
  type Case,
  InForceError,
  inForce,
  type Permit,
  type Use,
} from "../../../src/core/consent/in-force.ts"
import {
  type ConsentRecord,
  type Decision,
  lastMonthOfStore,
  type Purpose,
} from "../../../src/core/consent/record.ts"
import type { SubjectLeaf } from "../../../src/core/consent/rules.ts"
import type { ConsentBody } from "../../../src/core/consent/statement.ts"
import type { CustodyRecord } from "../../../src/core/custody/record.ts"
import { example, id, unsaid, yes } from "./records.ts"

export const SUBJECT = "5e".repeat(32)
export const LEAF = "1e".repeat(32)
export const WORDS = "ab".repeat(32) // H of approved content, as `yes` of records.ts has it
export const SAID = "2026-11-21"
export const DAY = "2026-12-10"

const NAMED: readonly Purpose[] = [
  "share_accountability_body",
  "share_partner",
  "support_referral",
  "translation",
]
const PUBLIC: readonly Purpose[] = ["publish_quote", "publish_audiovisual"]
const WITHIN: readonly Purpose[] = [
  "store",
  "contact",
  "contact_submitter",
  "legal_analysis",
  "long_term_archive",
]

/** A yes to a purpose, with no more than such a yes must have. */
export function plain(purpose: Purpose, over: Partial<Decision> = {}): Decision {
  const drop: (keyof Decision)[] = ["notBefore", "validFrom", "supersedes"]
  if (!NAMED.includes(purpose)) drop.push("recipientId")
  if (!PUBLIC.includes(purpose)) drop.push("approvedContentSha256", "conditions")
  const bare = drop.reduce(unsaid, yes(purpose))
  return { ...bare, ...(PUBLIC.includes(purpose) && { conditions: ["show_me_first"] }), ...over }
}

export const STORE = plain("store", { decisionId: id(1), identifiability: "identified" })

/** A record of hers with these decisions beside the one to keep it. */
export function recordWith(decisions: readonly Decision[], over: Partial<ConsentRecord> = {}): ConsentRecord {
  const record = example()
  return {
    ...record,
    holder: SUBJECT,
    events: record.events.map((event) => ({ ...event, prevHash: "0".repeat(64) })),
    decisions: [STORE, ...decisions],
    ...over,
  }
}

/** The `given` that names such a record. */
export function given(record: ConsentRecord, over: Partial<ConsentBody> = {}): SubjectLeaf {
  const body: ConsentBody = {
    subject: SUBJECT,
    seq: 0,
    prev: null,
    action: "given",
    day: SAID,
    until: lastMonthOfStore(record, SAID),
    record: { sha256: "0a".repeat(32), size: 40_000 },
    content: { root: "0b".repeat(32), size: 70_000 },
    erase: null,
    charter: "0c".repeat(32),
    ...over,
  }
  return { type: "consent", leaf: LEAF, body }
}

/** A statement after the `given`, in sequence unless it says otherwise. */
export function later(action: ConsentBody["action"], over: Partial<ConsentBody> = {}, n = 1): SubjectLeaf {
  const body = { ...(given(recordWith([])).body as ConsentBody), seq: 1, prev: LEAF, action }
  const bare = { ...body, until: null, record: null, content: null, ...over }
  return { type: "consent", leaf: n.toString(16).padStart(64, "0"), body: bare }
}

export function caseOf(
  decisions: readonly Decision[],
  over: Partial<Case> & { who?: Partial<ConsentRecord> } = {},
): Case {
  const { who, ...rest } = over
  const record = recordWith(decisions, who)
  return { subject: SUBJECT, leaves: [given(record)], isForeign: () => false, record, earlier: [], ...rest }
}

/** A use that a plain yes to the purpose covers. */
export function useFor(purpose: Purpose, over: Partial<Use> = {}): Use {
  return {
    action: WITHIN.includes(purpose) ? "opened" : "disclosed",
    purpose,
    recipientId: NAMED.includes(purpose) ? "icc-otp" : null,
    identifiability: purpose === "anonymised_advocacy" ? "aggregate_only" : "pseudonymised",
    dataScope: ["account"],
    contentSha256: PUBLIC.includes(purpose) ? WORDS : null,
    met: [],
    notHappened: [],
    ...over,
  }
}

/** A custody record of an earlier use. */
export function earlier(decision: Decision | null, over: Partial<CustodyRecord> = {}): CustodyRecord {
  return {
    format: "cairn-custody/1",
    subject: SUBJECT,
    action: "disclosed",
    purpose: decision?.purpose ?? "share_accountability_body",
    recipientId: decision?.recipientId ?? null,
    decisionId: decision?.decisionId ?? null,
    identifiability: "pseudonymised",
    dataScope: ["account"],
    objects: [],
    consentKey: null,
    by: "console-1",
    day: "2026-12-01",
    note: null,
    approval: null,
    ...over,
  }
}

/** The permit, or the code and what is unmet. Any other error is thrown on. */
export function ask(known: Case, use: Use, day = DAY): Permit | string {
  try {
    return inForce(known, use, day)
  } catch (error) {
    if (error instanceof InForceError) return [error.code, ...error.unmet].join(" ")
    throw error
  }
}

/** "permit" or the refusal, for tables. */
export function verdict(known: Case, use: Use, day = DAY): string {
  const answer = ask(known, use, day)
  return typeof answer === "string" ? answer : "permit"
}
