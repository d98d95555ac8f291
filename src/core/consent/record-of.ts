// Whether a consent record is the one that a statement stands for (PROTOCOL section 5): the statement is public and signed,
// the record is sealed, and what is in both must not differ.
import { CodedError } from "../errors.ts"
import { type ConsentRecord, lastMonthOfStore } from "./record.ts"
import { type ConsentBody, requireSubject } from "./statement.ts"

export class RecordOfError extends CodedError<"record-until" | "record-prev"> {}

/** What stands for the statement before where there is none. */
export const NO_STATEMENT = "0".repeat(64)

/**
 * @throws {StatementError} `subject` for another holder's (C9)
 * @throws {RecordOfError} `record-until` for another last month of keeping; `record-prev` unless it says which statement it
 *   follows
 * @throws {ConsentRecordError} `consent-store` for a record without a yes to keeping
 */
export function requireRecordOf(record: ConsentRecord, statement: ConsentBody): void {
  requireSubject(statement, record.holder)
  if (lastMonthOfStore(record, statement.day) !== statement.until)
    throw new RecordOfError("record-until", "the record ends in another month than the statement")
  const prev = statement.prev ?? NO_STATEMENT
  if (!record.events.some(({ prevHash }) => prevHash === prev))
    throw new RecordOfError("record-prev", "no event of the record follows the statement before")
}
