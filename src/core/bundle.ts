// What lies in a bundle across the air gap (PROTOCOL section 11): bundle.json and its entries' names. The zip around it
// is written and read by `bundle`; no reader trusts a writer.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "./bytes.ts"
import { CodedError } from "./errors.ts"
import { parseCanonicalJson } from "./json.ts"
import { count, day, fileRef } from "./statement/fields.ts"

export class BundleError extends CodedError<"bundle-malformed" | "bundle-mismatch"> {}

const BOTH = "charters/[1-9][0-9]*\\.note|policy\\.json|log/checkpoint|records/[0-9a-f]{64}\\.age"
const PATHS = {
  "cairn-intake-bundle/1": new RegExp(
    `^(${BOTH}|log/tile/([0-9]{1,2}|entries)/(x[0-9]{3}/)*[0-9]{3}(\\.p/[0-9]{1,3})?|pending/[0-9a-f]{64}\\.(note|promise)|containers/[0-9a-f]{64}\\.age)$`,
  ),
  "cairn-dispatch-bundle/1": new RegExp(
    `^(${BOTH}|statements/[0-9a-f]{64}\\.note|replies/[0-9a-f]{64}/(0|[1-9][0-9]{0,8})\\.age)$`,
  ),
} as const

const schema = z
  .strictObject({
    format: z.enum(Object.keys(PATHS) as (keyof typeof PATHS)[]),
    origin: z.string().check(z.minLength(1), z.maxLength(200)),
    size: count, // leaves of the log whose checkpoint is inside
    day,
    files: z.record(z.string(), fileRef),
  })
  .check(z.refine(({ format, files }) => Object.keys(files).every((path) => PATHS[format].test(path))))

export type BundleIndex = z.infer<typeof schema>

/** Entries of a bundle, bundle.json among them: the zip reader keeps some six kilobytes for each, and a million would be the end of it. */
export const MOST_ENTRIES = 200_000

/** bundle.json's name; it is the last entry of the zip, because it holds the others' hashes. */
export const INDEX = "bundle.json"

/** Bytes of bundle.json; its files in the order of their names. */
export function encodeBundleIndex(index: BundleIndex): Uint8Array {
  const files = Object.fromEntries(Object.entries(index.files).sort(([a], [b]) => (a < b ? -1 : 1)))
  return utf8(JSON.stringify(check({ ...index, files })))
}

/** @throws {BundleError} `bundle-malformed` */
export function decodeBundleIndex(bytes: Uint8Array): BundleIndex {
  let value: unknown
  try {
    value = parseCanonicalJson(fromUtf8(bytes))
  } catch (cause) {
    throw new BundleError("bundle-malformed", "bundle.json is not canonical JSON", { cause })
  }
  return check(value)
}

function check(value: unknown): BundleIndex {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BundleError(
    "bundle-malformed",
    `bundle.json: ${result.error.issues[0]?.path.length ?? 0} levels in`,
  )
}
