// The record's rules in zod against the JSON Schema of the standard, over many changed records: always the same verdict.
import { Ajv2020 } from "ajv/dist/2020.js"
import ajvFormats from "ajv-formats"
import { describe, expect, test } from "vitest"
import {
  ConsentRecordError,
  type Decision,
  PURPOSES,
  parseConsentRecord,
} from "../../../src/core/consent/record.ts"
import { KINDS, pick, random, sitesOf } from "./mutate.ts"
import { BASES, consentSchema, everything, example, yes } from "./records.ts"

const PER_KIND = 2_000

const ajv = new Ajv2020({ strict: false, allErrors: true })
const addFormats = ajvFormats as unknown as (ajv: Ajv2020) => void
addFormats(ajv)
const validate = ajv.compile(
  JSON.parse(JSON.stringify(consentSchema), boundContains) as Record<string, unknown>,
)

// ajv 8.20 takes `[]` for an array that `contains` something if an array judged before it in the same loop did (a
// variable is not reset). A bound that no array reaches changes no meaning and takes its other, right path.
function boundContains(_key: string, schema: unknown): unknown {
  const has = typeof schema === "object" && schema !== null && "contains" in schema
  return has ? { ...schema, maxContains: Number.MAX_SAFE_INTEGER } : schema
}

/** The conditional rules of the schema, by where they stand in it. */
const RULES = [
  ...[0, 1, 2, 3, 4].map((n) => `#/allOf/${n}/`),
  ...[0, 1, 2, 3].map((n) => `#/$defs/decision/allOf/${n}/`),
]

function ours(value: unknown): boolean {
  try {
    parseConsentRecord(value)
    return true
  } catch (error) {
    // Plain comparisons: this runs for every record, and `expect` takes longer than the parser.
    const known = error instanceof ConsentRecordError && error.code === "consent-record"
    if (!known || !MESSAGE.test(error.message))
      throw new Error("refused in an unforeseen way", { cause: error })
    return false
  }
}

function compare(record: unknown, label: string): boolean {
  const expected = validate(record)
  if (ours(record) !== expected) {
    expect.fail(`${label}: expected ${expected}: ${JSON.stringify(validate.errors ?? record)}`)
  }
  return expected
}

// A place is made of the schema's own keys and of indexes: nothing that was written can stand in it.
const KNOWN = [...new Set(keysIn(consentSchema))].join("|")
const MESSAGE = new RegExp(
  `^consent-record: missing, unknown or unfit at (the top|(${KNOWN}|\\d+)(\\.(${KNOWN}|\\d+))*)$`,
)

function keysIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return []
  const own = Object.keys((schema as { properties?: object }).properties ?? {})
  return [...own, ...Object.values(schema).flatMap(keysIn)]
}

describe("the same verdict as the JSON Schema", () => {
  test.each(Object.entries(BASES))("on the base record %s: valid", (_name, record) => {
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    expect(parseConsentRecord(record)).toBe(record)
  })

  test("the purposes are those of the schema", () => {
    expect(PURPOSES).toEqual(enumAt("decision", "purpose"))
  })

  test("on what is no record at all", () => {
    for (const value of [null, undefined, true, 0, "", "x", [], {}, [BASES.example]]) {
      expect(validate(value), String(value)).toBe(false)
      expect(ours(value), String(value)).toBe(false)
    }
  })

  test(`requirement 42: on ${PER_KIND} changed records of each of ${Object.keys(KINDS).length} kinds of change`, () => {
    const counts = { valid: 0, all: 0 }
    const verdicts = new Map<string, { valid: number; invalid: number }>()
    const alone = new Map(RULES.map((rule) => [rule, 0]))
    const bases = Object.values(BASES)
    const kinds = Object.keys(KINDS)
    for (const [at, kind] of kinds.entries()) {
      const next = random(20261121 + at)
      const seen = { valid: 0, invalid: 0 }
      for (let n = 0; n < PER_KIND; n++) {
        const base = pick(bases, next)
        const record = structuredClone(base) as never
        KINDS[kind]?.(record, next)
        // Alone in most; sometimes with another change, so that rules meet each other.
        if (next() < 0.3) KINDS.trigger?.(record, next)
        if (JSON.stringify(record) === JSON.stringify(base)) continue
        const expected = compare(record, `${kind} ${n}`)
        seen[expected ? "valid" : "invalid"]++
        const rules = new Set(
          (validate.errors ?? []).map(({ schemaPath }) => RULES.find((r) => schemaPath.startsWith(r))),
        )
        const [rule] = rules
        if (rules.size === 1 && rule !== undefined) alone.set(rule, (alone.get(rule) ?? 0) + 1)
      }
      verdicts.set(kind, seen)
      counts.valid += seen.valid
      counts.all += seen.valid + seen.invalid
    }
    console.info(counts, Object.fromEntries(verdicts), Object.fromEntries(alone))
    expect(counts.all).toBeGreaterThanOrEqual(10_000)
    expect(counts.valid / counts.all).toBeGreaterThan(0.1)
    for (const [kind, { valid, invalid }] of verdicts) {
      expect(valid, `${kind}: valid`).toBeGreaterThan(20)
      expect(invalid, `${kind}: invalid`).toBeGreaterThan(20)
    }
    // Each conditional rule was, often, the only thing wrong: leaving it out in our schema would show.
    for (const [rule, times] of alone) expect(times, rule).toBeGreaterThan(10)
  })

  test("on every word of every list, in its own place and beside it, and on one that no list has", () => {
    const record = everything()
    const lists = sitesOf(record as never).filter(({ schema }) => Array.isArray(schema.enum))
    expect(lists.length).toBeGreaterThan(100)
    for (const { parent, key, value } of lists) {
      const place = parent as Record<string | number, unknown>
      const words = lists
        .filter((list) => list.parent === parent)
        .flatMap(({ schema }) => schema.enum as unknown[])
      for (const word of new Set([...words, "elsewhere"])) {
        place[key] = word
        compare(record, `${key} ${word}`)
      }
      place[key] = value
    }
  })

  test("on every purpose and state, with each part of a decision taken away or changed", () => {
    const verdicts = new Set<boolean>()
    for (const purpose of PURPOSES) {
      for (const state of STATES) {
        const whole = yes(purpose, { state })
        const parts = Object.keys(whole).map((key) =>
          Object.fromEntries(Object.entries(whole).filter(([k]) => k !== key)),
        )
        const changed = [
          ...["identified", "pseudonymised", "anonymised", "aggregate_only"].map((identifiability) => ({
            identifiability,
          })),
          ...[[], ["no_name"], ["show_me_first"]].map((conditions) => ({ conditions })),
        ].map((change) => ({ ...whole, ...change }))
        for (const decision of [...parts, ...changed]) {
          verdicts.add(
            compare({ ...everything(), decisions: [yes("store"), decision] }, `${purpose} ${state}`),
          )
        }
      }
    }
    expect(verdicts.size).toBe(2)
  })

  test("on everyone who may speak for anyone, for every purpose", () => {
    const verdicts = new Set<boolean>()
    const aware = [undefined, "yes_and_agrees", "yes_undecided", "no", "not_known", "not_applicable"]
    const subjects = [{ kind: "self" }, { kind: "child" }, { kind: "self", ageBand: "under_18" }]
    const assent = { sought: false }
    for (const subjectAware of aware) {
      for (const [purpose, state, subject, basis] of product(
        PURPOSES,
        ["given", "renewed", "deferred"],
        subjects,
        BASIS,
      )) {
        const expressedBy = without({ capacity: "guardian", subjectAware, assent })
        const decisions = [{ ...yes(purpose), state, legalBasis: [basis] }]
        verdicts.add(
          compare({ ...example(), subject, expressedBy, decisions }, `${purpose} ${subjectAware} ${basis}`),
        )
      }
      for (const [capacity, kind, authority, given] of product(
        CAPACITIES,
        KINDS_OF_SUBJECT,
        [undefined, "none"],
        [undefined, assent],
      )) {
        const expressedBy = without({ capacity, subjectAware, authority, assent: given })
        const decisions = [yes("contact", { state: "refused" })]
        verdicts.add(
          compare({ ...example(), subject: { kind }, expressedBy, decisions }, `${capacity} ${kind}`),
        )
      }
    }
    expect(verdicts.size).toBe(2)
  })
})

const STATES = enumAt("decision", "state") as Decision["state"][]
const BASIS = ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a", "eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f", "eu-gdpr:A6-1-c"]
const CAPACITIES = [
  "data_subject",
  "guardian",
  "trusted_person",
  "partner_caseworker",
  "legal_representative",
  "next_of_kin",
]
const KINDS_OF_SUBJECT = ["self", "other_adult", "child", "group", "deceased_person", "not_stated"]

function enumAt(name: string, key: string): unknown[] {
  const definitions = consentSchema.$defs as Record<
    string,
    { properties: Record<string, { enum: unknown[] }> }
  >
  return definitions[name]?.properties[key]?.enum ?? []
}

function product<A, B, C, D>(
  a: readonly A[],
  b: readonly B[],
  c: readonly C[],
  d: readonly D[],
): [A, B, C, D][] {
  return a.flatMap((w) => b.flatMap((x) => c.flatMap((y) => d.map((z): [A, B, C, D] => [w, x, y, z]))))
}

function without(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
