// The lists of support that are shown: those of the policy that somebody looked at within a year (requirement 27).
import { addMonths } from "../../src/core/day.ts"
import type { Organisation } from "./organisation.ts"

const YEAR = 12 // months

export function currentSupport({ policy, today }: Organisation): Organisation["policy"]["support"] {
  return policy.support.filter(({ checked }) => addMonths(checked, YEAR) >= today)
}
