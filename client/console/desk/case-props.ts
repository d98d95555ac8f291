// What every part of a case is given: the case as it stands, and how to say that it changed.
import type { CaseView, Desk } from "../../../src/cases/desk.ts"

export interface CaseProps {
  readonly desk: Desk
  readonly view: CaseView
  readonly onChange: () => void
}
