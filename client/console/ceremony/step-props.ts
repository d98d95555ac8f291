// What a step of the ceremony is given, and how it says that it is done.
import type { Stepped } from "../../../src/custody/ceremony.ts"
import type { Ceremony } from "../../../src/custody/ceremony-state.ts"

export interface StepProps {
  readonly ceremony: Ceremony
  readonly policy: Uint8Array
  readonly onStep: (next: Stepped) => void
}
