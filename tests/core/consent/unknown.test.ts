// C7: whatever is unknown, missing or garbled refuses (PROTOCOL section 5). One field at a time, every field of statements,
// record, earlier custody records, use and day; and lists of decisions at random against a plain reading of the rule.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { IDENTIFIABILITY, SCOPES } from "../../../src/core/consent/decision.ts"
import type { Case, Use } from "../../../src/core/consent/in-force.ts"
import { type Decision, PURPOSES } from "../../../src/core/consent/record.ts"
import {
  ask,
  caseOf,
  DAY,
  earlier,
  given,
  later,
  plain,
  recordWith,
  SUBJECT,
  useFor,
  WORDS,
} from "./cases.ts"
import { id } from "./records.ts"

interface All {
  known: Case
  use: Use
  day: string
}
const of = (known: Case, use: Use, day = DAY): All => ({ known, use, day })
const OTP = "share_accountability_body"
const share = (over: Partial<Decision> = {}) => plain(OTP, over)
const used = earlier(share(), { decisionId: id(9) })
const child = {
  subject: { kind: "child", ageBand: "under_18" },
  expressedBy: {
    capacity: "guardian",
    authority: "legal_guardian",
    assent: { sought: true, result: "assents" },
  },
} as const
const unaware = {
  subject: { kind: "other_adult", ageBand: "adult" },
  expressedBy: { capacity: "trusted_person", subjectAware: "no", authority: "none" },
} as const
const erasure = {
  type: "erasure",
  leaf: "e0".repeat(32),
  body: { subject: SUBJECT, consent: WORDS, content: [], records: [WORDS], reason: "imported" },
} as const

const PERMITTED: Record<string, All> = {
  sharing: of(caseOf([share()], { earlier: [used] }), useFor(OTP)),
  "sharing with conditions": of(
    caseOf([share({ conditions: ["no_name", "through_partner"], notBefore: DAY, validFrom: DAY })]),
    useFor(OTP, { met: ["no_name", "through_partner"] }),
  ),
  "sharing until an event": of(
    caseOf([share({ validity: { kind: "until_event", value: "the verdict" } })]),
    useFor(OTP, { notHappened: ["the verdict"] }),
  ),
  "sharing once": of(
    caseOf([share({ validity: { kind: "single_use", value: "1" } })], { earlier: [used] }),
    useFor(OTP),
  ),
  "one of several": of(
    caseOf([
      share({ decisionId: id(40), state: "refused" }),
      share({ decisionId: id(41), supersedes: id(40), conditions: ["ask_me_each_time"] }),
      share({ decisionId: id(42), validity: { kind: "until_date", value: DAY } }),
    ]),
    useFor(OTP),
  ),
  publishing: of(caseOf([plain("publish_quote")]), useFor("publish_quote")),
  triage: of(caseOf([]), useFor("store")),
  "a child's": of(
    caseOf([plain("contact")], { who: child as never }),
    useFor("contact", { met: ["best_interests"] }),
  ),
  "an erased copy": of(
    caseOf([share()], { leaves: [given(recordWith([share()])), erasure as never] }),
    useFor(OTP),
  ),
}

const REFUSED: Record<string, All> = {
  withdrawn: of(
    caseOf([share()], { leaves: [given(recordWith([share()])), later("withdrawn")] }),
    useFor(OTP),
  ),
  erased: of(
    caseOf([share()], {
      leaves: [
        given(recordWith([share()])),
        { ...erasure, body: { ...erasure.body, reason: "expired" } } as never,
      ],
    }),
    useFor(OTP),
  ),
  "a no beside a yes": of(caseOf([share(), share({ decisionId: id(40), state: "refused" })]), useFor(OTP)),
  undecided: of(caseOf([share({ state: "deferred" })]), useFor(OTP)),
  superseded: of(
    caseOf([
      share({ decisionId: id(40) }),
      share({ decisionId: id(41), state: "deferred", supersedes: id(40) }),
    ]),
    useFor(OTP),
  ),
  "another recipient": of(caseOf([share()]), useFor(OTP, { recipientId: "organisation" })),
  "too plain": of(caseOf([share()]), useFor(OTP, { identifiability: "identified" })),
  "too much": of(caseOf([share()]), useFor(OTP, { dataScope: ["account", "photo"] })),
  "too early": of(caseOf([share({ notBefore: "2027-01-01", validFrom: "2027-01-01" })]), useFor(OTP)),
  "too late": of(caseOf([share({ validity: { kind: "until_date", value: "2026-12-01" } })]), useFor(OTP)),
  "past its month": of(caseOf([share()]), useFor(OTP), "2028-12-01"),
  spent: of(
    caseOf([share({ validity: { kind: "single_use" } })], { earlier: [earlier(share())] }),
    useFor(OTP),
  ),
  "asked each time": of(caseOf([share({ conditions: ["ask_me_each_time"] })]), useFor(OTP)),
  conditions: of(caseOf([share({ conditions: ["no_name", "not_in_my_country"] })]), useFor(OTP)),
  "other content": of(caseOf([plain("publish_quote")]), useFor("publish_quote", { contentSha256: SUBJECT })),
  "an event": of(caseOf([share({ validity: { kind: "until_event", value: "the verdict" } })]), useFor(OTP)),
  "not aware": of(caseOf([share()], { who: unaware as never }), useFor(OTP)),
  "a child who was not asked": of(
    caseOf([plain("contact")], {
      who: { ...child, expressedBy: { ...child.expressedBy, assent: {} } } as never,
    }),
    useFor("contact"),
  ),
}

const UNKNOWN: readonly unknown[] = [
  null,
  "",
  "x",
  "unknown",
  "Given",
  0,
  -1,
  1.5,
  Number.NaN,
  true,
  {},
  [null],
  ["x"],
  "AB".repeat(32),
  "2026-02-30",
  "9999-12",
  "P1Y1D",
]

type Path = readonly (string | number)[]

/** Every place in the value, inner ones too; functions are left alone. */
function paths(value: unknown, at: Path = []): Path[] {
  if (typeof value === "function") return []
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, item]) => paths(item, [...at, key]))
      : []
  return at.length === 0 ? inner : [at, ...inner]
}

/** A copy with another value there, or with none. */
function changed<T>(value: T, [first, ...rest]: Path, to: unknown, drop = false): T {
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>
  if (rest.length > 0) copy[first as string] = changed(copy[first as string], rest, to, drop)
  else if (!drop) copy[first as string] = to
  else if (Array.isArray(copy)) copy.splice(first as number, 1)
  else delete copy[first as string]
  return copy as T
}

const asked = ({ known, use, day }: All) => ask(known, use, day)

describe.each(Object.entries(PERMITTED))("permitted: %s", (_, all) => {
  const before = asked(all)

  test("is permitted", () => expect(before).toHaveProperty("decisionId"))

  test("any one field unknown, garbled or missing: refused, or permitted by the same decision", () => {
    const outcomes = { refused: 0, same: 0 }
    for (const path of paths(all)) {
      // Without a whole statement or decision the case is another one: that is for the caller not to lose.
      const tries = UNKNOWN.map((to) => changed(all, path, to))
      // No conditions is a thing that she can say: another decision than the permitted one may cover it then.
      const says = path.at(-1) === "conditions"
      if (!says) tries.push(changed(all, path, []))
      if (!says && !Number.isInteger(Number(path.at(-1)))) tries.push(changed(all, path, undefined, true))
      for (const one of tries) {
        const answer = asked(one)
        const place = path.join(".")
        if (typeof answer === "string") outcomes.refused++
        else {
          outcomes.same++
          expect(answer.decisionId, place).toBe((before as { decisionId: string }).decisionId)
          expect(answer.consent, place).toBe((before as { consent: string }).consent)
          expect(answer.only, place).toBe((before as { only: unknown }).only)
        }
      }
    }
    expect(outcomes.refused).toBeGreaterThan(outcomes.same)
  })

  test("any one field of the use, of the statements or of who speaks: refused at once", () => {
    const strict = paths(all).filter(
      ([room, part, , field]) =>
        room === "use" || room === "day" || (part === "leaves" && field !== undefined),
    )
    for (const path of strict)
      for (const to of ["unknown", 1.5, true, {}]) {
        const answer = asked(changed(all, path, to))
        const inWords = path.join(".").startsWith("use.notHappened.") || path.join(".") === "use.recipientId"
        const harmless = inWords || path.join(".").endsWith(".record.size")
        if (!harmless) expect(answer, path.join(".")).toBeTypeOf("string")
      }
  })
})

describe.each(Object.entries(REFUSED))("refused: %s", (_, all) => {
  test("is refused, and no unknown or garbled field makes it permitted", () => {
    expect(asked(all)).toBeTypeOf("string")
    for (const path of paths(all))
      for (const to of UNKNOWN)
        expect(asked(changed(all, path, to)), `${path.join(".")} ${to}`).toBeTypeOf("string")
  })
})

describe("lists of decisions at random", () => {
  const state = fc.constantFrom<Decision["state"]>(
    "given",
    "given",
    "renewed",
    "refused",
    "deferred",
    "withdrawn",
    "unknown",
  )
  const decision = fc.record({
    purpose: fc.constantFrom<Decision["purpose"]>(OTP, "share_partner", "legal_analysis"),
    to: fc.constantFrom("icc-otp", "organisation", "nobody"),
    state,
    identifiability: fc.constantFrom(...IDENTIFIABILITY),
    dataScope: fc.uniqueArray(fc.constantFrom(...SCOPES.slice(0, 4)), { maxLength: 4 }),
    supersedes: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.nat(7) },
    ),
    validity: fc.constantFrom<Decision["validity"]>(
      { kind: "period", value: "P1Y" },
      { kind: "until_date", value: "2026-12-09" },
      { kind: "single_use" },
      { kind: "until_event", value: "x" },
    ),
    conditions: fc.constantFrom<Decision["conditions"]>(
      [],
      ["no_name"],
      ["ask_me_each_time"],
      ["no_exact_date"],
    ),
    notBefore: fc.constantFrom("2026-11-01", "2026-11-01", "2027-01-01"),
  })
  const asking = fc.record({
    purpose: fc.constantFrom<Decision["purpose"]>(OTP, "share_partner", "legal_analysis"),
    recipientId: fc.constantFrom("icc-otp", "organisation", "nobody", null),
    identifiability: fc.constantFrom(...IDENTIFIABILITY),
    dataScope: fc.uniqueArray(fc.constantFrom(...SCOPES.slice(0, 4)), { minLength: 1, maxLength: 3 }),
    met: fc.constantFrom<Use["met"]>([], ["no_name"], ["ask_me_each_time", "no_exact_date"]),
  })

  test("a permit names a yes that says all of it, that nothing supersedes, and beside which there is no no", () => {
    let permits = 0
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 6 }), asking, fc.nat(5), (made, drawn, nth) => {
        const decisions = made.map(({ to, supersedes, ...rest }, n): Decision => {
          const named = rest.purpose === "legal_analysis" ? {} : { recipientId: to }
          const over = supersedes === undefined ? {} : { supersedes: id(200 + supersedes) }
          return { ...plain(rest.purpose), ...rest, ...named, ...over, decisionId: id(200 + n) } as Decision
        })
        // Half of the fields as one of the decisions has them, or hardly any would be permitted.
        const near = decisions[nth]
        const { purpose, recipientId = null, identifiability } = near ?? drawn
        const use = { ...drawn, purpose, recipientId, ...(nth < 3 && identifiability && { identifiability }) }
        const answer = ask(caseOf(decisions), useFor(use.purpose, { ...use, action: "opened" }))
        if (typeof answer === "string") return
        permits++
        const yes = decisions.find(({ decisionId }) => decisionId === answer.decisionId) as Decision
        expect(["given", "renewed"]).toContain(yes.state)
        expect([yes.purpose, yes.recipientId ?? null]).toEqual([use.purpose, use.recipientId])
        expect(use.recipientId).not.toBe("nobody")
        expect(decisions.map(({ supersedes }) => supersedes)).not.toContain(yes.decisionId)
        expect(IDENTIFIABILITY.indexOf(use.identifiability)).toBeGreaterThanOrEqual(
          IDENTIFIABILITY.indexOf(yes.identifiability as "identified"),
        )
        for (const part of use.dataScope) expect(yes.dataScope).toContain(part)
        expect(["period", "single_use"]).toContain(yes.validity?.kind)
        expect(yes.notBefore).toBe("2026-11-01")
        for (const condition of yes.conditions ?? []) expect(use.met).toContain(condition)
        expect(yes.conditions).not.toContain("ask_me_each_time")
        const superseded = decisions.map(({ supersedes }) => supersedes)
        const beside = decisions.filter(
          ({ purpose, recipientId, decisionId }) =>
            purpose === yes.purpose && recipientId === yes.recipientId && !superseded.includes(decisionId),
        )
        for (const other of beside) expect(["refused", "withdrawn"]).not.toContain(other.state)
        for (const other of beside.slice(beside.indexOf(yes)))
          expect(["given", "renewed"]).toContain(other.state)
      }),
      { numRuns: 6000 },
    )
    expect(permits).toBeGreaterThan(20)
  })

  test("a no to a purpose, put anywhere, leaves no permit for it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PURPOSES.slice(1)), fc.nat(3), fc.boolean(), (purpose, at, all) => {
        const others = PURPOSES.filter((one) => one !== "store").slice(0, 3)
        const list = [...others, purpose].map((one, n) => plain(one, { decisionId: id(300 + n) }))
        const no: Decision = {
          decisionId: id(400),
          purpose,
          state: "refused",
          legalBasis: ["eu-gdpr:A6-1-a"],
        }
        const named = plain(purpose).recipientId
        list.splice(at, 0, all || named === undefined ? no : { ...no, recipientId: named })
        expect(ask(caseOf(list), useFor(purpose))).toBe("refused")
      }),
    )
  })
})
