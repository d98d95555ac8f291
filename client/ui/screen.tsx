// One screen: a heading that takes the focus when the screen appears, so that a reader starts where the screen does.
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"

/** Ids of the heading and of the sentence below it, by which a screen's one question is named. */
export const TITLE = "title"
export const HELP = "help"

interface Props {
  readonly title: string
  readonly state: string
  /** A sentence below the title. */
  readonly help?: string
  readonly children: ComponentChildren
}

// The very first screen takes no focus: there the exit comes first. Later ones take it before they are painted: a frame later they would
// take it from a field that was tapped at once, and what is typed there would go nowhere.
let before = false

export function Screen({ title, state, help = "", children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (before) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    before = true
  }, [])
  return (
    <main class="screen" data-state={state}>
      <h1 id={TITLE} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p id={HELP} class="help" hidden={help === ""}>
        {help}
      </p>
      {children}
    </main>
  )
}
