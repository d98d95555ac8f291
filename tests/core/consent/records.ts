// Consent records to test with: the example of the standard and richer ones, each valid. Made-up values throughout.
import { readFileSync } from "node:fs"
import {
  type ConsentRecord,
  type Decision,
  PURPOSES,
  type Purpose,
} from "../../../src/core/consent/record.ts"

export const consentSchema = readJson("consent.schema.json") as Record<string, unknown>

/** The standard's own example. A fresh copy each time. */
export function example(): ConsentRecord {
  return readJson("consent.example.json") as ConsentRecord
}

export function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`
}

/** A yes with everything any purpose asks of one. */
export function yes(purpose: Purpose, changes: Partial<Decision> = {}): Decision {
  return {
    decisionId: id(100 + PURPOSES.indexOf(purpose)),
    purpose,
    recipientId: "icc-otp",
    state: "given",
    identifiability: purpose === "anonymised_advocacy" ? "aggregate_only" : "pseudonymised",
    audience: "named_recipient",
    dataScope: ["account", "time_place", "health"],
    mediaTreatment: "transcript_only",
    conditions: ["show_me_first", "no_name"],
    notBefore: "2026-12-01",
    validFrom: "2026-11-21",
    validity: { kind: "period", value: "P2Y" },
    reviewAt: "2027-05-21",
    onNoReply: "stop_new_uses",
    legalBasis: ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"],
    understandingChecked: "own_words",
    approvedContentSha256: "ab".repeat(32),
    supersedes: id(99),
    ...changes,
  }
}

/** The decision without one of its keys. */
export function unsaid(decision: Decision, key: keyof Decision): Decision {
  return Object.fromEntries(Object.entries(decision).filter(([k]) => k !== key)) as unknown as Decision
}

/** Every purpose answered with yes, and every optional key of the record in use. */
export function everything(): ConsentRecord {
  const record = example()
  return {
    ...record,
    jurisdiction: ["NL", "UA"],
    expressedBy: {
      capacity: "data_subject",
      subjectAware: "yes_and_agrees",
      authority: "own_decision",
      assent: { sought: true, result: "assents", bestInterestsReviewBy: "a role" },
    },
    assistance: {
      interpreter: "partner_staff",
      interpreterMode: "phone",
      readAloud: true,
      setting: "private",
    },
    parties: record.parties.map((party) => ({ ...party, contact: "desk" })),
    decisions: PURPOSES.map((purpose) => yes(purpose)),
    events: record.events.map((event) => ({
      ...event,
      implementedBy: "console-1",
      noticeId: "consent-core",
    })),
  }
}

/** Some purposes refused, asked or withdrawn, with the little that such a decision holds. */
function answered(): ConsentRecord {
  const states = ["not_asked", "requested", "deferred", "refused", "withdrawn", "expired", "renewed"] as const
  return {
    ...example(),
    decisions: states.map((state, n) =>
      state === "renewed"
        ? yes("store", { state })
        : { decisionId: id(n), purpose: PURPOSES[n + 4] ?? "contact", state, legalBasis: ["eu-gdpr:A6-1-a"] },
    ),
  }
}

function child(): ConsentRecord {
  return {
    ...example(),
    subject: { kind: "child", ageBand: "under_18" },
    expressedBy: {
      capacity: "guardian",
      authority: "legal_guardian",
      assent: { sought: true, result: "assents" },
    },
    decisions: [
      yes("store"),
      yes("contact"),
      yes("publish_quote", { state: "refused" }),
      yes("support_referral"),
    ],
  }
}

function youngPerson(): ConsentRecord {
  return {
    ...example(),
    subject: { kind: "self", ageBand: "under_18" },
    decisions: [yes("store"), yes("training_research", { state: "deferred" }), yes("long_term_archive")],
  }
}

function unawareProxy(): ConsentRecord {
  const legalBasis: Decision["legalBasis"] = ["eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f"]
  return {
    ...example(),
    subject: { kind: "other_adult", ageBand: "adult" },
    expressedBy: { capacity: "partner_caseworker", subjectAware: "no", authority: "none" },
    decisions: [
      yes("store", { legalBasis }),
      yes("legal_analysis", { legalBasis }),
      yes("anonymised_advocacy", { legalBasis }),
      yes("contact_submitter"),
      yes("contact", { state: "not_asked", legalBasis }),
      yes("share_partner", { state: "requested", legalBasis }),
    ],
  }
}

function publication(): ConsentRecord {
  return {
    ...example(),
    decisions: [
      yes("store"),
      yes("publish_quote", { validity: { kind: "single_use" } }),
      yes("publish_audiovisual", { state: "renewed", audience: "public" }),
    ],
  }
}

export const BASES = {
  example: example(),
  everything: everything(),
  answered: answered(),
  child: child(),
  youngPerson: youngPerson(),
  unawareProxy: unawareProxy(),
  publication: publication(),
} as const satisfies Record<string, ConsentRecord>

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../docs/standards/${name}`, import.meta.url), "utf8"))
}
