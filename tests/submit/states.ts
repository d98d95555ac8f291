// States of the form as a person could have left it: any subset of questions answered, in any of the ways there are. And an
// organisation's policy to decide about.
import fc from "fast-check"
import type { Draft } from "../../client/submit/drafted.ts"
import { EMPTY, type State } from "../../client/submit/state.ts"
import { type RecordId, stepsOf } from "../../client/submit/steps.ts"
import type { Organisation } from "../../client/survivor/organisation.ts"
import { demoPolicy } from "../../src/cli/demo.ts"
import { FIELDS, type Field } from "../../src/core/intake/fields.ts"
import { en } from "../../src/i18n/en.ts"
import { notices } from "../../src/i18n/notices/1/en.ts"

export const TODAY = "2026-11-21"
export const LANGUAGES_OFFERED = 2
export const SPOKEN = { code: "en", messages: en, notices } as const
export const ORGANISATION: Organisation = {
  kind: "demonstration",
  today: TODAY,
  policy: demoPolicy(TODAY),
}

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", "  ", "كتبت هذا", "วันนี้"),
)

function draftOf(field: Field): fc.Arbitrary<Draft> {
  const options = field.options.filter((option) => option !== "skip" && option !== "blank")
  if (options.length === 0) return fc.record({ text: words })
  const picked = field.type === "multi" ? fc.subarray(options) : fc.subarray(options, { maxLength: 1 })
  const part = fc.oneof(fc.constant(""), fc.stringMatching(/^[0-9٠-٩]{0,4}$/))
  const date = fc.dictionary(fc.constantFrom("year", "month", "day", "season", "endYear", "endMonth"), part)
  return fc.record({ picked, text: words, date }, { requiredKeys: [] })
}

const choice = (...options: readonly string[]) =>
  fc.constantFrom(...options).map((one): Draft => ({ picked: [one] }))
const ofRecord = (id: RecordId) => choice(...Object.keys(en.record[id].options))

const consents = [
  "store",
  "legal_analysis",
  "translation:example-translator",
  "share_accountability_body:example-court",
  "share_partner:example-partner",
  "support_referral:example-service",
  "anonymised_advocacy",
  "publish_quote",
  "publish_audiovisual",
  "training_research",
  "long_term_archive",
]
const answersOf = (id: string) =>
  (/^share_/.test(id) ? ["named", "unnamed", "ask"] : ["yes"]).concat("no", "later")

const drafts = fc.record<Record<string, Draft>>(
  Object.fromEntries([
    ...FIELDS.filter(({ type }) => type !== "files" && type !== "audio").map((field) => [
      field.id,
      draftOf(field),
    ]),
    ...(Object.keys(en.record) as RecordId[]).map((id) => [id, ofRecord(id)]),
    ...consents.map((id) => [id, choice(...answersOf(id))]),
    ...["part-context", "part-you", "part-evidence", "part-sharing"].map((id) => [id, choice("yes")]),
    ["young", choice("write", "contact")],
    ["years", choice("1", "2", "5", "10")],
    ["ending", choice(...Object.keys(en.consent.ending))],
    ["conditions", fc.subarray(Object.keys(en.consent.conditions)).map((picked): Draft => ({ picked }))],
  ]),
  { requiredKeys: [] },
)

const file = fc
  .constantFrom("image/jpeg", "video/mp4", "application/pdf", "")
  .map((type) => new File(["x"], "x", { type }))

/** A state with any subset of answers, at the end of its way. */
export const states: fc.Arbitrary<State> = fc
  .record({
    drafts,
    files: fc.array(
      fc.record({ file, hidden: fc.constantFrom("kept" as const, "unsure" as const, undefined) }),
      { maxLength: 2 },
    ),
    recordings: fc.array(file, { maxLength: 1 }),
  })
  .map((part) => {
    const state: State = {
      ...EMPTY,
      ...part,
      drafts: part.drafts as State["drafts"],
      organisation: ORGANISATION,
      step: "send",
    }
    return { ...state, path: stepsOf(state, LANGUAGES_OFFERED).map(({ id }) => id) }
  })

/** The same, with a yes to keeping it: what can be sent. */
export const sendable = states.map((state): State => {
  const kept: State = { ...state, drafts: { ...state.drafts, store: { picked: ["yes"] } } }
  return { ...kept, path: stepsOf(kept, LANGUAGES_OFFERED).map(({ id }) => id) }
})
