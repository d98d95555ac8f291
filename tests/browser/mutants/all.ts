// Every proof there is, with its mutants. docs/SAFETY.md counts them, and tests/house/safety.test.ts holds it to that.
import { ACCESS_PROOFS } from "./access.ts"
import { DECIDING_PROOFS } from "./deciding.ts"
import { FIRST_PROOFS } from "./first.ts"
import { LEAVING_PROOFS } from "./leaving.ts"
import type { Proof } from "./proof.ts"
import { SCREENS } from "./screens.ts"
import { WAY_PROOFS } from "./way.ts"

export const PROOFS: readonly Proof[] = [
  ...LEAVING_PROOFS,
  ...FIRST_PROOFS,
  ...SCREENS,
  ...WAY_PROOFS,
  ...DECIDING_PROOFS,
  ...ACCESS_PROOFS,
]
