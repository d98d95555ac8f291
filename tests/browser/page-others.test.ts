// For another person, under 18, with an interpreter (survivor-standards 3.4): each way walked in a small window as that person would,
// every screen looked at, through the server as people run it to what the organisation opens. What may not be asked is not on the way,
// and what was said before it could not be asked does not come out.
import { expect } from "@playwright/test"
import { LANGUAGES, type LanguageCode } from "../../src/i18n/languages.ts"
import { act, arrived, backTo } from "./form.ts"
import { drive } from "./mutants/drive.ts"
import { test } from "./real.ts"
import { problems } from "./sound.ts"
import { ALL, type Plan, walk } from "./walk.ts"
import { note } from "./watched.ts"

const LONG = process.env.CAIRN_LONG === "1"
const SMALL = { width: 320, height: 480 } // 1280 pixels at 400 %
const MINE = "те, про що говорю тільки про себе" // said before it turned out that it may not be asked
const TEXT = "розповідь про іншу людину"
const SHARING = /^(share_|support_referral|publish_|training|long_term|conditions|ending)/
const ACCOUNT =
  /^(hopes|account_|told_before|part-(context|you|evidence)|when|harm|legal_analysis|translation|anonymised)/

interface Way {
  readonly name: string
  readonly language: LanguageCode
  /** What was said at first: all of it as somebody who writes about herself. */
  readonly first?: Plan
  readonly said: Plan
  /** Screens that must not stand on the way. */
  readonly never: RegExp
  /** Screens that must. */
  readonly there: readonly string[]
  readonly yes: readonly string[]
  readonly answers: Readonly<Record<string, unknown>>
  readonly record: Readonly<Record<string, unknown>>
}

const HERSELF: Plan = {
  ...ALL,
  account_text: [["account_text", MINE]],
  call_me: [["call_me", MINE]],
  about_me: [["about_me", MINE]],
}
const contact: Plan = {
  contact_ok: [["contact_ok", "yes"]],
  contact_detail: [["contact_detail", "000"]],
}
const kept: Plan = { safety: [], lang: [], intro: [], store: [["store", "yes"]], "part-sharing": [] }
const use: Plan = {
  legal_analysis: [["legal_analysis", "yes"]],
  anonymised_advocacy: [["anonymised_advocacy", "yes"]],
}
const court = "share_accountability_body:example-court"
const who = (whom: string, more: Readonly<Record<string, string>> = {}): Plan => ({
  who: [["who", whom]],
  ...Object.fromEntries(Object.entries(more).map(([id, answer]) => [id, [[id, answer]]])),
})
const written: Plan = { account_text: [["account_text", TEXT]] }

const WAYS: readonly Way[] = [
  {
    name: "about somebody who does not know",
    language: "en",
    first: HERSELF,
    said: {
      ...{ ...kept, ...use, ...contact, ...written, "part-you": [] },
      ...who("someone_who_does_not_know_i_am_writing", { capacity: "partner_caseworker", authority: "none" }),
    },
    never: SHARING,
    there: ["authority", "subject_age", "gender"],
    yes: ["anonymised_advocacy", "contact_submitter", "legal_analysis", "store"],
    answers: { account_text: TEXT, contact_detail: "000" },
    record: {
      subject: { kind: "other_adult" },
      expressedBy: { capacity: "partner_caseworker", subjectAware: "no", authority: "none" },
    },
  },
  {
    name: "about a child who was not asked",
    language: "ar",
    first: HERSELF,
    said: {
      ...{ ...kept, ...use, ...contact, ...written, unasked: [] },
      ...who("someone_who_asked_me_to", {
        capacity: "guardian",
        subject_age: "under_18",
        assent: "not_sought",
      }),
    },
    never: new RegExp(`${SHARING.source}|${ACCOUNT.source}`),
    there: ["assent", "unasked", "contact_ok"],
    yes: ["contact_submitter", "store"],
    answers: { contact_detail: "000" },
    record: {
      subject: { kind: "child", ageBand: "under_18" },
      expressedBy: { capacity: "guardian", assent: { sought: false, result: "not_sought" } },
    },
  },
  {
    name: "about a child who agrees, by a parent",
    language: "en",
    said: {
      ...{ ...kept, ...use, ...written, [court]: [[court, "unnamed"]] },
      ...who("someone_who_asked_me_to", { capacity: "guardian", subject_age: "under_18", assent: "assents" }),
    },
    never: /^(publish_|training|unasked)/,
    there: ["assent", court, "ending"],
    yes: ["anonymised_advocacy", "legal_analysis", "share_accountability_body", "store"],
    answers: { account_text: TEXT },
    record: {
      subject: { kind: "child", ageBand: "under_18" },
      expressedBy: { subjectAware: "yes_and_agrees", assent: { sought: true, result: "assents" } },
    },
  },
  {
    name: "about several people who all agree",
    language: "ar",
    first: HERSELF,
    said: {
      ...{ ...kept, ...use, ...contact, ...written, "part-you": [] },
      ...who("a_group", {
        capacity: "trusted_person",
        aware: "yes_and_agrees",
        authority: "subject_asked_me",
      }),
    },
    never: new RegExp(`${SHARING.source}|^(call_me|pronouns|gender|age_band)$`),
    there: ["aware", "authority"],
    yes: ["anonymised_advocacy", "contact_submitter", "legal_analysis", "store"],
    answers: { account_text: TEXT },
    record: { subject: { kind: "group" }, expressedBy: { subjectAware: "yes_and_agrees" } },
  },
  {
    name: "about somebody who has died, by a friend",
    language: "en",
    first: HERSELF,
    said: {
      ...{ ...kept, ...use, ...contact, ...written },
      ...who("someone_who_has_died", { capacity: "trusted_person", authority: "none" }),
    },
    never: SHARING,
    there: ["authority"],
    yes: ["anonymised_advocacy", "contact_submitter", "legal_analysis", "store"],
    answers: { account_text: TEXT },
    record: {
      subject: { kind: "deceased_person" },
      expressedBy: { capacity: "trusted_person", subjectAware: "not_applicable" },
    },
  },
  {
    name: "under 18, who leaves a safe contact",
    language: "ar",
    first: HERSELF,
    said: {
      ...{ ...kept, ...use, ...contact, ...who("me"), young: [], over18: [["over18", "under_18"]] },
      "support_referral:example-service": [["support_referral:example-service", "yes"]],
    },
    never: new RegExp(`^(share_|publish_|training|long_term|conditions|ending)|${ACCOUNT.source}`),
    there: ["young", "support", "contact_ok", "support_referral:example-service"],
    yes: ["contact", "store", "support_referral"],
    answers: { contact_detail: "000" },
    record: { subject: { kind: "self", ageBand: "under_18" }, expressedBy: { capacity: "data_subject" } },
  },
  {
    name: "with an interpreter on the telephone",
    language: "en",
    said: {
      ...{ ...kept, ...use, ...written, ...who("me") },
      ...{ helper: [["helper", "vetted_interpreter"]], helper_mode: [["helper_mode", "phone"]] },
    },
    never: /^(capacity|aware|authority|assent|unasked|young)/,
    there: ["helper", "helper_mode", court, "ending"],
    yes: ["anonymised_advocacy", "legal_analysis", "store"],
    answers: { account_text: TEXT },
    record: {
      subject: { kind: "self" },
      assistance: { interpreter: "vetted_interpreter", interpreterMode: "phone" },
    },
  },
]

for (const way of WAYS.flatMap((one) =>
  LONG ? (["en", "ar"] as const).map((language) => ({ ...one, language })) : [one],
)) {
  test.describe(way.language, () => {
    test.use({ locale: way.language, viewport: SMALL })

    test(`requirements 48, 49: ${way.name}`, async ({ form, opened }, { project }) => {
      test.skip(project.name !== "chromium", "the same ways in every browser")
      test.setTimeout(300_000)
      const page = await form()
      const historyLength = await page.evaluate(() => history.length)
      const expected = { language: way.language, direction: LANGUAGES[way.language].dir, historyLength }
      if (way.first !== undefined) {
        await drive(page, "send", way.first, true)
        await backTo(page, "who")
      }
      const found: string[] = []
      const shown: string[] = []
      const states = await walk(page, {
        plan: { ...way.said, files: [] },
        seen: async (state) => {
          shown.push(await page.locator("main").innerText())
          const answered = way.first !== undefined
          found.push(...(await problems(page, { ...expected, answered })).map((what) => `${state}: ${what}`))
        },
      })
      expect(found).toEqual([])
      expect(states.filter((state) => way.never.test(state))).toEqual([])
      expect(states).toEqual(expect.arrayContaining([...way.there]))
      expect(shown.join("")).not.toContain("undefined")
      await act(page, "send")
      const { words } = await arrived(page)
      const { answers, consent } = await opened(words)
      expect(answers).toMatchObject(way.answers)
      const given = consent.decisions.filter(({ state }: { state: string }) => state === "given")
      expect(given.map(({ purpose }: { purpose: string }) => purpose).sort()).toEqual(way.yes)
      expect(consent).toMatchObject(way.record)
      if (way.never.test("ending")) expect(consent.contingencies).toBeUndefined()
      expect(JSON.stringify([answers, consent])).not.toContain(MINE)
      note("cases", states.length)
    })
  })
}
