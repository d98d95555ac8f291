// The release (PROTOCOL section 6): a release key's word on the list of files of one build of the pages.
import * as z from "zod/mini"
import type { VerifierKey } from "../note/vkey.ts"
import { fileRef, hash } from "./fields.ts"
import { parseStatement, STATEMENT_MAX, type Statement, type StatementType, verifyOneOf } from "./frame.ts"

const schema = z
  .strictObject({
    version: z.int().check(z.gte(1)),
    files: fileRef, // the list of files, by its own hash and size
    previous: z.nullable(hash), // leaf hash of the release before it
  })
  .check(z.refine((body) => (body.version === 1) === (body.previous === null), { path: ["previous"] }))

export type ReleaseBody = z.infer<typeof schema>

/** The statement type `cairn/release/v1`. */
export const RELEASE: StatementType<ReleaseBody> = { word: "release", schema, maxBytes: STATEMENT_MAX }

/**
 * Parses a release and verifies that exactly one of the charter's release keys signed it.
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`, `signature`
 */
export async function openRelease(
  bytes: Uint8Array,
  origin: string,
  releases: readonly VerifierKey[],
): Promise<Statement<ReleaseBody>> {
  const statement = parseStatement(RELEASE, bytes, origin)
  await verifyOneOf(statement.note, releases)
  return statement
}
