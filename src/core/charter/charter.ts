// The charter (PROTOCOL section 7): which keys are the organisation's, and its rules. This file is one charter alone:
// its body, its text's hash, what it lets others do. Whether to trust it is chain.ts.
import * as z from "zod/mini"
import { parseRecipient, parseRecipients, type Recipient } from "../age/recipient.ts"
import { hex } from "../bytes.ts"
import { parseVkey, type VerifierKey } from "../note/vkey.ts"
import { day, hash } from "../statement/fields.ts"
import {
  parseStatement,
  type Statement,
  StatementError,
  type StatementType,
  textHash,
} from "../statement/frame.ts"
import { parseWitness } from "../tlog/cosignature.ts"

const MAX_BYTES = 60_000

/** A refinement that is satisfied where `parse` does not throw. */
function readable(parse: (text: string) => unknown) {
  return z.string().check(
    z.refine((text) => {
      try {
        parse(text)
        return true
      } catch {
        return false
      }
    }),
  )
}

const recipient = readable(parseRecipient)
const logKey = readable((text) => parseVkey(text))
const witnessKey = readable(parseWitness)

// Role and number, never a person.
const roleKey = (role: string) =>
  readable((text) => parseVkey(text)).check(
    z.refine((text) => new RegExp(`^${role}-[1-9][0-9]{0,2}\\+`).test(text)),
  )

const days = z.int().check(z.gte(1), z.lte(3650))

const schema = z
  .strictObject({
    version: z.int().check(z.gte(1)),
    previous: z.nullable(hash),
    organisation: z.string().check(z.minLength(1), z.maxLength(200)),
    kind: z.enum(["demonstration", "production"]),
    roots: z.array(roleKey("root")).check(z.minLength(1)),
    threshold: z.int().check(z.gte(1)),
    intake: z.array(z.strictObject({ recipient, from: day })).check(z.minLength(1)),
    revoked: z.array(recipient),
    audit: z.array(recipient).check(z.minLength(1)),
    log: logKey,
    consoles: z.array(roleKey("console")).check(z.minLength(2)),
    couriers: z.array(roleKey("courier")),
    auditors: z.array(roleKey("auditor")),
    releases: z.array(roleKey("release")),
    witnesses: z.array(
      z.strictObject({ vkey: witnessKey, url: z.string().check(z.regex(/^https?:\/\/[^\s]+$/)) }),
    ),
    witnessQuorum: z.int().check(z.gte(0)),
    policy: z.strictObject({ sha256: hash }),
    erasureDays: days,
    graceDays: days,
    freshDays: days,
    mergeDelayHours: z.int().check(z.gte(1), z.lte(8760)),
    expires: day,
  })
  .check(
    z.superRefine((body, context) => {
      const refuse = (path: string): void =>
        context.addIssue({ code: "custom", path: [path], message: "does not fit" })
      if ((body.version === 1) !== (body.previous === null)) refuse("previous")
      if (body.threshold > body.roots.length) refuse("threshold")
      if (body.witnessQuorum > body.witnesses.length) refuse("witnessQuorum")
      // One file is sealed to intake, audit and the survivor together, and age files of ours have at most eight.
      if (body.intake.length + body.audit.length > 7) refuse("audit")
      const recipients = [...body.intake.map((i) => i.recipient), ...body.audit]
      if (new Set(recipients).size !== recipients.length) refuse("intake")
      // Two lines of one witness, under two names or types, would be two of the witnesses that a quorum counts.
      const witnesses = body.witnesses.map(({ vkey }) => witnessOf(vkey))
      if (new Set(witnesses).size !== witnesses.length) refuse("witnesses")
      if (recipients.some((text) => body.revoked.includes(text))) refuse("revoked")
      // One person, one key, one role: a root that is also a console would be two of the people a rule counts.
      const keys = [body.roots, body.consoles, body.couriers, body.auditors, body.releases, [body.log]].flat()
      if (new Set(keys.map(rawKey)).size !== keys.length) refuse("roots")
    }),
  )

// The key of a witness, whichever of the two types its vkey says; one that is none was refused for that.
function witnessOf(vkey: string): string {
  try {
    return hex(parseWitness(vkey).key)
  } catch {
    return vkey
  }
}

// The key inside a vkey, which has the one text; its base64 may hold a `+`.
function rawKey(vkey: string): string {
  return vkey.split("+").slice(2).join("+")
}

export type CharterBody = z.infer<typeof schema>

/** The statement type `cairn/charter/v1`. */
export const CHARTER: StatementType<CharterBody> = { word: "charter", schema, maxBytes: MAX_BYTES }

/** A charter whose form is right; nothing yet says that the organisation signed it. */
export interface Charter extends Statement<CharterBody> {
  /** H of its text, hex: of version 1, the fingerprint. */
  readonly hash: string
}

/**
 * @throws {StatementError} `note-malformed`, `field-unknown`, `origin`
 */
export function parseCharter(bytes: Uint8Array, origin?: string): Charter {
  const statement = parseStatement(CHARTER, bytes, origin)
  const log = parseVkey(statement.body.log)
  if (log.name !== statement.origin) throw new StatementError("origin", "the log's key has another name")
  return { ...statement, hash: textHash(statement.note) }
}

/** The root keys of a charter. */
export function rootKeys(body: CharterBody): VerifierKey[] {
  return body.roots.map((vkey) => parseVkey(vkey))
}

/** Who accounts are sealed to under a charter. */
export function intakeRecipients(body: CharterBody): readonly Recipient[] {
  return parseRecipients(body.intake.map(({ recipient }) => recipient))
}
