// One person of an audit's state, twice: everything, which is read only when something new is said of her, and one line with where
// that lies and a summary of it, which is read each time. Whoever can write the state is not believed: what is read back has
// the form of what was written, or is refused.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "../core/bytes.ts"
import { CONSENT } from "../core/consent/statement.ts"
import { isDay } from "../core/day.ts"
import { CodedError } from "../core/errors.ts"
import { CUSTODY } from "../core/statement/custody.ts"
import { ERASURE } from "../core/statement/erasure.ts"
import { count, day, fileRef, hash, month } from "../core/statement/fields.ts"
import type { Person, Summary } from "./person.ts"

export class StateError extends CodedError<"state-malformed"> {}

/** Where a person's bytes lie. */
export interface Place {
  /** Which of the state's files of people. */
  readonly segment: string
  readonly at: number
  readonly length: number
  /** First half of the SHA-256 of her bytes, hex. */
  readonly digest: string
}

/** A person's line, taken apart. */
export interface PersonLine {
  readonly line: string
  readonly subject: string
  readonly place: Place
  readonly summary: Summary
}

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

export function encodePerson(person: Person): Uint8Array {
  return utf8(JSON.stringify(person))
}

/** @throws {StateError} `state-malformed` */
export function parsePerson(subject: string, bytes: Uint8Array): Person {
  const person: Person = parse(personSchema, bytes)
  const foreign = person.said.some(({ said }) => said.body.subject !== subject)
  if (person.standing.subject !== subject || foreign) throw malformed()
  return person
}

const LINE = new RegExp(
  [
    "^([0-9a-f]{64})",
    "([0-9a-f]{16})",
    "(\\d{1,15})",
    "(\\d{1,9})",
    "([0-9a-f]{32})",
    "(-|\\d{4}-\\d\\d-\\d\\d)",
    "(-|\\d{4}-\\d\\d-\\d\\d)",
    "(-|\\d{4}-(?:0[1-9]|1[0-2]))",
    "((?:[0-9a-f]{64}:\\d{1,15},)*)",
    "((?:[0-9a-f]{64},)*)",
    "((?:[0-9a-f]{64}:\\d{1,15}:[01],)*)",
    "((?:[0-9a-f]{64},)*)$",
  ].join(" "),
)

export function encodeLine(
  subject: string,
  { segment, at, length, digest }: Place,
  summary: Summary,
): string {
  const { withdrawnOn, nowOn, until, kept, gone, records, lost } = summary
  return [
    ...[subject, segment, at, length, digest],
    ...[withdrawnOn ?? "-", nowOn ?? "-", until ?? "-"],
    kept.map(([root, size]) => `${root}:${size},`).join(""),
    gone.map((root) => `${root},`).join(""),
    records.map(([sha256, size, relied]) => `${sha256}:${size}:${relied ? 1 : 0},`).join(""),
    lost.map((sha256) => `${sha256},`).join(""),
  ].join(" ")
}

/** @throws {StateError} `state-malformed` */
export function parseLine(line: string): PersonLine {
  const found = LINE.exec(line)
  if (found === null) throw malformed()
  const [, subject = "", segment = "", at, length, digest = ""] = found
  const [withdrawnOn, nowOn, until = "-", kept, gone, records, lost] = found.slice(6)
  return {
    ...{ line, subject, place: { segment, at: Number(at), length: Number(length), digest } },
    summary: {
      ...{ withdrawnOn: dayOf(withdrawnOn), nowOn: dayOf(nowOn), until: until === "-" ? null : until },
      kept: items(kept).map(([root = "", size]) => [root, Number(size)]),
      gone: items(gone).map(([root = ""]) => root),
      records: items(records).map(([sha256 = "", size, relied]) => [sha256, Number(size), relied === "1"]),
      lost: items(lost).map(([sha256 = ""]) => sha256),
    },
  }
}

function items(text = ""): string[][] {
  return text === ""
    ? []
    : text
        .slice(0, -1)
        .split(",")
        .map((item) => item.split(":"))
}

function dayOf(text = "-"): string | null {
  if (text === "-") return null
  if (!isDay(text)) throw malformed()
  return text
}

function parse<T>(schema: z.ZodMiniType<T>, json: Uint8Array): T {
  try {
    const result = schema.safeParse(JSON.parse(fromUtf8(json)))
    if (result.success) return result.data
  } catch {
    // Not text, or not JSON: said below.
  }
  throw malformed()
}

export function malformed(): StateError {
  return new StateError("state-malformed", "not the state of an audit, or cut off")
}
