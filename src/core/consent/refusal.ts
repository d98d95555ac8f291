// How C7 says no (PROTOCOL sections 5 and 12): one coded error, which names the conditions still to be met.
import { CodedError } from "../errors.ts"

export type InForceCode =
  | "unreadable"
  | "no-consent"
  | "withdrawn"
  | "erased"
  | "expired"
  | "undecided"
  | "refused"
  | "purpose"
  | "recipient"
  | "identifiability"
  | "scope"
  | "not-yet"
  | "over"
  | "event"
  | "spent"
  | "content"
  | "conditions"
  | "not-agreed"
  | "minor"
  | "group"

/** Why a use is not covered. */
export class InForceError extends CodedError<InForceCode> {
  /** With `conditions` and `minor`: what is still to be met, in the protocol's words. */
  readonly unmet: readonly string[]

  constructor(code: InForceCode, detail: string, unmet: readonly string[] = []) {
    super(code, unmet.length === 0 ? detail : `${detail}: ${unmet.join(", ")}`)
    this.unmet = unmet
  }
}
