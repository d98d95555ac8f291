// What zod's first complaint means here: an unknown key or word (rule C6), or a value that does not fit.
import type * as z from "zod/mini"

const UNKNOWN = new Set(["unrecognized_keys", "invalid_value"])

/** Whether a refusal is because of a key or word this version does not have, and where (keys and indexes only). */
export function complaint(error: z.core.$ZodError): { unknown: boolean; where: string } {
  const unknown = error.issues.find((issue) => UNKNOWN.has(issue.code))
  const issue = unknown ?? error.issues[0]
  return { unknown: unknown !== undefined, where: issue?.path.join(".") ?? "" }
}
