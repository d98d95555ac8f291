// Canonical JSON: a text is taken only if it is byte-equal to JSON.stringify of what it parses to. That refuses white
// space, duplicate keys and odd number forms, so one value has one text (PROTOCOL section 1).
import { CodedError } from "./errors.ts"

export class JsonError extends CodedError<"json"> {}

/**
 * @throws {JsonError} `json` unless `text` is canonical JSON
 */
export function parseCanonicalJson(text: string): unknown {
  let value: unknown
  let again: string
  try {
    value = JSON.parse(text)
    again = JSON.stringify(value) // throws where it is nested deeper than the stack
  } catch (cause) {
    throw new JsonError("json", "not JSON", { cause: (cause as Error).name })
  }
  if (again !== text) throw new JsonError("json", "not in canonical form")
  return value
}
