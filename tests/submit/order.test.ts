// What is sent is what was answered, and nothing else: over any subset of answers, for whoever writes about whomever. The record is
// judged by Cairn's own reader and by the published JSON Schema.
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import formats from "ajv-formats"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { answersOf } from "../../client/submit/answers.ts"
import type { Order } from "../../client/submit/messages.ts"
import { orderOf } from "../../client/submit/order.ts"
import { consentDraft } from "../../client/submit/record.ts"
import { EMPTY, picked, type State } from "../../client/submit/state.ts"
import { stepsOf } from "../../client/submit/steps.ts"
import { textOf } from "../../client/survivor/shown-text.ts"
import { situationOf } from "../../client/survivor/situation.ts"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { requireSpokenFor } from "../../src/core/consent/on-behalf.ts"
import {
  type ConsentRecord,
  type Decision,
  lastMonthOfStore,
  parseConsentRecord,
} from "../../src/core/consent/record.ts"
import { checkAnswers, decodeTestimony, encodeTestimony } from "../../src/core/intake/testimony.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { useFor } from "../core/consent/cases.ts"
import { refusalOf } from "../core/refusal.ts"
import { LANGUAGES_OFFERED, ORGANISATION, SPOKEN, sendable, states, TODAY } from "./states.ts"

const RUNS = process.env.CAIRN_LONG === "1" ? 5000 : 300
const schema = JSON.parse(
  readFileSync(new URL("../../docs/standards/consent.schema.json", import.meta.url), "utf8"),
)
const ajv = new Ajv2020({ strict: false })
;(formats as unknown as (ajv: Ajv2020) => void)(ajv)
const fitsSchema = ajv.compile(schema)

const order = (state: State): Order => orderOf(state, ORGANISATION, LANGUAGES_OFFERED, SPOKEN)

async function recordOf(state: State): Promise<ConsentRecord> {
  const draft = await consentDraft(order(state), ORGANISATION.policy, TODAY)
  const { events } = draft as { events: object[] }
  return parseConsentRecord({
    ...draft,
    recordId: "00000000-0000-4000-8000-000000000001",
    submissionId: "A".repeat(22),
    holder: "0".repeat(64),
    reply: "age1pq1qqqq",
    events: events.map((event) => ({ ...event, at: TODAY, prevHash: "0".repeat(64) })),
  })
}

describe("answers", () => {
  test("requirements 18, 54: any subset can be sealed, is read as given, and a skipped question leaves no key", () => {
    fc.assert(
      fc.property(sendable, (state) => {
        const answers = answersOf(state, LANGUAGES_OFFERED, "I do not know")
        const testimony = { format: "cairn-testimony/1", answers } as const
        checkAnswers(testimony)
        expect(decodeTestimony(encodeTestimony(testimony))).toEqual(testimony)
        const asked = stepsOf(state, LANGUAGES_OFFERED).map(({ id }) => id)
        for (const id of Object.keys(answers)) {
          expect(asked).toContain(id)
          expect(state.drafts[id]).toBeDefined()
        }
      }),
      { numRuns: RUNS },
    )
  })

  test("a text is sent letter for letter", () => {
    const text = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((one) => one.trim() !== "" && one.isWellFormed())
    fc.assert(
      fc.property(text, (one) => {
        const state = { ...EMPTY, drafts: { account_text: { text: one } } }
        expect(answersOf(state, LANGUAGES_OFFERED, "")).toEqual({ account_text: one })
      }),
    )
  })

  test("what the way no longer asks is not sent: contact taken back, a part skipped, an account before saying under 18", () => {
    const drafts = {
      who: { picked: ["me"] },
      account_text: { text: "a" },
      contact_ok: { picked: ["yes"] },
      contact_detail: { text: "000" },
      "part-you": { picked: ["yes"] },
      call_me: { text: "Ro" },
    }
    const of = (more: State["drafts"]) =>
      Object.keys(answersOf({ ...EMPTY, drafts: { ...drafts, ...more } }, 2, ""))
    expect(of({})).toEqual(["who", "account_text", "call_me", "contact_ok", "contact_detail"])
    expect(of({ contact_ok: { picked: ["decide_later"] } })).not.toContain("contact_detail")
    expect(of({ "part-you": {} })).not.toContain("call_me")
    const young = { over18: { picked: ["under_18"] } }
    expect(of(young)).not.toContain("account_text")
    expect(of({ ...young, young: { picked: ["write"] } })).toContain("account_text")
  })

  test.each([
    [
      { picked: ["exact_day"], date: { year: "2022", month: "3", day: "7" } },
      { words: "", edtf: "2022-03-07" },
    ],
    [{ picked: ["exact_day"], date: { year: "2022", month: "2", day: "30" } }, undefined],
    [{ picked: ["exact_day"], date: { year: "2022", month: "3" } }, undefined],
    [
      { picked: ["month"], date: { year: "٢٠٢٢", month: "3" } },
      { words: "", edtf: "2022-03" },
    ],
    [
      { picked: ["season"], date: { year: "2022", season: "1" }, text: "x" },
      { words: "x", edtf: "2022-22" },
    ],
    [
      { picked: ["year"], date: { year: "2022", month: "3" } },
      { words: "", edtf: "2022" },
    ],
    [
      { picked: ["between"], date: { year: "2022", endYear: "2023", endMonth: "6" } },
      { words: "", edtf: "2022/2023-06" },
    ],
    [{ picked: ["between"], date: { year: "2023", endYear: "2022" } }, undefined],
    [{ picked: ["year"], date: { year: "1444 هـ" }, text: "1444 هـ" }, { words: "1444 هـ" }],
    [{ picked: ["over_a_long_time"], text: "for years" }, { words: "for years" }],
    [{ picked: ["i_do_not_know"] }, { words: "I do not know" }],
    [{ picked: ["month"] }, undefined],
  ])("requirement 57: a date is no more exact than was said: %o", (draft, answer) => {
    const state = { ...EMPTY, drafts: { "part-context": { picked: ["yes"] }, when: draft } }
    expect(answersOf(state, LANGUAGES_OFFERED, "I do not know").when).toEqual(answer)
  })
})

describe("the record", () => {
  test("requirements 42, 48, 49: it fits reader and schema for any answers, whoever writes about whomever", async () => {
    await fc.assert(
      fc.asyncProperty(sendable, async (state) => {
        const record = await recordOf(state)
        fitsSchema(record)
        expect(fitsSchema.errors ?? []).toEqual([])
        expect(lastMonthOfStore(record, TODAY)).toMatch(/^\d{4}-\d{2}$/)
        const { agreed, minor } = situationOf(order(state).agreed)
        const yes = record.decisions.filter(({ state }) => state === "given").map(({ purpose }) => purpose)
        const allowed = ["store", "legal_analysis", "translation", "anonymised_advocacy", "contact_submitter"]
        if (!agreed) expect(yes.filter((purpose) => !allowed.includes(purpose))).toEqual([])
        if (minor) expect(yes.filter((purpose) => /^(publish|training)/.test(purpose))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test("requirements 48, 49: no yes is asked for that C7 would refuse, whoever writes about whomever", async () => {
    await fc.assert(
      fc.asyncProperty(sendable, async (state) => {
        const record = await recordOf(state)
        const { unasked, group } = situationOf(order(state).agreed)
        for (const decision of record.decisions.filter((one) => one.state === "given")) {
          const identifiability = group ? "aggregate_only" : "identified"
          const use = useFor(decision.purpose, { identifiability, met: ["best_interests"] })
          const verdict = await refusalOf(() => requireSpokenFor(record, decision, use))
          // Kept, and locked to everybody, is all that an account about a child who was not asked can be.
          expect(verdict).toBe(unasked && decision.purpose === "store" ? "minor" : "taken")
        }
      }),
      { numRuns: RUNS },
    )
  })

  test("of a child who has died nothing was to be asked, and of the dead it is not said what is to happen if they die", async () => {
    const said = {
      who: "someone_who_has_died",
      capacity: "next_of_kin",
      subject_age: "under_18",
      store: "yes",
      ending: "delete",
    }
    const drafts = Object.fromEntries(Object.entries(said).map(([id, one]) => [id, { picked: [one] }]))
    const record = await recordOf({ ...EMPTY, organisation: ORGANISATION, drafts })
    expect(record.expressedBy).toMatchObject({ assent: { sought: false, result: "not_able" } })
    expect(record.contingencies).toBeUndefined()
    const [kept] = record.decisions
    expect(await refusalOf(() => requireSpokenFor(record, kept as Decision, useFor("store")))).toBe("taken")
  })

  test("requirement 41: without an answer it is not asked, and never a yes", async () => {
    await fc.assert(
      fc.asyncProperty(states, async (state) => {
        const order_ = order(state)
        for (const { purpose, answer, recipientId } of order_.agreed.decided) {
          const id = recipientId === undefined ? purpose : `${purpose}:${recipientId}`
          if (purpose === "contact" || purpose === "contact_submitter") continue
          if (answer !== undefined) expect(answer).toBe(picked(state, id))
        }
      }),
      { numRuns: RUNS },
    )
    const nothing = await recordOf({
      ...EMPTY,
      organisation: ORGANISATION,
      drafts: { store: { picked: ["yes"] } },
    })
    const states_ = nothing.decisions.map(({ purpose, state }) => [purpose, state])
    expect(states_.filter(([, state]) => state !== "not_asked")).toEqual([["store", "given"]])
    expect(states_.length).toBeGreaterThan(10)
    expect(nothing.events).toHaveLength(1)
  })

  test("each answer is the decision it says", async () => {
    const answers = {
      store: "yes",
      contact_ok: "through_someone",
      legal_analysis: "no",
      "translation:example-translator": "later",
      "share_accountability_body:example-court": "ask",
      "share_partner:example-partner": "named",
      anonymised_advocacy: "yes",
      publish_quote: "yes",
      "part-sharing": "yes",
      years: "5",
      ending: "delete",
    }
    const drafts: State["drafts"] = {
      ...Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, { picked: [answer] }])),
      conditions: { picked: ["no_exact_place"] },
      call_me: { text: "Ro" },
      "part-you": { picked: ["yes"] },
    }
    const record = await recordOf({
      ...EMPTY,
      organisation: ORGANISATION,
      drafts,
      path: Object.keys(answers),
    })
    const of = (purpose: string) => record.decisions.find((one) => one.purpose === purpose)
    expect(of("store")).toMatchObject({
      state: "given",
      validity: { kind: "period", value: "P5Y" },
      reviewAt: "2031-05-21",
    })
    expect(of("contact")).toMatchObject({
      state: "given",
      conditions: ["through_partner"],
      dataScope: ["contact"],
    })
    expect(of("legal_analysis")).toMatchObject({ state: "refused" })
    expect(of("translation")).toMatchObject({ state: "deferred", recipientId: "example-translator" })
    const court = of("share_accountability_body")
    expect(court).toMatchObject({
      state: "given",
      identifiability: "pseudonymised",
      conditions: ["ask_me_each_time", "no_name", "no_exact_place"],
      validity: { kind: "single_use", value: "1" },
    })
    expect(court?.dataScope).not.toContain("identity")
    expect(of("share_partner")).toMatchObject({
      identifiability: "identified",
      conditions: ["no_exact_place"],
    })
    expect(of("share_partner")?.dataScope).toContain("identity")
    expect(of("share_partner")?.dataScope).not.toContain("contact")
    expect(of("anonymised_advocacy")).toMatchObject({ identifiability: "anonymised", audience: "public" })
    expect(of("publish_quote")).toMatchObject({ state: "requested", conditions: ["show_me_first"] })
    expect(of("publish_quote")).not.toHaveProperty("validity")
    expect(record.contingencies).toEqual({ ifUnreachable: "delete", ifDeceased: "delete" })
  })

  test("requirement 33: the hash in the record is of the text that the screen shows", async () => {
    const path = ["store", "legal_analysis", "share_partner:example-partner"]
    const drafts = { store: { picked: ["yes"] }, "part-sharing": { picked: ["yes"] } }
    const record = await recordOf({ ...EMPTY, organisation: ORGANISATION, drafts, path })
    const recipient = ORGANISATION.policy.recipients.find(({ partyId }) => partyId === "example-partner")
    const shown = textOf(SPOKEN, ORGANISATION, "share_partner", recipient)
    expect(shown.join(" ")).toContain("South Africa")
    const sha256 = hex(await sha256Platform(utf8(shown.join("\n"))))
    expect(record.notices).toContainEqual({
      noticeId: "share_partner:example-partner",
      version: "1",
      language: "en",
      format: "text",
      sha256,
    })
    expect(record.notices.map(({ noticeId }) => noticeId)).toEqual([
      "consent",
      "store",
      "legal_analysis",
      "share_partner:example-partner",
    ])
  })
})
