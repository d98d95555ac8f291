// One person of an audit's state as one line: a summary that costs little to read, a tab, and everything. Whoever can write the state is not believed:
// what is read back has the form of what was written, or is refused.
import * as z from "zod/mini"
import { CONSENT } from "../core/consent/statement.ts"
import { isDay } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { CUSTODY } from "../core/statement/custody.ts"
import { ERASURE } from "../core/statement/erasure.ts"
import { count, day, fileRef, hash, month } from "../core/statement/fields.ts"
import { type Person, type Summary, summaryOf } from "./person.ts"

export class StateError extends CodedError<"state-malformed"> {}

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
  return `${encodeSummary(summaryOf(person))}\t${JSON.stringify(person)}`
}

/** @throws {StateError} `state-malformed` */
export function parsePerson(subject: string, line: string): Person {
  const person: Person = parse(personSchema, line.slice(tabIn(line) + 1))
  const foreign = person.said.some(({ said }) => said.body.subject !== subject)
  if (person.standing.subject !== subject || foreign) throw malformed()
  return person
}

const SUMMARY =
  /^(-|\d{4}-\d\d-\d\d) (-|\d{4}-\d\d-\d\d) (-|\d{4}-(?:0[1-9]|1[0-2]))((?: [0-9a-f]{64}:\d{1,15})*) \|((?: [0-9a-f]{64})*) \|((?: [0-9a-f]{64}:\d{1,15}:[01])*)$/

function encodeSummary({ withdrawnOn, nowOn, until, kept, gone, records }: Summary): string {
  return [
    ...[withdrawnOn ?? "-", nowOn ?? "-", until ?? "-"],
    ...kept.map(([root, size]) => `${root}:${size}`),
    ...["|", ...gone, "|"],
    ...records.map(([sha256, size, relied]) => `${sha256}:${size}:${relied ? 1 : 0}`),
  ].join(" ")
}

/** @throws {StateError} `state-malformed` */
export function parseSummary(line: string): Summary {
  const [, withdrawnOn, nowOn, until, kept, gone, records] = SUMMARY.exec(line.slice(0, tabIn(line))) ?? []
  if (records === undefined) throw malformed()
  return {
    ...{
      withdrawnOn: dayOf(withdrawnOn),
      nowOn: dayOf(nowOn),
      until: until === "-" ? null : (until ?? null),
    },
    kept: items(kept).map(([root = "", size]) => [root, Number(size)]),
    gone: items(gone).map(([root = ""]) => root),
    records: items(records).map(([sha256 = "", size, relied]) => [sha256, Number(size), relied === "1"]),
  }
}

function items(text = ""): string[][] {
  return text === ""
    ? []
    : text
        .slice(1)
        .split(" ")
        .map((item) => item.split(":"))
}

function dayOf(text = "-"): string | null {
  if (text === "-") return null
  if (!isDay(text)) throw malformed()
  return text
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
