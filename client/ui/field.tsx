// A field for words that are nobody else's: no spell-check that sends them away, no memory of the keyboard or browser, no
// translation. Not a field that demands anything.
import { useId } from "preact/hooks"

interface Props {
  readonly question: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (value: string) => void
}

// As attributes, by hand: preact would set properties of the same name, where the word "off" counts as true.
const PRIVATE = { spellcheck: "false", autocomplete: "off", autocorrect: "off", translate: "no" }

function makePrivate(element: HTMLElement | null): void {
  for (const [name, value] of Object.entries(PRIVATE)) element?.setAttribute(name, value)
}

export function TextField({ question, label, hint, value, onChange }: Props) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <textarea
        id={id}
        ref={makePrivate}
        data-q={question}
        dir="auto"
        rows={9}
        aria-describedby={`${id}-hint`}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}
