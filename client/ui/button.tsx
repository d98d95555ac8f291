// A button of a step's weight, or a quiet one. 48 px high, named by `act` for driving a page from outside.
import type { ComponentChildren } from "preact"

interface Props {
  readonly act: string
  /** `main` only where there is no other way on, so that nothing weighs less beside it. */
  readonly kind?: "plain" | "main" | "quiet"
  readonly label?: string
  readonly onPress: () => void
  readonly children: ComponentChildren
}

export function Button({ act, kind = "plain", label, onPress, children }: Props) {
  return (
    <button type="button" class={`button ${kind}`} data-act={act} aria-label={label} onClick={onPress}>
      {children}
    </button>
  )
}
