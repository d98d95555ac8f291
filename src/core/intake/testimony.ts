// The testimony, `testimony.json` of a container (PROTOCOL section 4): answers by field. Two strengths: reading checks
// ids and shapes only, so that an account stays readable when a list of options has grown; sealing checks the rest.
import * as z from "zod/mini"
import { fromUtf8, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"
import { parseCanonicalJson } from "../json.ts"
import { isEdtf } from "./edtf.ts"
import { FIELDS, type Field, type FieldType } from "./fields.ts"

export class TestimonyError extends CodedError<"testimony-format" | "field-unknown" | "field-value"> {}

const FORMAT = "cairn-testimony/1"

const ownWords = z.strictObject({ own: z.string() })
const fileNames = z.array(z.string().check(z.regex(/^files\/(?!000)\d{3}$/)))

/** What an answer to each type of field looks like. */
const SHAPES = {
  choice: z.string(),
  multi: z.array(z.union([z.string(), ownWords])),
  choice_or_text: z.union([z.string(), ownWords]),
  text: z.string(),
  longtext: z.string(),
  edtf: z.strictObject({ words: z.string(), edtf: z.exactOptional(z.string()) }),
  place: z.strictObject({ text: z.string(), kind: z.string() }),
  audio: fileNames,
  files: fileNames,
} satisfies Record<FieldType, z.ZodMiniType>

// One answer of a few, among which is one in her own words.
const choiceOrOwn = z.union([z.string(), ownWords])

/** The one choice of one that has an option for her own words. */
type ChoiceOrOwn = "place_type"

/** Answers by field id; an unanswered field is absent. */
type Answers = {
  readonly [F in (typeof FIELDS)[number] as F["id"]]?: F["id"] extends ChoiceOrOwn
    ? z.infer<typeof choiceOrOwn>
    : z.infer<(typeof SHAPES)[F["type"]]>
}

function readingShape({ type, options }: Field): z.ZodMiniType {
  return type === "choice" && options.some(isOwnOption) ? choiceOrOwn : SHAPES[type]
}

function isOwnOption(option: string): boolean {
  return option.endsWith("_text")
}

export interface Testimony {
  readonly format: typeof FORMAT
  readonly answers: Answers
}

const frame = z.strictObject({ format: z.literal(FORMAT), answers: z.record(z.string(), z.unknown()) })

/**
 * The reading check of a value as JSON gives it; returns that same value.
 * @throws {TestimonyError} `testimony-format`, `field-unknown`, `field-value`
 */
export function parseTestimony(value: unknown): Testimony {
  if (!frame.safeParse(value).success)
    throw new TestimonyError("testimony-format", "not a testimony of version 1")
  const testimony = value as Testimony
  checkEach(testimony, readingShape)
  return testimony
}

/** Bytes of `testimony.json`. */
export function encodeTestimony(testimony: Testimony): Uint8Array {
  return utf8(JSON.stringify(testimony))
}

/**
 * Reads `testimony.json`, which must be canonical JSON: a key twice would let two readers see two accounts.
 * @throws {TestimonyError} as {@link parseTestimony}; `testimony-format` too for what is not canonical JSON in UTF-8
 */
export function decodeTestimony(bytes: Uint8Array): Testimony {
  try {
    return parseTestimony(parseCanonicalJson(fromUtf8(bytes)))
  } catch (cause) {
    if (cause instanceof TestimonyError) throw cause
    throw new TestimonyError("testimony-format", "not canonical JSON", { cause })
  }
}

/**
 * The sealing check: besides what reading checks, every answer is one (nothing empty, nothing skipped) and every
 * option and date is one we know.
 * @throws {TestimonyError} `field-unknown`, `field-value`
 */
export function checkAnswers(testimony: Testimony): void {
  checkEach(testimony, sealingShape)
}

/**
 * Every attachment an answer names is there.
 * @param names the attachments' names, `files/001` …
 * @throws {TestimonyError} `field-value`
 */
export function checkFiles(testimony: Testimony, names: readonly string[]): void {
  const attached = z.array(z.string().check(z.refine((name) => names.includes(name))))
  checkEach(testimony, (field) => (SHAPES[field.type] === fileNames ? attached : z.unknown()))
}

const BY_ID: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.id, field]))

function checkEach(testimony: Testimony, shapeOf: (field: Field) => z.ZodMiniType): void {
  for (const [id, answer] of Object.entries(testimony.answers)) {
    const field = BY_ID.get(id)
    // The id is not in the message: it is not ours, so a person may have written it.
    if (field === undefined) throw new TestimonyError("field-unknown", "an answer to no field of the intake")
    if (!shapeOf(field).safeParse(answer).success)
      throw new TestimonyError("field-value", `unfit answer to ${id}`)
  }
}

// Skipping leaves no trace: it, declining and not seeing a question look the same (survivor-standards section 4).
const SKIPS = ["skip", "blank"]
// Places that are said by their kind alone.
const WHOLE_KINDS = ["on_the_move", "online", "i_do_not_know"]

function sealingShape(field: Field): z.ZodMiniType {
  const option = z.string().check(z.refine((text) => field.options.includes(text) && !SKIPS.includes(text)))
  const said = z.string().check(z.refine(isSaid))
  const own = z.strictObject({ own: said })
  switch (field.type) {
    case "choice":
      return field.options.some(isOwnOption) ? z.union([option, own]) : option
    case "multi":
      return z.array(z.union([option, own])).check(z.minLength(1))
    case "choice_or_text":
      return z.union([option, own])
    case "text":
    case "longtext":
      return said
    case "edtf":
      return SHAPES.edtf.check(
        z.refine(({ words, edtf }) => (edtf === undefined ? isSaid(words) : isEdtf(edtf))),
      )
    case "place":
      return z
        .extend(SHAPES.place, { kind: option })
        .check(z.refine(({ text, kind }) => isSaid(text) || WHOLE_KINDS.includes(kind)))
    case "audio":
    case "files":
      return fileNames.check(z.minLength(1))
  }
}

function isSaid(text: string): boolean {
  return text.trim() !== ""
}
