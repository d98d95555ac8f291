// Covers what is below it when the page is hidden or another window comes to the front: telephones keep pictures of open pages,
// and people turn away in a hurry. One tap uncovers.
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { Button } from "./button.tsx"

interface Props {
  readonly text: string
  readonly uncover: string
  /** Asked when a window came to the front: whether it is one that this page opened, such as the choosing of files. */
  readonly own: () => boolean
  readonly children: ComponentChildren
}

export function Cover({ text, uncover, own, children }: Props) {
  const inside = useRef<HTMLDivElement>(null)
  const [covered, setCovered] = useState(false)
  useEffect(() => {
    const cover = (): void => {
      if (inside.current) inside.current.hidden = true // at once: the picture is taken before the next render
      setCovered(true)
    }
    const hidden = (): void => {
      if (document.visibilityState === "hidden") cover()
    }
    const blurred = (): void => {
      if (!own()) cover()
    }
    document.addEventListener("visibilitychange", hidden)
    addEventListener("blur", blurred)
    return () => {
      document.removeEventListener("visibilitychange", hidden)
      removeEventListener("blur", blurred)
    }
  }, [])
  return (
    <>
      {covered && (
        <main class="screen cover">
          <p>{text}</p>
          <Button act="uncover" onPress={() => setCovered(false)}>
            {uncover}
          </Button>
        </main>
      )}
      <div ref={inside} hidden={covered}>
        {children}
      </div>
    </>
  )
}
