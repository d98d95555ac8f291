// src/core/consent/on-behalf.ts: who may say yes for whom, as C7 answers it (survivor-standards 3.4). Every record here is one
// that the schema takes.
import { describe, expect, test } from "vitest"
import type { Use } from "../../../src/core/consent/in-force.ts"
import { requireSpokenFor } from "../../../src/core/consent/on-behalf.ts"
import type { ConsentRecord, Decision, Purpose } from "../../../src/core/consent/record.ts"
import { PURPOSES, parseConsentRecord } from "../../../src/core/consent/record.ts"
import { refusalOf } from "../refusal.ts"
import { caseOf, plain, recordWith, STORE, useFor, verdict } from "./cases.ts"

type Who = Pick<ConsentRecord, "subject" | "expressedBy">
const INTEREST: Decision["legalBasis"] = ["eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f"]

/** What is answered to a use for the purpose, in a record with a plain yes to it. */
function allowed(
  who: Who,
  purpose: Purpose,
  use: Partial<Use> = {},
  legalBasis?: Decision["legalBasis"],
): string {
  const basis = legalBasis === undefined ? {} : { legalBasis }
  const decisions =
    purpose === "store"
      ? []
      : [
          plain(purpose, {
            identifiability: purpose === "anonymised_advocacy" ? "aggregate_only" : "identified",
            ...basis,
          }),
        ]
  const record = recordWith(decisions, who)
  const store = { ...STORE, ...basis }
  const known = caseOf([], { record: { ...record, decisions: [store, ...decisions] } })
  return verdict(known, useFor(purpose, use))
}

const who = (subject: Who["subject"], expressedBy: Who["expressedBy"]): Who => ({ subject, expressedBy })
const LIMITED: readonly Purpose[] = [
  "store",
  "contact_submitter",
  "legal_analysis",
  "translation",
  "anonymised_advocacy",
]

describe("she speaks for herself", () => {
  test.each(["self", "not_stated"] as const)("%s: anything she allows", (kind) => {
    const herself = who({ kind }, { capacity: "data_subject" })
    for (const purpose of PURPOSES) expect(allowed(herself, purpose), purpose).toBe("permit")
  })

  test.each(["other_adult", "deceased_person"] as const)("not as %s", (kind) => {
    const odd = who({ kind }, { capacity: "data_subject" })
    for (const purpose of PURPOSES) {
      const expected = LIMITED.includes(purpose) ? "permit" : "not-agreed"
      expect(allowed(odd, purpose, {}, INTEREST), purpose).toBe(expected)
    }
  })
})

describe.each(["trusted_person", "partner_caseworker", "next_of_kin"] as const)(
  "%s for another adult",
  (capacity) => {
    const proxy = (subjectAware: NonNullable<ConsentRecord["expressedBy"]["subjectAware"]>) =>
      who(
        { kind: "other_adult", ageBand: "adult" },
        { capacity, subjectAware, authority: "subject_asked_me" },
      )

    test("she knows and agrees: anything", () => {
      for (const purpose of PURPOSES)
        expect(allowed(proxy("yes_and_agrees"), purpose), purpose).toBe("permit")
    })

    test.each(["no", "not_known", "yes_undecided"] as const)(
      "aware %s: only what can be without her",
      (aware) => {
        for (const purpose of PURPOSES) {
          // A record with a yes to anything else is not even one.
          const expected = LIMITED.includes(purpose) ? "permit" : "unreadable"
          expect(allowed(proxy(aware), purpose, {}, INTEREST), purpose).toBe(expected)
        }
      },
    )

    test("not applicable to the living: only what can be without her, and not on her consent", () => {
      for (const purpose of PURPOSES) {
        const expected = LIMITED.includes(purpose) ? "permit" : "not-agreed"
        expect(allowed(proxy("not_applicable"), purpose, {}, INTEREST), purpose).toBe(expected)
        if (LIMITED.includes(purpose))
          expect(allowed(proxy("not_applicable"), purpose), purpose).toBe(
            purpose === "contact_submitter" ? "permit" : "not-agreed",
          )
      }
    })
  },
)

test.each([
  ["no", "not-agreed"],
  ["not_known", "not-agreed"],
  ["yes_undecided", "not-agreed"],
  ["yes_and_agrees", "taken"],
] as const)("aware %s, without the schema before it: %s", async (subjectAware, expected) => {
  const proxy = who({ kind: "other_adult" }, { capacity: "trusted_person", subjectAware, authority: "none" })
  for (const purpose of PURPOSES) {
    const judged = (legalBasis: Decision["legalBasis"]) =>
      refusalOf(() => requireSpokenFor(proxy, plain(purpose, { legalBasis }), useFor(purpose)))
    expect(await judged(INTEREST), purpose).toBe(LIMITED.includes(purpose) ? "taken" : expected)
    if (purpose !== "contact_submitter") expect(await judged(["eu-gdpr:A6-1-a"]), purpose).toBe(expected)
  }
})

describe("representatives and the dead", () => {
  test.each([
    ["her lawyer, asked by her", "other_adult", "legal_representative", "subject_asked_me", "permit"],
    ["her lawyer, in writing", "other_adult", "legal_representative", "written_authority", "permit"],
    ["her lawyer, on no authority", "other_adult", "legal_representative", "none", "not-agreed"],
    ["her lawyer, who does not say", "other_adult", "legal_representative", undefined, "not-agreed"],
    ["a guardian of an adult", "other_adult", "guardian", "legal_guardian", "not-agreed"],
    ["next of kin of the dead", "deceased_person", "next_of_kin", "own_decision", "permit"],
    ["a friend of the dead", "deceased_person", "trusted_person", "own_decision", "not-agreed"],
  ] as const)("%s: %s", (_, kind, capacity, authority, expected) => {
    const spoken = { capacity, ...(authority && { authority }), subjectAware: "not_applicable" } as const
    expect(allowed(who({ kind }, spoken), "share_partner", {}, INTEREST)).toBe(expected)
  })
})

describe("a group", () => {
  const group = who({ kind: "group" }, { capacity: "data_subject" })
  test("its account is read, and told of only as a pattern", () => {
    const read: readonly Purpose[] = [
      "store",
      "contact",
      "contact_submitter",
      "legal_analysis",
      "translation",
    ]
    for (const purpose of PURPOSES) {
      const expected = read.includes(purpose) || purpose === "anonymised_advocacy" ? "permit" : "group"
      expect(allowed(group, purpose), purpose).toBe(expected)
      expect(allowed(group, purpose, { identifiability: "aggregate_only" }), purpose).toBe("permit")
    }
    for (const identifiability of ["identified", "pseudonymised", "anonymised"] as const)
      expect(allowed(group, "share_partner", { identifiability })).toBe("group")
  })
})

describe("a young person", () => {
  const NEVER: readonly Purpose[] = ["publish_quote", "publish_audiovisual", "training_research"]
  const guardian = (
    assent: ConsentRecord["expressedBy"]["assent"],
    subject: Who["subject"] = { kind: "child" },
  ) => who(subject, { capacity: "guardian", authority: "legal_guardian", ...(assent && { assent }) })

  test("who writes for herself: anything but publication and research", () => {
    const herself = who({ kind: "self", ageBand: "under_18" }, { capacity: "data_subject" })
    for (const purpose of PURPOSES)
      expect(allowed(herself, purpose), purpose).toBe(NEVER.includes(purpose) ? "unreadable" : "permit")
  })

  test.each([{ kind: "child" } as const, { kind: "self", ageBand: "under_18" } as const])(
    "publication and research are refused without the schema before them: %o",
    async (subject) => {
      const herself = who(subject, { capacity: "data_subject", assent: { result: "assents" } })
      for (const purpose of PURPOSES)
        expect(
          await refusalOf(() => requireSpokenFor(herself, plain(purpose), useFor(purpose))),
          purpose,
        ).toBe(NEVER.includes(purpose) ? "minor" : "taken")
    },
  )

  test.each<[string, ConsentRecord["expressedBy"]["assent"], Use["met"], string, string]>([
    [
      "assents, reviewed by the record",
      { result: "assents", bestInterestsReviewBy: "a role" },
      [],
      "permit",
      "permit",
    ],
    ["assents, reviewed by whoever acts", { result: "assents" }, ["best_interests"], "permit", "permit"],
    ["assents, not reviewed", { result: "assents" }, [], "minor best_interests", "permit"],
    [
      "assents, reviewed by nobody",
      { result: "assents", bestInterestsReviewBy: "" },
      [],
      "minor best_interests",
      "permit",
    ],
    ["is not able, reviewed", { result: "not_able" }, ["best_interests"], "permit", "permit"],
    ["is not able, not reviewed", { result: "not_able" }, [], "minor best_interests", "permit"],
    [
      "says no",
      { sought: true, result: "does_not_assent" },
      ["best_interests"],
      "minor assent",
      "minor assent",
    ],
    ["was not asked", { result: "not_sought" }, ["best_interests"], "minor assent", "minor assent"],
    [
      "was asked, and nobody says what she said",
      { sought: true },
      ["best_interests"],
      "minor assent",
      "minor assent",
    ],
  ])("for whom a guardian speaks: she %s", (_, assent, met, sharing, triage) => {
    for (const subject of [
      { kind: "child" },
      { kind: "child", ageBand: "under_18" },
      { kind: "other_adult", ageBand: "under_18" },
    ] as const) {
      const child = guardian(assent, subject)
      expect(allowed(child, "share_partner", { met })).toBe(sharing)
      expect(allowed(child, "legal_analysis", { met })).toBe(sharing)
      expect(allowed(child, "store", { met })).toBe(triage)
    }
  })

  test("a no of hers prevails, whoever speaks and of whatever age", () => {
    const assent = { result: "does_not_assent" } as const
    for (const capacity of ["guardian", "legal_representative", "data_subject"] as const)
      for (const subject of [{ kind: "child" }, { kind: "self" }, { kind: "not_stated" }] as const)
        for (const purpose of ["store", "contact", "share_partner"] as const)
          expect(allowed(who(subject, { capacity, assent }), purpose, { met: ["best_interests"] })).toBe(
            "minor assent",
          )
  })

  test("the writer's own contact stays open, whatever a child says: only that, and never more", () => {
    for (const result of ["does_not_assent", "not_sought", "not_able"] as const) {
      const child = guardian({ result })
      expect(allowed(child, "contact_submitter")).toBe("permit")
      expect(allowed(child, "contact", { met: ["best_interests"] })).toBe(
        result === "not_able" ? "permit" : "minor assent",
      )
    }
  })

  test("a guardian who is silent on her assent speaks for nobody", () => {
    const silent = guardian(undefined, { kind: "other_adult", ageBand: "under_18" })
    expect(allowed(silent, "contact", { met: ["best_interests"] })).toBe("minor assent")
  })
})

test("the records of these tables are records", () => {
  const record = recordWith([plain("contact")], who({ kind: "child" }, { capacity: "guardian", assent: {} }))
  expect(parseConsentRecord(record)).toBe(record)
})
