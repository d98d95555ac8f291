// The way through the form: its order, what can be skipped at once, and that nothing skipped is asked again.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { EMPTY, type State } from "../../client/submit/state.ts"
import { back, onward, stepsOf, toSending } from "../../client/submit/steps.ts"
import { LANGUAGES_OFFERED, ORGANISATION, states } from "./states.ts"

const idsOf = (state: State): string[] => stepsOf(state, LANGUAGES_OFFERED).map(({ id }) => id)
const fresh: State = { ...EMPTY, organisation: ORGANISATION }
const on = (state: State): State => ({ ...state, ...onward(state, LANGUAGES_OFFERED) })
const skip = (state: State): State => on({ ...state, passed: [...state.passed, state.step] })

test("requirement 8: the safety page comes first, whatever was said", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(idsOf(state)[0]).toBe("safety")
    }),
  )
})

test("requirement 24: hopes are asked before the account", () => {
  const ids = idsOf(fresh)
  expect(ids.indexOf("hopes")).toBeGreaterThan(0)
  expect(ids.indexOf("hopes")).toBeLessThan(ids.indexOf("account_text"))
})

test("requirement 23: a signpost stands before the part about violence, and one tap skips all of it", () => {
  let state = fresh
  while (state.step !== "part-context") state = on(state)
  expect(skip(state).step).toBe("part-you")
  const answered = on({ ...state, drafts: { "part-context": { picked: ["yes"] } } })
  expect(answered.step).toBe("when")
  const about = ["when", "where", "harm", "who_did_it", "perp_detail", "why_targeted", "ongoing"]
  expect(idsOf(state).filter((id) => about.includes(id))).toEqual([])
})

test("requirement 22: a skipped question is not asked again, unless she goes back to it", () => {
  let state = fresh
  while (state.step !== "hopes") state = on(state)
  state = on(skip(state))
  expect(state.step).toBe("account_voice")
  const again = { ...state, ...back(state) }
  expect(again.step).toBe("account_text")
  const before = { ...again, ...back(again) }
  expect([before.step, before.passed]).toEqual(["hopes", []])
  const forth = on({ ...state, step: "helper", path: [] })
  expect(forth.step).toBe("account_text") // past the hopes that were skipped
})

test("the way ends at the sending, from wherever, and back is the way she came", () => {
  fc.assert(
    fc.property(
      states,
      fc.array(fc.constantFrom("next", "skip", "back", "stop"), { maxLength: 80 }),
      (drafted, moves) => {
        let state: State = { ...drafted, step: "safety", path: [] }
        for (const move of moves) {
          if (move === "next") state = on(state)
          if (move === "skip") state = skip(state)
          if (move === "back") state = { ...state, ...back(state) }
          if (move === "stop") state = { ...state, ...toSending(state) }
        }
        let steps = 0
        for (; state.step !== "send"; steps++) state = on(state)
        expect(steps).toBeLessThan(90)
      },
    ),
    { numRuns: 200 },
  )
})

describe("requirement 20: stopping here and sending asks only what cannot be left out", () => {
  test.each([
    ["from a question", { step: "hopes" }, "intro"],
    ["after the introduction", { step: "store", path: ["intro"] }, "send"],
    ["after a yes to keeping", { step: "legal_analysis", drafts: { store: { picked: ["yes"] } } }, "send"],
    ["before it is known whose page it is", { step: "hopes", organisation: null, path: ["intro"] }, "intro"],
  ] as const)("%s", (_, part, step) => {
    expect(toSending({ ...fresh, ...(part as Partial<State>) })).toMatchObject({ step, hurry: true })
  })
})

describe("who writes decides what is asked", () => {
  const ids = (answers: Record<string, string>): string[] =>
    idsOf({
      ...fresh,
      drafts: Object.fromEntries(
        Object.entries({ store: "yes", "part-sharing": "yes", ...answers }).map(([id, one]) => [
          id,
          { picked: [one] },
        ]),
      ),
    })

  test("requirement 48: for somebody who does not know, no sharing and no publication", () => {
    const asked = ids({ who: "someone_who_does_not_know_i_am_writing" })
    expect(asked).toEqual(
      expect.arrayContaining(["capacity", "authority", "subject_age", "contact_ok", "anonymised_advocacy"]),
    )
    expect(asked.filter((id) => /^(share_|support_referral|publish_|training|long_term)/.test(id))).toEqual(
      [],
    )
  })

  const BEYOND = /^(share_|support_referral|publish_|training|long_term)/
  const dead = { who: "someone_who_has_died", contact_ok: "yes" }
  const child = { who: "someone_who_asked_me_to", subject_age: "under_18", contact_ok: "yes" }
  test.each<[string, Record<string, string>, boolean]>([
    ["who agrees", { who: "someone_who_asked_me_to" }, true],
    ["who died, by close family", { ...dead, capacity: "next_of_kin" }, true],
    [
      "who died, by a lawyer with it in writing",
      { ...dead, capacity: "legal_representative", authority: "written_authority" },
      true,
    ],
    [
      "who died, by a lawyer without",
      { ...dead, capacity: "legal_representative", authority: "none" },
      false,
    ],
    ["who died, by a friend", { ...dead, capacity: "trusted_person" }, false],
    ["who died, by nobody in particular", dead, false],
    [
      "several, who all agree: each decides for herself",
      { who: "a_group", aware: "yes_and_agrees", contact_ok: "yes" },
      false,
    ],
    ["several, who do not", { who: "a_group", aware: "yes_undecided" }, false],
    ["a child who agrees", { ...child, capacity: "guardian", assent: "assents" }, true],
    ["a child who cannot say, by a parent", { ...child, capacity: "guardian", assent: "not_able" }, true],
    [
      "a child who cannot say, by a friend",
      { ...child, capacity: "trusted_person", assent: "not_able" },
      false,
    ],
    ["a child who was not asked", { ...child, capacity: "guardian", assent: "not_sought" }, false],
    ["a child, and nobody says whether she was asked", { ...child, capacity: "guardian" }, false],
    ["a child who says no", { ...child, capacity: "guardian", assent: "does_not_assent" }, false],
    ["by somebody under 18", { who: "someone_who_asked_me_to", over18: "under_18" }, false],
  ])(
    "requirements 48, 49: sharing is asked about only where a yes can stand: about somebody %s",
    (_, said, asks) => {
      expect(ids(said).some((id) => BEYOND.test(id))).toBe(asks)
      expect(ids(said).includes("ending")).toBe(asks && said.who !== "someone_who_has_died")
    },
  )

  test("of a child who says no or was not asked no account is asked for, and only the writer's own contact", () => {
    for (const assent of [{}, { assent: "not_sought" }, { assent: "does_not_assent" }]) {
      const asked = ids({ ...child, ...assent })
      const after = asked.slice(asked.indexOf("unasked") + 1)
      expect(after.filter((id) => !id.startsWith("contact_"))).toEqual([
        "support",
        "intro",
        "store",
        "years",
        "send",
      ])
    }
    expect(ids({ ...child, assent: "assents" })).not.toContain("unasked")
  })

  test("a young person who writes no account is asked about keeping and contact, and nothing about an account", () => {
    const young = ids({ who: "me", over18: "under_18", contact_ok: "yes" })
    const consents = (all: readonly string[]) => all.slice(all.indexOf("intro") + 1)
    expect(consents(young)).toEqual([
      "store",
      "years",
      "part-sharing",
      "support_referral:example-service",
      "send",
    ])
    expect(consents(ids({ over18: "under_18", young: "write" }))).toContain("legal_analysis")
  })

  test("names are not asked of a person who has not agreed", () => {
    const you = { "part-you": "yes" }
    expect(ids({ who: "someone_who_asked_me_to", ...you })).toContain("call_me")
    const asked = ids({ who: "someone_who_does_not_know_i_am_writing", ...you })
    expect(asked).toContain("age_band")
    expect(asked.filter((id) => id === "call_me" || id === "pronouns")).toEqual([])
  })

  test("requirement 49: under 18 nobody is asked what happened, and publication and research are not asked about", () => {
    const asked = ids({ who: "me", over18: "under_18" })
    expect(asked).toContain("young")
    expect(
      asked.filter((id) => /^(account_|hopes|when|harm|part-context|publish_|training)/.test(id)),
    ).toEqual([])
    expect(asked).toContain("contact_ok")
    expect(ids({ over18: "under_18", young: "write" })).toContain("account_text")
  })

  test("a child's no prevails over an adult's yes", () => {
    const asked = ids({ who: "someone_who_asked_me_to", subject_age: "under_18", assent: "does_not_assent" })
    expect(asked).toContain("assent")
    expect(asked.filter((id) => /^share_/.test(id))).toEqual([])
  })

  test("a referral is asked about only where there is a safe contact to give", () => {
    expect(ids({ contact_ok: "yes" })).toContain("support_referral:example-service")
    expect(ids({ contact_ok: "decide_later" })).not.toContain("support_referral:example-service")
    // Its conditions are about an account, and a referral passes on none.
    const referred = { contact_ok: "yes", "support_referral:example-service": "yes" }
    expect(ids(referred)).not.toContain("conditions")
    expect(ids({ ...referred, "share_partner:example-partner": "unnamed" })).toContain("conditions")
  })
})
