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
    requireShallow(text)
    value = JSON.parse(text)
    again = JSON.stringify(value) // throws where it is nested deeper than the stack
  } catch (cause) {
    throw new JsonError("json", "not JSON", { cause: (cause as Error).name })
  }
  if (again !== text) throw new JsonError("json", "not in canonical form")
  return value
}

const DEEPEST = 64 // nothing of ours is nested half as deep

/**
 * A parser takes fifty bytes of memory for each bracket that it is given: what is nested deeper than anything can be, never reaches it.
 * @throws {JsonError} `json`
 */
export function requireShallow(text: string): void {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === QUOTE) i = stringEnd(text, i)
    else if (char === OBJECT || char === ARRAY) {
      if (++depth > DEEPEST) throw new JsonError("json", "nested too deep")
    } else if (char === OBJECT + 2 || char === ARRAY + 2) depth--
  }
}

const [QUOTE, BACKSLASH, ARRAY, OBJECT] = [0x22, 0x5c, 0x5b, 0x7b] // each closing one is two after its opening one

function stringEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}
