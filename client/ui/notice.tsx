// A short message that is not an answer to anything: quiet, or one that must be seen. It is read out when it appears.
import type { ComponentChildren } from "preact"

interface Props {
  readonly kind?: "quiet" | "marked"
  readonly children: ComponentChildren
}

export function Notice({ kind = "quiet", children }: Props) {
  return (
    <div class={`notice ${kind}`} role="status">
      {children}
    </div>
  )
}
