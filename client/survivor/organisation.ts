// Whose page this is, as every page of a survivor knows it: what /site.js says, what of a verified charter and its policy the
// screens need, and what can keep a page from going on.
import type { CharterPin } from "../../src/core/charter/chain.ts"
import type { Policy } from "../../src/core/policy.ts"

/** What /site.js says (docs: interfaces, "Files"): taken on trust, with the page itself. */
export interface Site {
  readonly origin: string
  readonly fingerprint: string
  readonly charter: CharterPin
}

/** What the screens need of a verified charter and its policy. */
export interface Organisation {
  readonly kind: "demonstration" | "production"
  /** The day on which it was verified, `YYYY-MM-DD`, UTC. */
  readonly today: string
  readonly policy: Policy
}

/** What keeps it from going on: the line, a server that asks for time, or an answer that the log did not sign. */
export type Trouble = "line" | "busy" | "promise"
