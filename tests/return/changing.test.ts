// The whole new record of one decision: what she touched is as she said, what she did not is as it was and ends when it would have,
// every yes ends as the form's would, and the record is one that can be sealed and read.
import { describe, expect, test } from "vitest"
import { answered, answerIn, type Before, changed } from "../../client/return/changing.ts"
import type { Saying } from "../../client/return/messages.ts"
import { decisionsIn, wishesIn } from "../../client/return/standing.ts"
import { situationIn } from "../../client/survivor/situation.ts"
import { demoPolicy } from "../../src/cli/demo.ts"
import { hex, utf8 } from "../../src/core/bytes.ts"
import { type ConsentRecord, lastMonthOfStore, parseConsentRecord } from "../../src/core/consent/record.ts"
import type { ReplyBody } from "../../src/core/statement/reply.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { consentDraft } from "../fixtures/account.ts"

const SAID = "2026-11-21"
const TODAY = "2027-03-01"
const PREV = "a".repeat(64)
const policy = demoPolicy(TODAY)

function record(over: object = {}): ConsentRecord {
  const draft = JSON.parse(JSON.stringify(consentDraft()).replaceAll("icc-otp", "example-court"))
  const own = {
    recordId: "00000000-0000-4000-8000-0000000000aa",
    submissionId: "A".repeat(22),
    holder: "b".repeat(64),
  }
  const reply = `age1pq1${"q".repeat(1952)}`
  const events = draft.events.map((one: object) => ({ at: SAID, prevHash: "0".repeat(64), ...one }))
  return parseConsentRecord({ ...draft, ...own, reply, events, ...over })
}

const start = (one = record()): Before => ({ record: one, saidDay: SAID, prev: PREV, policy, today: TODAY })

function decide(
  purpose: string,
  answer: string,
  recipientId?: string,
  years?: string,
): Extract<Saying, { say: "decide" }> {
  return {
    say: "decide",
    purpose: purpose as "store",
    recipientId,
    answer: answer as "yes",
    text: "May we?",
    notices: { version: "1", language: "en" },
    years,
  }
}

const of = ({ decisions }: ConsentRecord, purpose: string) =>
  decisions.filter((one) => one.purpose === purpose)

describe("a decision", () => {
  test("replaces the one before it, names its text, and is an event after her last statement", async () => {
    const after = parseConsentRecord(await changed(decide("legal_analysis", "yes"), start()))
    expect(of(after, "legal_analysis")).toMatchObject([
      { state: "given", validity: { kind: "period", value: "P24M" }, dataScope: ["account", "time_place"] },
    ])
    const sha256 = hex(await sha256Platform(utf8("May we?")))
    expect(after.notices.at(-1)).toEqual({
      noticeId: "legal_analysis",
      version: "1",
      language: "en",
      format: "text",
      sha256,
    })
    const [decision] = of(after, "legal_analysis")
    expect(after.events.at(-1)).toMatchObject({
      type: "given",
      at: TODAY,
      prevHash: PREV,
      decisionIds: [decision?.decisionId],
    })
    expect(after.events.slice(0, -1)).toEqual(record().events)
  })

  test("leaves every other as it was, and makes none of them last longer", async () => {
    const old = record()
    const after = await changed(decide("legal_analysis", "no"), start(old))
    for (const one of old.decisions.filter(({ purpose }) => purpose !== "legal_analysis")) {
      const kept = after.decisions.find(({ decisionId }) => decisionId === one.decisionId)
      const { validFrom, ...rest } = kept ?? {}
      expect(rest).toEqual(one)
      expect(validFrom).toBe(one.validity?.kind === "period" ? SAID : undefined)
    }
    expect(lastMonthOfStore(after, TODAY)).toBe(lastMonthOfStore(old, SAID))
  })

  test("to keep it again counts from today, for the years that she chose", async () => {
    const after = await changed(decide("store", "yes", undefined, "5"), start())
    expect(lastMonthOfStore(after, TODAY)).toBe("2032-03")
    expect(of(after, "store")[0]?.dataScope).toEqual(of(record(), "store")[0]?.dataScope)
  })

  test("about sharing takes back single answers too, and keeps her conditions", async () => {
    const one = record()
    const asked = await answered(reply("share_accountability_body", "example-court"), true, start(one))
    expect(of(asked, "share_accountability_body")).toHaveLength(2)
    const no = await changed(decide("share_accountability_body", "no", "example-court"), start(asked))
    expect(of(no, "share_accountability_body")).toMatchObject([{ state: "refused" }])
    const strict = await changed({ say: "conditions", conditions: ["no_exact_place"] }, start(one))
    const named = await changed(decide("share_accountability_body", "named", "example-court"), start(strict))
    expect(of(named, "share_accountability_body")).toMatchObject([
      { identifiability: "identified", conditions: ["no_exact_place"] },
    ])
  })

  test("about public words is a yes to being asked, and nothing more", async () => {
    const after = await changed(decide("publish_quote", "yes"), start())
    expect(of(after, "publish_quote")).toMatchObject([{ state: "requested", conditions: ["show_me_first"] }])
  })

  test("about somebody who was no party makes one, with the facts of the policy", async () => {
    const after = await changed(decide("share_partner", "unnamed", "example-partner"), start())
    expect(after.parties.find(({ partyId }) => partyId === "example-partner")).toMatchObject({
      canRecall: "maybe",
    })
    parseConsentRecord(after)
  })
})

test("conditions change for all that is shared, and for nothing else", async () => {
  const after = await changed({ say: "conditions", conditions: ["through_my_lawyer"] }, start())
  expect(of(after, "share_accountability_body")[0]?.conditions).toEqual([
    "ask_me_each_time",
    "no_name",
    "through_my_lawyer",
  ])
  expect(of(after, "store")[0]?.conditions).toEqual(of(record(), "store")[0]?.conditions)
  expect(wishesIn(after).conditions).toEqual(["through_my_lawyer"])
})

test("hiding, the end and keeping after all change one thing each", async () => {
  const pinned = await changed({ say: "reinstate" }, start())
  expect(await changed({ say: "hide" }, start())).toEqual({ ...pinned, history: "hide" })
  const end = await changed({ say: "ending", ending: "delete" }, start())
  expect(end.contingencies).toMatchObject({ ifUnreachable: "delete", ifDeceased: "delete" })
  expect({ ...end, contingencies: pinned.contingencies }).toEqual(pinned)
})

function reply(purpose: string, recipientId: string | null, sha256: string | null = null): ReplyBody {
  const asks = { purpose: purpose as "publish_quote", recipientId, sha256 }
  return { subject: "b".repeat(64), n: 4, day: TODAY, language: "en", text: "May we?", asks }
}

describe("the answer to a question", () => {
  test("yes to words is for these words, once, in public, shown first", async () => {
    const after = parseConsentRecord(
      await answered(reply("publish_quote", null, "c".repeat(64)), true, start()),
    )
    expect(of(after, "publish_quote").at(-1)).toMatchObject({
      state: "given",
      approvedContentSha256: "c".repeat(64),
      validity: { kind: "single_use", value: "1" },
      conditions: ["show_me_first"],
      audience: "public",
      dataScope: ["account"],
    })
    expect(answerIn(after, 4)).toBe("yes")
    // She had said no to such uses: that still is her answer to all others.
    expect(of(after, "publish_quote").at(-1)?.supersedes).toBe(of(record(), "publish_quote")[0]?.decisionId)
    const view = decisionsIn(after, SAID, policy).filter(({ purpose }) => purpose === "publish_quote")
    expect(view).toMatchObject([{ answer: "no" }])
    expect(after.notices.at(-1)).toMatchObject({ noticeId: "reply:4" })
  })

  test("yes to sharing stands beside what asks each time, without asking again", async () => {
    const after = await answered(reply("share_accountability_body", "example-court"), true, start())
    const [standing, once] = of(after, "share_accountability_body")
    expect(standing?.conditions).toContain("ask_me_each_time")
    expect(once).toMatchObject({ state: "given", validity: { kind: "single_use", value: "1" } })
    expect(once?.conditions).toEqual(["no_name"])
    expect(once?.dataScope).toEqual(standing?.dataScope)
  })

  test("no changes no decision, and is remembered", async () => {
    for (const purpose of ["share_accountability_body", "translation"]) {
      const recipient = purpose === "translation" ? "example-translator" : "example-court"
      const after = parseConsentRecord(await answered(reply(purpose, recipient), false, start()))
      const yes = (one: ConsentRecord) =>
        one.decisions.filter(({ state }) => state === "given" || state === "refused").length
      expect(yes(after)).toBe(yes(record()))
      expect(answerIn(after, 4)).toBe("no")
    }
  })
})

test("a record is read back into the words of the screens", async () => {
  const after = await changed(decide("share_partner", "unnamed", "example-partner"), start())
  const views = decisionsIn(after, SAID, policy)
  const answers = Object.fromEntries(views.map(({ purpose, answer }) => [purpose, answer]))
  expect(answers).toMatchObject({
    store: "yes",
    legal_analysis: "later",
    share_accountability_body: "ask",
    share_partner: "unnamed",
  })
  const child = record({
    subject: { kind: "child", ageBand: "under_18" },
    expressedBy: {
      capacity: "guardian",
      subjectAware: "yes_and_agrees",
      authority: "legal_guardian",
      assent: { sought: true, result: "does_not_assent" },
    },
  })
  const situation = { proxy: true, agreed: false, young: false, minor: true, unasked: true }
  expect(situationIn(child)).toEqual({ ...situation, group: false, died: false })
})
