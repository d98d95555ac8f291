// The consent record's shape and its rules across decisions (standards/consent.schema.json, an ISO/IEC TS 27560
// profile). It gives the same verdict as the JSON Schema; reading, padding and errors are record.ts.
import * as z from "zod/mini"
import {
  type Decision,
  decisionSchema,
  isConsentBasis,
  isYes,
  type Purpose,
  sha256Hex,
  uuid,
} from "./decision.ts"

const subject = z.strictObject({
  kind: z.enum(["self", "other_adult", "child", "group", "deceased_person", "not_stated"]),
  ageBand: z.exactOptional(z.enum(["adult", "under_18", "not_known", "not_stated"])),
})

const expressedBy = z.strictObject({
  capacity: z.enum([
    "data_subject",
    "guardian",
    "trusted_person",
    "partner_caseworker",
    "legal_representative",
    "next_of_kin",
  ]),
  subjectAware: z.exactOptional(
    z.enum(["yes_and_agrees", "yes_undecided", "no", "not_known", "not_applicable"]),
  ),
  authority: z.exactOptional(
    z.enum(["own_decision", "subject_asked_me", "legal_guardian", "written_authority", "none"]),
  ),
  assent: z.exactOptional(
    z.strictObject({
      sought: z.exactOptional(z.boolean()),
      result: z.exactOptional(z.enum(["assents", "does_not_assent", "not_able", "not_sought"])),
      bestInterestsReviewBy: z.exactOptional(z.string()),
    }),
  ),
})

const assistance = z.strictObject({
  interpreter: z.exactOptional(
    z.enum(["none", "vetted_interpreter", "partner_staff", "family_or_friend", "not_stated"]),
  ),
  interpreterMode: z.exactOptional(z.enum(["in_person", "phone", "video", "written", "not_stated"])),
  readAloud: z.exactOptional(z.boolean()),
  setting: z.exactOptional(z.enum(["private", "not_private", "not_sure", "not_stated"])),
})

const party = z.strictObject({
  partyId: z.string(),
  name: z.string(),
  role: z.enum(["controller", "joint_controller", "recipient", "processor"]),
  type: z.enum([
    "icc_otp",
    "icc_registry_victims",
    "un_mechanism",
    "un_inquiry",
    "un_treaty_or_special_procedure",
    "national_prosecutor",
    "regional_court",
    "register_of_damage",
    "ngo_partner",
    "legal_representative",
    "support_service",
    "translator",
    "publisher",
    "self",
  ]),
  country: z.string(),
  contact: z.exactOptional(z.string()),
  transferBasis: z.exactOptional(
    z.enum([
      "eea",
      "adequacy",
      "international_organisation",
      "appropriate_safeguards",
      "explicit_consent_art49",
      "not_applicable",
    ]),
  ),
  canRecall: z.exactOptional(z.enum(["yes", "maybe", "no"])),
})

const notice = z.strictObject({
  noticeId: z.string(),
  version: z.string(),
  language: z.string(),
  format: z.enum(["text", "easy_read", "audio", "pictorial", "read_aloud_by_helper"]),
  sha256: sha256Hex,
})

const event = z.strictObject({
  eventId: uuid,
  type: z.enum([
    "requested",
    "deferred",
    "refused",
    "given",
    "renewed",
    "narrowed",
    "withdrawn",
    "expired",
    "revoked_by_controller",
    "invalidated",
    "corrected",
  ]),
  decisionIds: z.array(uuid).check(z.minLength(1)),
  at: z.string(),
  indicatedBy: z.enum([
    "data_subject",
    "guardian",
    "trusted_person",
    "partner_caseworker",
    "legal_representative",
    "controller",
    "system_expiry",
    "court_or_authority",
  ]),
  implementedBy: z.exactOptional(z.string()),
  method: z.enum(["web_form", "audio", "in_person", "phone", "written", "partner_relay", "automatic"]),
  noticeId: z.exactOptional(z.string()),
  prevHash: sha256Hex,
})

const ifUnreachable = z.enum([
  "stop_new_uses",
  "keep_existing_decisions",
  "ask_named_person",
  "delete",
  "not_stated",
])

const contingencies = z.strictObject({
  ifUnreachable: z.exactOptional(ifUnreachable),
  ifDeceased: z.exactOptional(ifUnreachable),
  ifLacksCapacity: z.exactOptional(
    z.enum(["stop_new_uses", "keep_existing_decisions", "ask_named_person", "not_stated"]),
  ),
})

const withdrawal = z.strictObject({
  channels: z
    .array(z.enum(["return_words", "through_partner", "through_lawyer", "post", "in_person"]))
    .check(z.minLength(1)),
  credential: z.enum(["return_words", "held_by_partner", "none_chosen"]),
})

const shape = z.strictObject({
  schemaVersion: z.literal("cairn-consent/1"),
  conformsTo: z.exactOptional(z.array(z.string())),
  recordId: uuid,
  submissionId: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)), // 128 random bits, base64url
  holder: sha256Hex, // the subject's public key
  reply: z.string().check(z.regex(/^age1pq1[02-9ac-hj-np-z]+$/)), // in form only: sealing checks it as a recipient
  history: z.enum(["show", "hide"]),
  jurisdiction: z.exactOptional(z.array(z.string().check(z.regex(/^[A-Z]{2}$/)))),
  subject,
  expressedBy,
  assistance: z.exactOptional(assistance),
  parties: z.array(party).check(z.minLength(1)),
  notices: z.array(notice).check(z.minLength(1)),
  decisions: z.array(decisionSchema).check(z.minLength(1)),
  events: z.array(event).check(z.minLength(1)),
  contingencies: z.exactOptional(contingencies),
  withdrawal,
})

export type ConsentRecord = z.infer<typeof shape>

/** The whole record, with the rules about who decides for whom (survivor-standards 3.4). */
export const recordSchema = shape.check(
  z.superRefine((record, context) => {
    const { kind, ageBand } = record.subject
    const { capacity, subjectAware, authority, assent } = record.expressedBy
    const need = (key: "assent" | "subjectAware" | "authority", value: unknown) => {
      if (value !== undefined) return
      context.addIssue({ code: "custom", path: ["expressedBy", key], message: "missing" })
    }
    const refuseYes = (unfit: (decision: Decision) => boolean) => {
      record.decisions.forEach((decision, at) => {
        if (!isYes(decision) || !unfit(decision)) return
        context.addIssue({
          code: "custom",
          path: ["decisions", at, "state"],
          message: "nobody may say yes to this",
        })
      })
    }

    if (kind === "child") need("assent", assent)
    if (kind === "child" || ageBand === "under_18")
      refuseYes(({ purpose }) => NEVER_OF_A_CHILD.includes(purpose))
    if (WRITING_FOR_ANOTHER.includes(capacity)) {
      need("subjectAware", subjectAware)
      need("authority", authority)
    }
    if (subjectAware !== undefined && NOT_AGREED.includes(subjectAware)) {
      refuseYes(({ purpose }) => ONLY_WITH_HER.includes(purpose))
      // Nobody consented for her, so consent is no legal basis either, except for the writer's own contact.
      refuseYes(
        ({ purpose, legalBasis }) => purpose !== "contact_submitter" && legalBasis.some(isConsentBasis),
      )
    }
  }),
)

const NEVER_OF_A_CHILD: readonly Purpose[] = ["publish_quote", "publish_audiovisual", "training_research"]

const ONLY_WITH_HER: readonly Purpose[] = [
  "contact",
  "share_accountability_body",
  "share_partner",
  "support_referral",
  "publish_quote",
  "publish_audiovisual",
  "training_research",
  "long_term_archive",
]

const WRITING_FOR_ANOTHER: readonly string[] = ["trusted_person", "partner_caseworker", "next_of_kin"]

const NOT_AGREED: readonly string[] = ["no", "not_known", "yes_undecided"]
