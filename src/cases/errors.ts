// How the staff room says no beyond what core and open say (PROTOCOL section 12): codes of the store and of the desk.
import { CodedError } from "../core/errors.ts"

export class CasesError extends CodedError<
  | "store-malformed"
  | "store-key"
  | "store-other"
  | "store-older"
  | "store-busy"
  | "no-case"
  | "locked"
  | "covered"
  | "quarantined"
  | "stale"
  | "clock-behind"
  | "not-a-console"
  | "no-recipient"
  | "request-malformed"
  | "request-changed"
  | "held-already"
  | "not-held"
  | "nothing-imported"
  | "field-value"
> {}
