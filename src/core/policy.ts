// The policy (PROTOCOL section 7): the organisation's public file. A charter names its hash,
// so nobody changes it unseen. Texts are the organisation's; this file only says what there must be.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "./bytes.ts"
import { PURPOSES } from "./consent/record.ts"
import { CodedError } from "./errors.ts"
import { day, hash } from "./statement/fields.ts"

export class PolicyError extends CodedError<"policy-malformed"> {}

const text = z.string().check(z.minLength(1), z.maxLength(2000))
const language = z.string().check(z.regex(/^[a-z]{2,3}$/))
const country = z.string().check(z.regex(/^[A-Z]{2}$/))

const schema = z.strictObject({
  format: z.literal("cairn-policy/1"),
  organisation: text,
  languages: z.array(language).check(z.minLength(1)),
  notices: z.array(
    z.strictObject({
      id: text,
      version: text,
      language,
      sha256: hash,
      reviewedBy: z.string().check(z.maxLength(200)),
    }),
  ),
  purposes: z.array(z.enum(PURPOSES)).check(z.minLength(1)),
  recipients: z.array(
    z.strictObject({
      partyId: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
      name: text,
      type: text,
      country,
      transferBasis: text,
      canRecall: z.enum(["yes", "maybe", "no"]),
      disclosure: z.string().check(z.maxLength(2000)),
      sanctions: z.string().check(z.maxLength(2000)),
    }),
  ),
  support: z.array(z.strictObject({ country, entries: z.array(text).check(z.minLength(1)), checked: day })),
  retention: z.strictObject({
    defaultYears: z.int().check(z.gte(1)),
    choicesYears: z.array(z.int().check(z.gte(1))).check(z.minLength(1)),
  }),
  exit: z.record(
    language,
    z.strictObject({ url: z.string().check(z.regex(/^(https:\/\/|\/)[^\s]*$/)), title: text }),
  ),
  open: z.boolean(),
})

export type Policy = z.infer<typeof schema>

/** The policy's bytes, whose SHA-256 the charter names. @throws {PolicyError} */
export function encodePolicy(policy: Policy): Uint8Array {
  return utf8(`${JSON.stringify(check(policy), null, 2)}\n`)
}

/** @throws {PolicyError} `policy-malformed` */
export function decodePolicy(bytes: Uint8Array): Policy {
  try {
    return check(JSON.parse(fromUtf8(bytes)))
  } catch (cause) {
    if (cause instanceof PolicyError) throw cause
    throw new PolicyError("policy-malformed", "not JSON", { cause: (cause as Error).name })
  }
}

function check(value: unknown): Policy {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new PolicyError("policy-malformed", `at "${result.error.issues[0]?.path.join(".")}"`)
}
