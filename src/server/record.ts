// The sealed record that comes with a statement (PROTOCOL section 5): what can be seen of it from outside.
import { headerSize, parseAgeHeader } from "../core/age/header.ts"
import { hex } from "../core/bytes.ts"
import { requireRecordSize } from "../core/container/padding.ts"
import type { FileRef } from "../core/statement/fields.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import type { NewRecord } from "../storage/port.ts"
import { Refusal } from "./problem.ts"

/**
 * @param named what the statement says of it; null where its action has none
 * @param intake how many recipients of the charter it is sealed to, beside her own reply recipient
 * @throws {Refusal} `note-malformed`, `root-mismatch`, `recipients`
 * @throws {RecipientError} `recipients`
 * @throws {SizeError} `size-not-padded`
 */
export async function checkedRecord(
  bytes: Uint8Array | null,
  named: FileRef | null,
  intake: number,
): Promise<NewRecord | null> {
  if ((bytes === null) !== (named === null))
    throw new Refusal("note-malformed", "a record is missing, or nobody names it")
  if (bytes === null || named === null) return null
  const sha256 = hex(await sha256Platform(bytes))
  if (sha256 !== named.sha256 || bytes.length !== named.size)
    throw new Refusal("root-mismatch", "another record than the statement names")
  const { recipients } = parseAgeHeader(bytes.subarray(0, headerSize(intake + 1)))
  if (recipients !== intake + 1) throw new Refusal("recipients", "a record for others than it must be")
  requireRecordSize(bytes.length, recipients)
  return { sha256, bytes }
}
