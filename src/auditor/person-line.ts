// One person of an audit's state as one line: a summary, a tab, and everything. Whoever can write the state is not believed:
// what is read back has the form of what was written, or is refused.
import * as z from "zod/mini"
import { CONSENT } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import { CUSTODY } from "../core/statement/custody.ts"
import { ERASURE } from "../core/statement/erasure.ts"
import { count, day, fileRef, hash, month } from "../core/statement/fields.ts"
import { type Person, type Summary, summaryOf } from "./person.ts"

export class StateError extends CodedError<"state-malformed"> {}

const summarySchema = z.strictObject({
  withdrawnOn: z.nullable(day),
  nowOn: z.nullable(day),
  until: z.nullable(month),
  kept: z.array(z.tuple([hash, count])),
  gone: z.array(hash),
  records: z.array(z.tuple([hash, count, z.boolean()])),
})

const link = z.strictObject({ leaf: hash, seq: count })

const personSchema = z.strictObject({
  standing: z.strictObject({
    subject: hash,
    head: z.nullable(link),
    withdrawn: z.nullable(z.strictObject({ leaf: hash, now: z.nullable(hash) })),
    erased: z.boolean(),
    until: z.nullable(month),
    record: z.nullable(z.strictObject({ leaf: hash, ref: fileRef })),
  }),
  withdrawnOn: z.nullable(day),
  nowOn: z.nullable(day),
  said: z.array(
    z.strictObject({
      index: count,
      day,
      said: z.union([
        z.strictObject({ type: z.literal("consent"), leaf: hash, body: CONSENT.schema }),
        z.strictObject({ type: z.literal("erasure"), leaf: hash, body: ERASURE.schema }),
      ]),
    }),
  ),
  contents: z.array(
    z.strictObject({ root: hash, size: count, leaf: hash, imported: z.boolean(), erased: z.boolean() }),
  ),
  records: z.array(
    z.strictObject({ sha256: hash, size: count, leaf: hash, relied: z.boolean(), erased: z.boolean() }),
  ),
  uses: z.array(z.strictObject({ index: count, day, leaf: hash, body: CUSTODY.schema })),
})

export function encodePerson(person: Person): string {
  return `${JSON.stringify(summaryOf(person))}\t${JSON.stringify(person)}`
}

/** @throws {StateError} `state-malformed` */
export function parsePerson(subject: string, line: string): Person {
  const person: Person = parse(personSchema, line.slice(tabIn(line) + 1))
  const foreign = person.said.some(({ said }) => said.body.subject !== subject)
  if (person.standing.subject !== subject || foreign) throw malformed()
  return person
}

/** @throws {StateError} `state-malformed` */
export function parseSummary(line: string): Summary {
  return parse(summarySchema, line.slice(0, tabIn(line)))
}

function parse<T>(schema: z.ZodMiniType<T>, json: string): T {
  try {
    const result = schema.safeParse(JSON.parse(json))
    if (result.success) return result.data
  } catch {
    // Not JSON: said below.
  }
  throw malformed()
}

function tabIn(line: string): number {
  const at = line.indexOf("\t")
  if (at < 0) throw malformed()
  return at
}

function malformed(): StateError {
  return new StateError("state-malformed", "not the state of an audit, or cut off")
}
