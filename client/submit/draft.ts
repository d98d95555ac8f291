// A draft: what she wrote and chose, and where she was, as it waits on the server sealed to herself (PROTOCOL section 9). Text
// only: files and recordings stay behind. Nothing of it is ever on the device.
import { fromUtf8, utf8 } from "../../src/core/bytes.ts"
import { fill, paddedTarSize, unfill } from "../../src/core/container/padding.ts"
import { CodedError } from "../../src/core/errors.ts"
import type { Draft, Drafted } from "./drafted.ts"
import type { State } from "./state.ts"

export class DraftError extends CodedError<"draft-malformed" | "too-large"> {}

const FORMAT = "cairn-draft/1"
const END = 0x7d // "}"

/** Bytes that a draft may have, padding and all: the server takes no more. */
export const DRAFT_MAX = 1024 * 1024

/** What a pause keeps of the form. */
export function draftedIn(
  { step, path, passed, hurry, drafts, files, recordings }: State,
  language: string,
): Drafted {
  return { language, step, path, passed, hurry, drafts, files: files.length, recordings: recordings.length }
}

/**
 * A draft in a size that tells little.
 * @throws {DraftError} `too-large`
 */
export function encodeDraft(drafted: Drafted, version: number): Uint8Array {
  const { language, step, path, passed, hurry, drafts, files, recordings } = drafted
  const said = { format: FORMAT, version, language, step, path, passed, hurry, drafts, files, recordings }
  const text = utf8(JSON.stringify(said))
  const size = paddedTarSize(text.length)
  if (size > DRAFT_MAX) throw new DraftError("too-large", "more text than a draft can hold")
  return fill(text, size)
}

/**
 * @param version as the server says: hers says it too, so that an older one is not passed off as a newer
 * @throws {DraftError} `draft-malformed`
 */
export function decodeDraft(bytes: Uint8Array, version: number): Drafted {
  try {
    const value: unknown = JSON.parse(fromUtf8(unfill(bytes, END)))
    if (isDraft(value) && value.version === version) {
      const { format: _, version: __, ...drafted } = value
      return drafted
    }
  } catch {
    // Not padded, not UTF-8 or not JSON: a parser's message would quote it.
  }
  throw new DraftError("draft-malformed", "not a draft of this version")
}

type Said = Drafted & { readonly format: string; readonly version: number }

function isDraft(value: unknown): value is Said {
  if (!isRecord(value)) return false
  const { format, language, step, path, passed, hurry, drafts, files, recordings } = value
  return (
    format === FORMAT &&
    [language, step].every((one) => typeof one === "string") &&
    [path, passed].every(isTexts) &&
    typeof hurry === "boolean" &&
    [files, recordings].every((one) => Number.isSafeInteger(one)) &&
    isRecord(drafts) &&
    Object.values(drafts).every(isAnswer)
  )
}

function isAnswer(value: unknown): value is Draft {
  if (!isRecord(value)) return false
  const { picked = [], text = "", date = {} } = value
  return isTexts(picked) && typeof text === "string" && isRecord(date) && isTexts(Object.values(date))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string")
}
