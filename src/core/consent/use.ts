// A use that somebody is about to make of an account, or has made (PROTOCOL sections 5 and 6): what C7 is asked about.
import * as z from "zod/mini"
import { hash } from "../statement/fields.ts"
import { CONDITIONS, IDENTIFIABILITY, PURPOSES, SCOPES, setOf } from "./decision.ts"

/** Nothing is left out: what a use does not have is null or empty. */
export const useSchema = z.strictObject({
  action: z.enum(["opened", "disclosed"]),
  purpose: z.enum(PURPOSES),
  recipientId: z.nullable(z.string().check(z.minLength(1))),
  identifiability: z.enum(IDENTIFIABILITY),
  dataScope: setOf(SCOPES).check(z.minLength(1)),
  /** H of the exact words or cut that is published. */
  contentSha256: z.nullable(hash),
  /** What whoever acts answers for: conditions kept, and a review of a child's best interests. */
  met: setOf([...CONDITIONS, "best_interests"]),
  /** Events, in the words of the decision, known not to have happened yet. */
  notHappened: z.array(z.string()),
})

/** One use, before it is done. */
export type Use = z.infer<typeof useSchema>
