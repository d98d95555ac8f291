// One screen: a heading that takes the focus when the screen appears, so that a reader starts where the screen does.
import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"

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

// The very first screen takes no focus: there the exit comes first.
let before = false

export function Screen({ title, state, help = "", children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
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
