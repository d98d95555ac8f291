// What an organisation decides before a ceremony (docs/CEREMONY.md): how many keys of each kind, where each is made, how the
// intake identity is kept, and the charter's rules. Only the decision; what is made of it is ceremony.ts.
import * as z from "zod/mini"
import { fromUtf8 } from "../core/bytes.ts"
import { addDays } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { day } from "../core/statement/fields.ts"
import { isOrigin } from "../core/statement/frame.ts"
import { LEAST_K, MOST_N } from "./share-set.ts"

export class PlanError extends CodedError<"ceremony-plan"> {}

const few = (least: number) => z.int().check(z.gte(least), z.lte(20))
const days = z.int().check(z.gte(1), z.lte(3650))
const split = z
  .strictObject({
    how: z.literal("split"),
    k: z.int().check(z.gte(LEAST_K)),
    n: z.int().check(z.lte(MOST_N)),
  })
  .check(z.refine(({ k, n }) => k <= n))

const schema = z.strictObject({
  format: z.literal("cairn-plan/1"),
  origin: z.string().check(z.refine(isOrigin)),
  organisation: z.string().check(z.minLength(1), z.maxLength(200)),
  kind: z.enum(["demonstration", "production"]),
  roots: few(1),
  threshold: few(1),
  consoles: few(2),
  couriers: few(0),
  auditors: few(0),
  releases: few(0),
  joined: z.array(z.string()),
  intake: z.union([z.strictObject({ how: z.literal("whole") }), split]),
  words: z.string(),
  witnesses: z.array(z.strictObject({ vkey: z.string(), url: z.string() })),
  witnessQuorum: z.int().check(z.gte(0)),
  erasureDays: days,
  graceDays: days,
  freshDays: days,
  mergeDelayHours: z.int().check(z.gte(1), z.lte(8760)),
  expires: day,
})

/** `joined` are the seats whose keys are made elsewhere; `words` is the language of the sheets' word list. */
export type Plan = z.infer<typeof schema>

export type IntakeCustody = Plan["intake"]

/** The seats of a ceremony in the order they are filled: `root-1`, …, `log`, `audit`. `intake` has a step of its own. */
export function seatsOf(plan: Plan): string[] {
  const numbered = (role: string, n: number) => Array.from({ length: n }, (_, i) => `${role}-${i + 1}`)
  return [
    ...numbered("root", plan.roots),
    ...numbered("console", plan.consoles),
    ...numbered("courier", plan.couriers),
    ...numbered("auditor", plan.auditors),
    ...numbered("release", plan.releases),
    "log",
    "audit",
  ]
}

/** The name a seat's key signs under. */
export function keyName(plan: Pick<Plan, "origin">, seat: string): string {
  return seat === "log" ? plan.origin : seat
}

/** A plan to begin with: three roots of which two sign, two consoles, and the intake identity split two of three. */
export function usualPlan(origin: string, organisation: string, today: string): Plan {
  return {
    format: "cairn-plan/1",
    origin,
    organisation,
    kind: "production",
    roots: 3,
    threshold: 2,
    consoles: 2,
    couriers: 1,
    auditors: 1,
    releases: 1,
    joined: [],
    intake: { how: "split", k: 2, n: 3 },
    words: "en",
    witnesses: [],
    witnessQuorum: 0,
    erasureDays: 3,
    graceDays: 90,
    freshDays: 7,
    mergeDelayHours: 24,
    expires: addDays(today, 365),
  }
}

/** @throws {PlanError} `ceremony-plan`, with the place of what does not fit */
export function decodePlan(bytes: Uint8Array): Plan {
  let value: unknown
  try {
    value = JSON.parse(fromUtf8(bytes))
  } catch {
    throw new PlanError("ceremony-plan", "not JSON")
  }
  return checkPlan(value)
}

/** @throws {PlanError} `ceremony-plan` */
export function checkPlan(value: unknown): Plan {
  const result = schema.safeParse(value)
  if (!result.success) throw new PlanError("ceremony-plan", `at "${result.error.issues[0]?.path.join(".")}"`)
  const plan = result.data
  if (plan.threshold > plan.roots) throw new PlanError("ceremony-plan", "more roots must sign than there are")
  const seats = seatsOf(plan)
  if (plan.joined.some((seat, at) => !seats.includes(seat) || plan.joined.indexOf(seat) < at))
    throw new PlanError("ceremony-plan", "a joined key has no such seat, or stands twice")
  return plan
}

/** What a plan allows and experience does not: said aloud before anything is made. */
export function planDoubts(plan: Plan): string[] {
  const doubts: [boolean, string][] = [
    [plan.threshold === 1, "One root alone can change every key. Two or more are safer."],
    [
      plan.threshold === plan.roots && plan.roots > 1,
      "If one root is lost, no charter can be changed any more.",
    ],
    [plan.roots === 1, "If the one root is lost, no charter can be changed any more."],
    [plan.intake.how === "whole", "Whoever has the intake file and its passphrase reads everything alone."],
    [
      plan.intake.how === "split" && plan.intake.k === plan.intake.n,
      "If one sheet is lost, every account is lost.",
    ],
    [plan.auditors === 0, "Without an auditor's key nobody outside can read the log's entries."],
    [
      plan.witnessQuorum === 0,
      "Without witnesses a fork of the log shows only to those who compare checkpoints.",
    ],
  ]
  return doubts.flatMap(([holds, text]) => (holds ? [text] : []))
}
