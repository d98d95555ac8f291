// A consent text on a screen: its paragraphs, whether anybody has reviewed them in this language, and reading aloud.
import { Hear } from "../ui/hear.tsx"
import { useWords } from "../ui/words.tsx"
import { isReviewed } from "./offered.ts"
import type { Organisation } from "./organisation.ts"

interface Props {
  readonly paragraphs: readonly string[]
  readonly organisation: Organisation | null
  /** Read aloud before them. */
  readonly title?: string
}

export function ConsentText({ paragraphs, organisation, title }: Props) {
  const { code, messages } = useWords()
  const reviewed = organisation === null || isReviewed(organisation, code)
  return (
    <>
      <div class="text">
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      {!reviewed && <p class="hint">{messages.notReviewed}</p>}
      <Hear texts={title === undefined ? paragraphs : [title, ...paragraphs]} />
    </>
  )
}
