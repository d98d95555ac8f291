// A button, plain or in the colour of the one step that goes on. 48 px high, named by `act` for driving a page from outside.
import type { ComponentChildren } from "preact"

interface Props {
  readonly act: string
  readonly kind?: "plain" | "main"
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
