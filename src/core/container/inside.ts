// The JSON files inside a container (PROTOCOL section 4): who it is from, and the manifest of its parts. The account
// itself is testimony.json, see intake/testimony.ts.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { parseCanonicalJson } from "../json.ts"
import { count, hash, language } from "../statement/fields.ts"
import { complaint } from "../zod.ts"

export class InsideError extends CodedError<"inside-malformed" | "field-unknown"> {}

const submission = z.strictObject({
  format: z.literal("cairn-submission/1"),
  subject: hash,
  language,
  reply: z.string().check(z.regex(/^age1pq1[02-9ac-hj-np-z]{1952}$/)),
  partner: z.nullable(z.string().check(z.maxLength(4096))), // a cairn/partner/v1 note, judged by the console alone
})

/** submission.json */
export type Submission = z.infer<typeof submission>

const part = z.strictObject({
  name: z.string(),
  tree: hash,
  size: count,
  type: z.string().check(z.maxLength(255)),
  original: z.string().check(z.maxLength(1024)),
  hidden: z.enum(["kept", "removed", "unsure"]),
})

/** One file of a container: `tree` is its {@link addressOf} root, `original` its name where it came from. */
export type Part = z.infer<typeof part>

const manifest = z.strictObject({ parts: z.array(part) })

/** manifest.json: every file before it, in order. */
export type Manifest = z.infer<typeof manifest>

/** The names of a container's files. */
export const NAMES = {
  submission: "submission.json",
  testimony: "testimony.json",
  manifest: "manifest.json",
} as const

/** A JSON file of a container has at most so many bytes: whoever opens it holds it in memory. */
export const JSON_MAX = 8 * 1024 * 1024

/** At most so many attachments: their names have three digits. */
export const MAX_FILES = 999

/** The name inside of attachment number `n`, from 1. */
export function fileName(n: number): string {
  return `files/${String(n).padStart(3, "0")}`
}

/** Bytes of submission.json. @throws {InsideError} */
export function encodeSubmission(value: Submission): Uint8Array {
  return utf8(JSON.stringify(check(submission, value)))
}

/** Reads submission.json. @throws {InsideError} `inside-malformed`, `field-unknown` */
export function decodeSubmission(bytes: Uint8Array): Submission {
  return decode(submission, bytes)
}

/** Bytes of manifest.json. @throws {InsideError} */
export function encodeManifest(value: Manifest): Uint8Array {
  return utf8(JSON.stringify(check(manifest, value)))
}

/** Reads manifest.json. @throws {InsideError} `inside-malformed`, `field-unknown` */
export function decodeManifest(bytes: Uint8Array): Manifest {
  return decode(manifest, bytes)
}

function decode<T>(schema: z.ZodMiniType<T>, bytes: Uint8Array): T {
  let text: string
  let json: unknown
  try {
    text = fromUtf8(bytes)
    json = parseCanonicalJson(text)
  } catch (cause) {
    throw new InsideError("inside-malformed", "not canonical JSON", { cause })
  }
  const value = check(schema, json)
  if (JSON.stringify(value) !== text) throw new InsideError("inside-malformed", "keys not in order")
  return value
}

function check<T>(schema: z.ZodMiniType<T>, json: unknown): T {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const { unknown, where } = complaint(result.error)
  throw new InsideError(unknown ? "field-unknown" : "inside-malformed", `at "${where}"`)
}
