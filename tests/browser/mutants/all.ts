// Every proof there is, with its mutants. docs/SAFETY.md counts them, and tests/safety-table.test.ts holds it to that.
import { LEAVING_PROOFS } from "./leaving.ts"
import type { Proof } from "./proof.ts"
import { SCREENS } from "./screens.ts"

export const PROOFS: readonly Proof[] = [...LEAVING_PROOFS, ...SCREENS]
