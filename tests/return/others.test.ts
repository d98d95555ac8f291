// Coming back for another person (survivor-standards 3.4): no use is asked about whose yes could not stand, and what the form would ask
// is asked here too.
import { expect, test } from "vitest"
import type { DecisionView, View } from "../../client/return/messages.ts"
import { stepsOf } from "../../client/return/steps.ts"
import { mayEnd, type Said, situationOf } from "../../client/survivor/situation.ts"
import { ORGANISATION } from "../submit/states.ts"

const reached: DecisionView = {
  ...{ purpose: "contact_submitter", recipient: null, answer: "yes", until: null },
}

function asked(said: Said, decisions: readonly DecisionView[] = [reached]): { ids: string[]; ends: boolean } {
  const situation = situationOf(said)
  const view = { situation, media: true, decisions } as unknown as View
  return { ids: stepsOf(view, ORGANISATION).map(({ id }) => id), ends: mayEnd(situation) }
}

const WITHOUT_HER = [
  ...["store", "contact_submitter", "legal_analysis", "translation:example-translator"],
  "anonymised_advocacy",
]
const SHARING = ["share_accountability_body:example-court", "share_partner:example-partner"]
const PUBLIC = ["publish_quote", "publish_audiovisual", "training_research"]

test("of a child who was not asked: keeping it, and the writer's own contact", () => {
  const child: Said = { who: "someone_who_asked_me_to", capacity: "guardian", subjectAge: "under_18" }
  expect(asked({ ...child, assent: "not_sought" })).toEqual({
    ids: ["store", "contact_submitter"],
    ends: false,
  })
  const agrees = asked({ ...child, assent: "assents" })
  expect(agrees.ids).toEqual(expect.arrayContaining(SHARING))
  expect(agrees.ids.filter((id) => PUBLIC.includes(id))).toEqual([])
  expect(agrees.ends).toBe(true)
})

test.each<[string, Said]>([
  ["somebody who does not know", { who: "someone_who_does_not_know_i_am_writing" }],
  ["several people", { who: "a_group", aware: "yes_and_agrees" }],
  ["the dead, by a friend", { who: "someone_who_has_died", capacity: "trusted_person" }],
])("of %s: only what can be without her", (_, said) => {
  expect(asked(said)).toEqual({ ids: WITHOUT_HER, ends: false })
})

test("of somebody who agrees: all of it; a referral only while the writer can be reached", () => {
  const said = { who: "someone_who_asked_me_to" }
  expect(asked(said).ids).toEqual(
    expect.arrayContaining([...SHARING, ...PUBLIC, "support_referral:example-service"]),
  )
  expect(asked(said, []).ids).not.toContain("support_referral:example-service")
  expect(asked(said).ends).toBe(true)
})
