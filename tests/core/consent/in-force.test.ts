// src/core/consent/in-force.ts: C7 as a table of every condition, validity kind, step of identifiability, scope and state
// (PROTOCOL section 5). Who may say yes for whom is on-behalf.test.ts; what is unknown is unknown.test.ts.
import { describe, expect, test } from "vitest"
import { CONDITIONS, type Condition, IDENTIFIABILITY } from "../../../src/core/consent/decision.ts"
import { requireStanding, type Use } from "../../../src/core/consent/in-force.ts"
import { type ConsentRecord, type Decision, PURPOSES } from "../../../src/core/consent/record.ts"
import { noStanding, type SubjectLeaf } from "../../../src/core/consent/rules.ts"
import { refusalOf } from "../refusal.ts"
import {
  ask,
  caseOf,
  DAY,
  earlier,
  given,
  LEAF,
  later,
  plain,
  recordWith,
  SAID,
  STORE,
  SUBJECT,
  useFor,
  verdict,
  WORDS,
} from "./cases.ts"
import { id, unsaid } from "./records.ts"

const OTP = "share_accountability_body"
const share = (over: Partial<Decision> = {}) => plain(OTP, over)
const shared = (over: Partial<Decision> = {}, use: Partial<Use> = {}, day = DAY) =>
  verdict(caseOf([share(over)]), useFor(OTP, use), day)

describe.each(PURPOSES)("%s", (purpose) => {
  const decision = purpose === "store" ? STORE : plain(purpose)
  const decisions = purpose === "store" ? [] : [decision]

  test("requirement 43: a plain yes covers it, and the permit names the decision", () => {
    expect(ask(caseOf(decisions), useFor(purpose))).toEqual({
      decisionId: decision.decisionId,
      consent: LEAF,
      conditions: decision.conditions ?? [],
      only: purpose === "store" ? "triage" : null,
      decision,
    })
  })

  test("requirement 43: is covered by no yes to any other purpose", () => {
    for (const other of PURPOSES.filter((one) => one !== purpose && one !== "store"))
      if (purpose !== "store")
        expect(verdict(caseOf([plain(other)]), useFor(purpose)), other).toBe("undecided")
  })

  test("passes something on only where that is its purpose", () => {
    const within = ["store", "contact", "contact_submitter", "legal_analysis", "long_term_archive"]
    const expected = within.includes(purpose) ? "purpose" : "permit"
    expect(verdict(caseOf(decisions), useFor(purpose, { action: "disclosed" }))).toBe(expected)
    expect(verdict(caseOf(decisions), useFor(purpose, { action: "opened" }))).toBe("permit")
  })
})

test.each([
  ["given", "permit"],
  ["renewed", "permit"],
  ["refused", "refused"],
  ["withdrawn", "refused"],
  ["revoked_by_controller", "refused"],
  ["invalidated", "refused"],
  ["not_asked", "undecided"],
  ["requested", "undecided"],
  ["deferred", "undecided"],
  ["expired", "undecided"],
  ["unknown", "undecided"],
] as const)("a decision %s: %s", (state, expected) => {
  expect(shared({ state })).toBe(expected)
})

test("no decision at all", () => {
  expect(verdict(caseOf([]), useFor(OTP))).toBe("undecided")
})

describe("several decisions for one purpose and recipient", () => {
  const no = share({ decisionId: id(50), state: "refused" })
  const maybe = share({ decisionId: id(51), state: "deferred" })
  const other = (over: Partial<Decision>) => share({ decisionId: id(52), ...over })
  const all = (...decisions: Decision[]) => verdict(caseOf(decisions), useFor(OTP))

  test("a no prevails, before or after, for this recipient or for all", () => {
    expect(all(share(), no)).toBe("refused")
    expect(all(no, share())).toBe("refused")
    expect(all(share(), unsaid(no, "recipientId"))).toBe("refused")
    expect(all(share(), { ...no, recipientId: "organisation" })).toBe("permit")
    // A no to somebody of whom the record says nothing could be to anybody.
    expect(all(share(), { ...no, recipientId: "nobody" })).toBe("refused")
  })

  test("what is undecided takes back what was said before it, not after", () => {
    expect(all(share(), maybe)).toBe("undecided")
    expect(all(maybe, share())).toBe("permit")
    expect(all(share(), { ...maybe, recipientId: "organisation" })).toBe("permit")
  })

  test("what is superseded is gone, however its name is written", () => {
    expect(all(no, share({ supersedes: no.decisionId }))).toBe("permit")
    expect(all(share(), other({ state: "deferred", supersedes: share().decisionId }))).toBe("undecided")
    expect(all(share(), other({ state: "refused", supersedes: share().decisionId }))).toBe("refused")
    const upper = "00000000-0000-4000-8000-0000000000AB"
    for (const supersedes of [upper, upper.toLowerCase(), `urn:uuid:${upper}`])
      expect(all(share({ decisionId: upper }), other({ state: "deferred", supersedes }))).toBe("undecided")
  })

  test("in a chain only the last counts, and in a circle none", () => {
    const first = share({ decisionId: id(60) })
    const second = share({ decisionId: id(61), state: "refused", supersedes: id(60) })
    const third = share({ decisionId: id(62), supersedes: id(61) })
    expect(ask(caseOf([first, second, third]), useFor(OTP))).toMatchObject({ decisionId: id(62) })
    expect(all(third, second, first)).toBe("permit")
    expect(all({ ...first, supersedes: id(62) }, second, third)).toBe("undecided")
    expect(all({ ...first, supersedes: id(60) })).toBe("undecided")
  })

  test("of two that say yes the one that covers it counts: her answer to being asked each time", () => {
    const each = share({ conditions: ["ask_me_each_time"] })
    const once = share({ decisionId: id(70), validity: { kind: "single_use" } })
    expect(all(each)).toBe("conditions ask_me_each_time")
    expect(ask(caseOf([each, once]), useFor(OTP))).toMatchObject({ decisionId: id(70) })
    const spent = caseOf([each, once], { earlier: [earlier(once)] })
    expect(verdict(spent, useFor(OTP))).toBe("spent")
  })

  test("two of one name are not told apart", () => {
    expect(all(share(), share({ state: "deferred" }))).toBe("unreadable")
    expect(all(share(), share({ decisionId: `urn:uuid:${share().decisionId}` }))).toBe("unreadable")
  })
})

test.each([
  ["the one she named", "icc-otp", "permit"],
  ["another that she was told of", "organisation", "recipient"],
  ["one that the record does not have", "nobody", "recipient"],
  ["nobody", null, "recipient"],
])("to %s: %s", (_, recipientId, expected) => {
  expect(shared({}, { recipientId })).toBe(expected)
})

test("a yes to somebody of whom the record says nothing, or two things", () => {
  const record = recordWith([share()])
  const [first, second] = record.parties as [ConsentRecord["parties"][0], ConsentRecord["parties"][0]]
  for (const parties of [[first], [first, second, second]])
    expect(verdict(caseOf([share()], { who: { parties } }), useFor(OTP))).toBe("recipient")
  expect(
    verdict(caseOf([plain("legal_analysis")]), useFor("legal_analysis", { recipientId: "icc-otp" })),
  ).toBe("recipient")
})

describe("identifiability", () => {
  const steps = IDENTIFIABILITY.flatMap((may, m) =>
    IDENTIFIABILITY.map((asks, a) => ({ may, asks, fits: a >= m })),
  )
  test.each(steps)("allowed $may, asked $asks: $fits", ({ may, asks, fits }) => {
    expect(shared({ identifiability: may }, { identifiability: asks })).toBe(
      fits ? "permit" : "identifiability",
    )
  })
})

test.each([
  [["account"], "permit"],
  [["account", "time_place", "health"], "permit"],
  [["account", "photo"], "scope"],
  [["identity"], "scope"],
  [[], "unreadable"],
  [["account", "account"], "unreadable"],
] as const)("scope %j: %s", (dataScope, expected) => {
  expect(shared({}, { dataScope: [...dataScope] })).toBe(expected)
})

test("a yes to nothing covers nothing", () => {
  expect(shared({ dataScope: [] })).toBe("scope")
})

describe("requirement 44: time", () => {
  test.each<[string, Partial<Decision>, string, string]>([
    ["until a date, on it", { validity: { kind: "until_date", value: DAY } }, DAY, "permit"],
    ["until a date, after it", { validity: { kind: "until_date", value: "2026-12-09" } }, DAY, "over"],
    ["until a day that is none", { validity: { kind: "until_date", value: "2027-02-30" } }, DAY, "over"],
    ["until no date", { validity: { kind: "until_date" } }, DAY, "over"],
    [
      "a period from the statement, its last day",
      { validity: { kind: "period", value: "P1M" } },
      "2026-12-21",
      "permit",
    ],
    [
      "a period from the statement, a day on",
      { validity: { kind: "period", value: "P1M" } },
      "2026-12-22",
      "over",
    ],
    [
      "a period from validFrom",
      { validFrom: "2026-12-01", validity: { kind: "period", value: "P1M" } },
      "2027-01-01",
      "permit",
    ],
    [
      "the same, a day on",
      { validFrom: "2026-12-01", validity: { kind: "period", value: "P1M" } },
      "2027-01-02",
      "over",
    ],
    [
      "a period from a month's end",
      { validFrom: "2026-01-31", validity: { kind: "period", value: "P13M" } },
      "2027-02-28",
      "permit",
    ],
    ["a period of no length", { validity: { kind: "period", value: "P0D" } }, SAID, "over"],
    ["a period that nobody can count", { validity: { kind: "period", value: "a while" } }, SAID, "over"],
    ["no period", { validity: { kind: "period" } }, SAID, "over"],
    ["before validFrom", { validFrom: "2026-12-11" }, DAY, "not-yet"],
    ["on validFrom", { validFrom: DAY }, DAY, "permit"],
    ["before notBefore", { notBefore: "2026-12-11" }, DAY, "not-yet"],
    ["on notBefore", { notBefore: DAY }, DAY, "permit"],
    ["after its review, which ends nothing", { reviewAt: "2026-12-01" }, DAY, "permit"],
    ["an event unknown", { validity: { kind: "until_event", value: "the verdict" } }, DAY, "event"],
    ["an event without a name", { validity: { kind: "until_event" } }, DAY, "event"],
    ["one use", { validity: { kind: "single_use" } }, DAY, "permit"],
    ["one use, counted", { validity: { kind: "single_use", value: "1" } }, DAY, "permit"],
    ["a number of uses", { validity: { kind: "single_use", value: "2" } }, DAY, "unreadable"],
  ])("%s", (_, over, day, expected) => {
    expect(shared(over, {}, day)).toBe(expected)
  })

  test("until an event that is known not to have happened", () => {
    const validity = { kind: "until_event", value: "the verdict" } as const
    expect(shared({ validity }, { notHappened: ["the verdict"] })).toBe("permit")
    expect(shared({ validity }, { notHappened: ["the trial"] })).toBe("event")
    expect(shared({ validity: { kind: "until_event" } }, { notHappened: [""] })).toBe("event")
  })

  test("one use is spent by the first disclosure, and by nothing else", () => {
    const once = share({ validity: { kind: "single_use" } })
    const none = { purpose: null, recipientId: null, decisionId: null, identifiability: null }
    const following = (record: ReturnType<typeof earlier>) =>
      verdict(caseOf([once], { earlier: [record] }), useFor(OTP))
    expect(following(earlier(once))).toBe("spent")
    expect(following(earlier(once, { decisionId: `URN:UUID:${once.decisionId.toUpperCase()}` }))).toBe(
      "spent",
    )
    expect(following(earlier(once, { action: "opened" }))).toBe("permit")
    expect(following(earlier(once, { action: "held", ...none }))).toBe("permit")
    expect(following(earlier(once, { decisionId: id(3) }))).toBe("permit")
    // What went to the same recipient without any consent was a use all the same.
    expect(following(earlier(once, { decisionId: null }))).toBe("spent")
    expect(following(earlier(once, { decisionId: null, day: "2026-11-20" }))).toBe("permit")
    expect(following(earlier(once, { decisionId: null, recipientId: "organisation" }))).toBe("permit")
    expect(following(earlier(once, { decisionId: null, purpose: "share_partner" }))).toBe("permit")
    expect(verdict(caseOf([share()], { earlier: [earlier(share())] }), useFor(OTP))).toBe("permit")
  })

  test("keeping: to the end of the statement's month", () => {
    expect(
      verdict(
        caseOf([share({ validity: { kind: "until_date", value: "2040-01-01" } })]),
        useFor(OTP),
        "2028-11-30",
      ),
    ).toBe("permit")
    expect(
      verdict(
        caseOf([share({ validity: { kind: "until_date", value: "2040-01-01" } })]),
        useFor(OTP),
        "2028-12-01",
      ),
    ).toBe("expired")
  })
})

describe("conditions", () => {
  const only = (condition: Condition, use: Partial<Use> = {}, over: Partial<Decision> = {}) =>
    shared({ conditions: [condition], ...over }, use)
  const claimed: Condition[] = [
    "no_name",
    "no_exact_place",
    "no_exact_date",
    "only_with_other_accounts",
    "not_in_my_country",
    "through_my_lawyer",
    "through_partner",
  ]

  test.each(CONDITIONS)("%s refuses until met, and the refusal names it", (condition) => {
    expect(only(condition)).toBe(`conditions ${condition}`)
    const others = CONDITIONS.filter((one) => one !== condition)
    expect(only(condition, { met: others })).toBe(`conditions ${condition}`)
    expect(only(condition, { met: [condition] })).toBe(
      claimed.includes(condition) ? "permit" : `conditions ${condition}`,
    )
  })

  test("all of them are named at once", () => {
    expect(
      shared({ conditions: ["no_name", "through_partner", "no_exact_date"] }, { met: ["no_name"] }),
    ).toBe("conditions through_partner no_exact_date")
  })

  test("no name: not by a use that names her, whatever is claimed", () => {
    const met: Use["met"] = ["no_name"]
    const all = { identifiability: "identified", dataScope: ["account", "identity"] } as const
    const over = { ...all, dataScope: [...all.dataScope] }
    expect(only("no_name", { met, identifiability: "identified" }, over)).toBe("conditions no_name")
    expect(only("no_name", { met, dataScope: ["identity"] }, over)).toBe("conditions no_name")
    expect(only("no_name", { met }, over)).toBe("permit")
  })

  test("not before a date: from that date on, and never without one", () => {
    expect(only("not_before_date", {}, { notBefore: DAY })).toBe("permit")
    expect(only("not_before_date", {}, { notBefore: "2027-01-01" })).toBe("not-yet")
  })

  test("requirement 47: shown first: only the content she approved", () => {
    const approvedContentSha256 = WORDS
    expect(only("show_me_first", { contentSha256: WORDS }, { approvedContentSha256 })).toBe("permit")
    expect(only("show_me_first", { contentSha256: LEAF }, { approvedContentSha256 })).toBe("content")
    expect(only("show_me_first", {}, { approvedContentSha256 })).toBe("content")
  })

  test.each(["publish_quote", "publish_audiovisual"] as const)(
    "%s: the exact content, and no other",
    (purpose) => {
      const say = (contentSha256: string | null) =>
        verdict(caseOf([plain(purpose)]), useFor(purpose, { contentSha256 }))
      expect([say(WORDS), say(LEAF), say(null)]).toEqual(["permit", "content", "content"])
    },
  )
})

describe("where she stands", () => {
  const record = recordWith([share()])
  const first = given(record)
  const known = (leaves: readonly SubjectLeaf[], over = {}) => ({ ...caseOf([share()]), leaves, ...over })
  const say = (leaves: readonly SubjectLeaf[], over = {}) => verdict(known(leaves, over), useFor(OTP))
  const erasure = (reason: "withdrawn" | "expired" | "imported"): SubjectLeaf => ({
    type: "erasure",
    leaf: "e0".repeat(32),
    body: { subject: SUBJECT, consent: LEAF, content: [], records: [], reason },
  })

  test("nothing given, withdrawn in any way, erased", () => {
    expect(say([])).toBe("no-consent")
    expect(say([first])).toBe("permit")
    expect(say([first, later("withdrawn")])).toBe("withdrawn")
    expect(say([first, later("withdrawn", { seq: 9, prev: null })])).toBe("withdrawn")
    expect(say([later("withdrawn", { seq: 0, prev: null }), first])).toBe("withdrawn")
    expect(say([first, erasure("withdrawn")])).toBe("erased")
    expect(say([first, erasure("expired")])).toBe("erased")
    expect(say([first, erasure("imported")])).toBe("permit")
  })

  test("more content changes nothing; a statement that is refused in the log, nothing either", () => {
    const content = { root: "0d".repeat(32), size: 70_000 }
    expect(say([first, later("added", { content })])).toBe("permit")
    const forked = { record: { sha256: "0e".repeat(32), size: 1 }, until: "2040-01" }
    expect(say([first, later("amended", { ...forked, seq: 7 })])).toBe("permit")
  })

  test("a new record counts alone, and only if it was made after what its statement follows", () => {
    const next = { sha256: "0e".repeat(32), size: 1 }
    const amended = later("amended", { record: next, until: "2028-11" })
    expect(say([first, amended])).toBe("unreadable") // the old record is not its record
    const events = record.events.map((event) => ({ ...event, prevHash: LEAF }))
    expect(say([first, amended], { record: { ...record, events } })).toBe("permit")
    expect(say([first], { record: { ...record, events } })).toBe("unreadable")
    expect(say([first, amended], { record: { ...recordWith([]), events } })).toBe("undecided")
  })

  test("reinstated with its record, all is as that says", () => {
    const events = record.events.map((event) => ({ ...event, prevHash: "0".repeat(63).concat("1") }))
    const back = later(
      "reinstated",
      { seq: 2, prev: "1".padStart(64, "0"), record: { sha256: "0e".repeat(32), size: 1 }, until: "2028-11" },
      2,
    )
    expect(say([first, later("withdrawn"), back], { record: { ...record, events } })).toBe("permit")
    expect(
      say([first, later("withdrawn"), back, later("withdrawn", {}, 3)], { record: { ...record, events } }),
    ).toBe("withdrawn")
  })

  test("another's root or record, another holder's record, another last month", () => {
    expect(say([first], { isForeign: () => true })).toBe("no-consent")
    expect(say([first], { record: { ...record, holder: LEAF } })).toBe("unreadable")
    expect(say([given(record, { until: "2029-01" })])).toBe("unreadable")
    expect(
      say([
        first,
        { ...later("withdrawn"), body: { ...later("withdrawn").body, subject: LEAF } } as SubjectLeaf,
      ]),
    ).toBe("unreadable")
    expect(verdict({ ...known([first]), earlier: [earlier(null, { subject: LEAF })] }, useFor(OTP))).toBe(
      "unreadable",
    )
  })

  test("a reply asks only that she has not withdrawn", async () => {
    const head = { leaf: LEAF, seq: 0 }
    const at = { ...noStanding(SUBJECT), head }
    expect(await refusalOf(() => requireStanding(at))).toBe("taken")
    expect(await refusalOf(() => requireStanding(noStanding(SUBJECT)))).toBe("no-consent")
    expect(await refusalOf(() => requireStanding({ ...at, withdrawn: { leaf: LEAF, now: null } }))).toBe(
      "withdrawn",
    )
    expect(await refusalOf(() => requireStanding({ ...at, erased: true }))).toBe("erased")
  })
})

test("the package gives it under its name", async () => {
  const entry = await import("cairn/consent" as string)
  for (const name of [
    "inForce",
    "judge",
    "fold",
    "noStanding",
    "parseConsentRecord",
    "openConsentStatement",
    "InForceError",
  ])
    expect(entry[name], name).toBeTypeOf("function")
})
