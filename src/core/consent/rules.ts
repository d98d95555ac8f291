// The consent rules that need more than one statement (PROTOCOL section 5): the day it was said against the day it
// came (C5), and what may come first. One module for server, console and auditor. Withdrawals and changes come with
// the log; C1, C3 and C6 of one statement alone are statement.ts; C2 and C8 are kept by the store, in one atomic step.
import { addDays, compare } from "../day.ts"
import { CodedError } from "../errors.ts"
import type { ConsentBody } from "./statement.ts"

export class RuleError extends CodedError<"clock" | "field-unknown"> {}

/** C5: how far a device's day may lie after the day of acceptance, and before it (files travel on sticks). */
const DAYS_AHEAD = 1
const DAYS_BEHIND = 180

/**
 * C5.
 * @param day what the device said
 * @param today the day of acceptance, `YYYY-MM-DD`, UTC
 * @throws {RuleError} `clock`
 */
export function requireSaidDay(day: string, today: string): void {
  if (compare(day, addDays(today, DAYS_AHEAD)) > 0) throw new RuleError("clock", "said on a day yet to come")
  if (compare(day, addDays(today, -DAYS_BEHIND)) < 0) throw new RuleError("clock", "said too long ago")
}

/** A first statement with all that it brings. */
export interface GivenBody extends ConsentBody {
  readonly action: "given"
  readonly record: NonNullable<ConsentBody["record"]>
  readonly content: NonNullable<ConsentBody["content"]>
}

/**
 * C1 and C6: a subject's first statement is `given`, which names a record and a container; nothing else can be first.
 * @throws {RuleError} `field-unknown`
 */
export function requireGiven(body: ConsentBody): GivenBody {
  const { action, record, content } = body
  if (action !== "given" || record === null || content === null)
    throw new RuleError("field-unknown", "not a first statement")
  return { ...body, action, record, content }
}
