// A request for a second console's name (PROTOCOL section 6): the custody record as it is to be, and what goes along, in a file
// sealed to the intake. It holds nothing of the account, but says whose it is and what for.
import { openBytes } from "../core/age/open.ts"
import { fromUtf8, utf8 } from "../core/bytes.ts"
import { intakeRecipients } from "../core/charter/charter.ts"
import { approvedHash, type CustodyRecord, parseCustodyRecord } from "../core/custody/record.ts"
import { CodedError } from "../core/errors.ts"
import { sealBytes } from "../seal/age.ts"
import type { DisclosurePlan, Request } from "./desk.ts"
import { CasesError } from "./errors.ts"
import { charterOf, type Room } from "./room.ts"

const FORMAT = "cairn-request/1"
const REQUEST_MAX = 1024 * 1024
const NEEDS_TWO: readonly CustodyRecord["action"][] = ["disclosed", "held", "released"]

/** What a request holds. */
export interface Drafted {
  readonly format: typeof FORMAT
  readonly origin: string
  readonly record: CustodyRecord
  /** Null for a hold and its release. */
  readonly plan: DisclosurePlan | null
}

export async function sealRequest(
  room: Room,
  record: CustodyRecord,
  plan: DisclosurePlan | null,
): Promise<Request> {
  const { origin, body } = charterOf(room)
  const drafted: Drafted = { format: FORMAT, origin, record, plan }
  const bytes = await sealBytes(utf8(JSON.stringify(drafted)), intakeRecipients(body), room.aead)
  return { id: approvedHash(record), bytes, record }
}

/** @throws {CasesError} `request-malformed` */
export async function openRequest(room: Room, bytes: Uint8Array): Promise<Drafted> {
  try {
    const text = fromUtf8(await openBytes(bytes, room.unwrap, room.aead, REQUEST_MAX))
    const drafted = JSON.parse(text) as Drafted
    const record = parseCustodyRecord(drafted.record)
    if (
      drafted.format === FORMAT &&
      drafted.origin === charterOf(room).origin &&
      NEEDS_TWO.includes(record.action)
    )
      return { ...drafted, record }
  } catch (cause) {
    if (!(cause instanceof CodedError) && !(cause instanceof SyntaxError)) throw cause
    throw new CasesError("request-malformed", "not a request that this console can open", {
      cause: cause instanceof CodedError ? cause : undefined,
    })
  }
  throw new CasesError("request-malformed", "not a request of this organisation's consoles")
}
