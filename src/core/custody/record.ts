// The custody record (PROTOCOL section 6): what a use was for, who did it and who approved it. It is the plaintext of what is
// sealed to auditors, intake and the survivor; the log shows only the custody statement, statement/custody.ts.
import { sha256 } from "@noble/hashes/sha2.js"
import * as z from "zod/mini"
import { fromUtf8, hex, utf8 } from "../bytes.ts"
import { IDENTIFIABILITY, PURPOSES, SCOPES, setOf, uuid } from "../consent/decision.ts"
import { fill, paddedRecordSize, SizeError, unfill } from "../container/padding.ts"
import { CodedError } from "../errors.ts"
import { parseCanonicalJson } from "../json.ts"
import type { Signer, VerifierKey } from "../note/vkey.ts"
import type { CustodyBody } from "../statement/custody.ts"
import { count, day, hash } from "../statement/fields.ts"
import { StatementError, signStatement } from "../statement/frame.ts"
import { complaint } from "../zod.ts"
import { APPROVAL, openApproval } from "./approval.ts"

export class CustodyRecordError extends CodedError<"custody-record" | "field-unknown" | "one-approver"> {}

const CLOSING_BRACE = 0x7d

// Why something was left out of what was passed on (survivor-standards 5.4).
const REDACTIONS = [
  "identity",
  "location",
  "third_party",
  "contact",
  "child",
  "medical",
  "source_protection",
  "not_consented",
] as const

const schema = z
  .strictObject({
    format: z.literal("cairn-custody/1"),
    subject: hash,
    action: z.enum(["opened", "replied", "disclosed", "held", "released", "erased"]),
    purpose: z.nullable(z.enum(PURPOSES)),
    recipientId: z.nullable(z.string().check(z.minLength(1), z.maxLength(64))),
    decisionId: z.nullable(uuid), // null where no consent covered it: it is logged all the same
    identifiability: z.nullable(z.enum(IDENTIFIABILITY)),
    dataScope: setOf(SCOPES),
    objects: z.array(
      z.strictObject({
        sha256: hash,
        size: count,
        kind: z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,39}$/)),
        redactions: setOf(REDACTIONS),
      }),
    ),
    consentKey: z.nullable(z.string().check(z.regex(/^[0-9a-f]{32}$/))), // the 16-byte age file key of that record
    by: z.string().check(z.minLength(1), z.maxLength(200)),
    day,
    note: z.nullable(z.string().check(z.maxLength(4096))),
    approval: z.nullable(z.string().check(z.minLength(1), z.maxLength(4096))), // a cairn/approval/v1 note
  })
  .check(
    z.superRefine((record, context) => {
      const refuse = (path: string): void =>
        context.addIssue({ code: "custom", path: [path], message: "does not fit the action" })
      const use = record.action === "opened" || record.action === "disclosed"
      if (use !== (record.purpose !== null)) refuse("purpose")
      if (use !== (record.identifiability !== null)) refuse("identifiability")
      if (!use && record.decisionId !== null) refuse("decisionId")
      if (!use && record.recipientId !== null) refuse("recipientId")
    }),
  )

export type CustodyRecord = z.infer<typeof schema>

/** What a second console approves, beside the one that signs the statement. */
const NEEDS_TWO: readonly CustodyRecord["action"][] = ["disclosed", "held", "released"]

/**
 * A sealed custody record's plaintext.
 * @param bytes canonical JSON with its keys in order, then spaces as for consent records
 * @throws {SizeError} `size-not-padded`
 * @throws {CustodyRecordError} `custody-record`, `field-unknown`
 */
export function decodeCustodyRecord(bytes: Uint8Array): CustodyRecord {
  const json = unfill(bytes, CLOSING_BRACE)
  if (bytes.length !== paddedRecordSize(json.length))
    throw new SizeError("size-not-padded", "not a padded size")
  const { value, text } = parseJson(json)
  const record = parseCustodyRecord(value)
  if (JSON.stringify(record) !== text) throw new CustodyRecordError("custody-record", "keys not in order")
  return record
}

/**
 * The plaintext to seal: what {@link decodeCustodyRecord} reads.
 * @throws {CustodyRecordError} `custody-record`, `field-unknown`
 */
export function encodeCustodyRecord(record: CustodyRecord): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify(parseCustodyRecord(record)))
  return fill(json, paddedRecordSize(json.length))
}

/** What an approval is of: H of the record's JSON without `approval`, hex. */
export function approvedHash(record: Omit<CustodyRecord, "approval">): string {
  const { approval: _, ...rest } = parseCustodyRecord({ ...record, approval: null })
  return hex(sha256(utf8(JSON.stringify(rest))))
}

/** The record with a second console's approval in it. */
export async function approve(origin: string, record: CustodyRecord, second: Signer): Promise<CustodyRecord> {
  const note = await signStatement(APPROVAL, origin, { record: approvedHash(record) }, [second])
  return { ...record, approval: fromUtf8(note) }
}

/**
 * That an opened custody record is the one of its statement, and where it must be that another console than the statement's
 * approved exactly this record.
 * @param consoles those of the charter that counts
 * @throws {StatementError} `subject`
 * @throws {CustodyRecordError} `custody-record` for an action that the statement's does not cover, `one-approver`
 */
export async function requireCustodyOf(
  statement: CustodyBody,
  record: CustodyRecord,
  origin: string,
  consoles: readonly VerifierKey[],
): Promise<void> {
  if (record.subject !== statement.subject)
    throw new StatementError("subject", "the inside names another holder")
  const action = record.action === "erased" ? "erased" : "used"
  if (statement.action !== action)
    throw new CustodyRecordError("custody-record", "another action than stated")
  if (record.approval === null) {
    if (NEEDS_TWO.includes(record.action)) throw new CustodyRecordError("one-approver", "nobody approved it")
    return
  }
  const by = await approver(record.approval, approvedHash(record), origin, consoles)
  if (by === statement.console) throw new CustodyRecordError("one-approver", "approved by whoever did it")
}

async function approver(
  note: string,
  record: string,
  origin: string,
  consoles: readonly VerifierKey[],
): Promise<string> {
  try {
    const approval = await openApproval(utf8(note), origin, consoles)
    if (approval.body.record === record) return hex(approval.by.key)
  } catch (cause) {
    throw new CustodyRecordError("one-approver", "not approved by a console", { cause })
  }
  throw new CustodyRecordError("one-approver", "another record was approved")
}

/**
 * Checks a value as JSON gives it.
 * @throws {CustodyRecordError} `custody-record`, `field-unknown`
 */
export function parseCustodyRecord(value: unknown): CustodyRecord {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { unknown, where } = complaint(result.error)
  throw new CustodyRecordError(unknown ? "field-unknown" : "custody-record", `unfit at "${where}"`)
}

function parseJson(bytes: Uint8Array): { value: unknown; text: string } {
  try {
    const text = fromUtf8(bytes)
    return { value: parseCanonicalJson(text), text }
  } catch {
    // No cause: a runtime's own message may quote the text.
    throw new CustodyRecordError("custody-record", "not canonical JSON in UTF-8")
  }
}
