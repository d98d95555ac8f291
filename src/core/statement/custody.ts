// The custody statement (PROTOCOL section 6): what one console did with an account, as the log shows it. What it was for
// stands sealed in the custody record, core/custody/record.ts.
import * as z from "zod/mini"
import { hex } from "../bytes.ts"
import type { VerifierKey } from "../note/vkey.ts"
import { count, fileRef, hash } from "./fields.ts"
import {
  parseStatement,
  STATEMENT_MAX,
  type Statement,
  StatementError,
  type StatementType,
  verifyExactly,
} from "./frame.ts"

const schema = z
  .strictObject({
    console: hash, // the console's public key
    seq: count,
    prev: z.nullable(hash),
    subject: hash,
    action: z.enum(["imported", "used", "erased"]),
    consent: hash,
    log: count, // leaves of the log at the console's last import
    record: z.nullable(fileRef),
  })
  .check(
    z.superRefine((body, context) => {
      const refuse = (path: string): void =>
        context.addIssue({ code: "custom", path: [path], message: "does not fit" })
      if ((body.seq === 0) !== (body.prev === null)) refuse("prev")
      // A use says what it was in its record, or it could not be judged; an import has no record.
      if (body.action === "used" && body.record === null) refuse("record")
      if (body.action === "imported" && body.record !== null) refuse("record")
    }),
  )

export type CustodyBody = z.infer<typeof schema>

/** The statement type `cairn/custody/v1`. */
export const CUSTODY: StatementType<CustodyBody> = { word: "custody", schema, maxBytes: STATEMENT_MAX }

/**
 * Parses a custody statement and verifies that the console it names, and nobody else, signed it.
 * @param consoles the charter's: the name in the signature line is the one the charter gives that key
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openCustody(
  bytes: Uint8Array,
  origin: string,
  consoles: readonly VerifierKey[],
): Promise<Statement<CustodyBody>> {
  const statement = parseStatement(CUSTODY, bytes, origin)
  const signer = consoles.find(({ key }) => hex(key) === statement.body.console)
  if (signer === undefined) throw new StatementError("signature", "names a console of no say here")
  await verifyExactly(statement.note, [signer])
  return statement
}
