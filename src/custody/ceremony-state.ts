// What a ceremony has done so far, as one public file: no secret ever stands in it, so it may lie on the machine between two
// steps, and the ceremony goes on from it or is thrown away. What may be done next is ceremony.ts.
import * as z from "zod/mini"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8, utf8 } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { parseCanonicalJson } from "../core/json.ts"
import { day, hash } from "../core/statement/fields.ts"
import { checkPlan, type Plan } from "./plan.ts"
import { decodeShareSet, encodeShareSet, type ShareSet } from "./share-set.ts"

export class CeremonyError extends CodedError<
  | "ceremony-state" // not a ceremony's file
  | "ceremony-step" // its turn has not come, or is over
  | "ceremony-seat" // no such seat, filled already, or a key that has one
  | "ceremony-drill" // the root that was tried is none of the ceremony's
  | "ceremony-policy" // the policy is not the one that was checked at the beginning
> {}

export interface Seat {
  readonly seat: string
  /** A vkey; of `audit`, a recipient. */
  readonly key: string
  readonly how: "made" | "joined"
}

export interface Ceremony {
  readonly format: "cairn-ceremony/1"
  /** 32 hex digits: what keys that were made elsewhere are proven for. */
  readonly id: string
  readonly began: string
  readonly plan: Plan
  readonly policy: string
  readonly seats: readonly Seat[]
  /** The challenge that the audit identity's holder was given; null if none. */
  readonly asked: { readonly recipient: Recipient; readonly expects: string } | null
  readonly intake: { readonly recipient: Recipient; readonly set: ShareSet | null } | null
  /** The day of the drill that succeeded. */
  readonly drilled: string | null
  /** Charter 1's text with the signatures so far. */
  readonly charter: string | null
  /** Whether all was handed out. */
  readonly finished: boolean
}

const schema = z.strictObject({
  format: z.literal("cairn-ceremony/1"),
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  began: day,
  plan: z.unknown(),
  policy: hash,
  seats: z.array(z.strictObject({ seat: z.string(), key: z.string(), how: z.enum(["made", "joined"]) })),
  asked: z.nullable(z.strictObject({ recipient: z.string(), expects: hash })),
  intake: z.nullable(z.strictObject({ recipient: z.string(), set: z.unknown() })),
  drilled: z.nullable(day),
  charter: z.nullable(z.string()),
  finished: z.boolean(),
})

export function encodeCeremony(ceremony: Ceremony): string {
  return `${JSON.stringify(ceremony)}\n`
}

/** @throws {CeremonyError} `ceremony-state` */
export function decodeCeremony(bytes: Uint8Array): Ceremony {
  try {
    const state = schema.parse(parseCanonicalJson(fromUtf8(bytes).replace(/\n$/, "")))
    const { asked, intake } = state
    return {
      ...state,
      plan: checkPlan(state.plan),
      asked: asked && { ...asked, recipient: parseRecipient(asked.recipient) },
      intake: intake && { recipient: parseRecipient(intake.recipient), set: setIn(intake.set) },
    }
  } catch (cause) {
    throw new CeremonyError("ceremony-state", "not a ceremony's file, or it was changed", { cause })
  }
}

function setIn(value: unknown): ShareSet | null {
  return value === null ? null : decodeShareSet(utf8(encodeShareSet(value as ShareSet)))
}
