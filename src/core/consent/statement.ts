// The consent statement (PROTOCOL section 5): all that the server sees of a consent, signed by the survivor's key.
// What follows from a sequence of them is in rules.ts; this file judges one alone.
import * as z from "zod/mini"
import { fromHex } from "../bytes.ts"
import { verifierKey } from "../note/vkey.ts"
import { contentRef, count, day, fileRef, hash, month } from "../statement/fields.ts"
import {
  parseStatement,
  STATEMENT_MAX,
  type Statement,
  StatementError,
  type StatementType,
  verifyExactly,
} from "../statement/frame.ts"

/** What each action must carry beside the fields all have. Fields an action does not need are null. */
const NEEDS = {
  given: ["until", "record", "content"],
  amended: ["until", "record"],
  added: ["content"],
  withdrawn: [],
  reinstated: ["until", "record"],
} as const satisfies Record<string, readonly ("until" | "record" | "content")[]>

export type ConsentAction = keyof typeof NEEDS

const schema = z
  .strictObject({
    subject: hash,
    seq: count,
    prev: z.nullable(hash),
    action: z.enum(Object.keys(NEEDS) as [ConsentAction, ...ConsentAction[]]),
    day,
    until: z.nullable(month),
    record: z.nullable(fileRef),
    content: z.nullable(contentRef),
    erase: z.nullable(z.literal("now")),
    charter: hash,
  })
  .check(
    z.superRefine((body, context) => {
      const needs: readonly string[] = NEEDS[body.action]
      for (const field of ["until", "record", "content"] as const) {
        if ((body[field] !== null) !== needs.includes(field)) unfit(context, field)
      }
      if (body.erase !== null && body.action !== "withdrawn") unfit(context, "erase")
      // C1, and the part of C2 that one statement shows. A withdrawal is taken whatever it says here (C10).
      if (body.action === "given" && (body.seq !== 0 || body.prev !== null)) unfit(context, "seq")
      const later = body.action !== "given" && body.action !== "withdrawn"
      if (later && (body.seq === 0 || body.prev === null)) unfit(context, "seq")
    }),
  )

export type ConsentBody = z.infer<typeof schema>

/** The statement type `cairn/consent/v1`. */
export const CONSENT: StatementType<ConsentBody> = { word: "consent", schema, maxBytes: STATEMENT_MAX }

/** The name in a survivor's signature line. */
export const HOLDER = "holder"

/**
 * Parses a consent statement and verifies that its subject, and nobody else, signed it (C3, C6).
 * @param origin the log it must name; leave out where no charter says it yet
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openConsentStatement(
  bytes: Uint8Array,
  origin?: string,
): Promise<Statement<ConsentBody>> {
  const statement = parseStatement(CONSENT, bytes, origin)
  await verifyExactly(statement.note, [verifierKey(HOLDER, fromHex(statement.body.subject))])
  return statement
}

/**
 * C9: whoever an opened file says it is from must be the statement's subject, else nothing of it is shown.
 * @throws {StatementError} `subject`
 */
export function requireSubject(statement: ConsentBody, inside: string): void {
  if (inside !== statement.subject) throw new StatementError("subject", "the inside names another holder")
}

function unfit(context: z.core.$RefinementCtx, field: string): void {
  context.addIssue({ code: "custom", path: [field], message: "does not fit the action" })
}
