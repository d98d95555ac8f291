// A field for words that are nobody else's. Named by the screen's title where it has no label of its own; never a field that
// demands anything.
import { useId } from "preact/hooks"
import { makePrivate } from "./private.ts"
import { HELP, TITLE } from "./screen.tsx"

interface Props {
  readonly question: string
  /** Left out where the title of the screen is the question. */
  readonly label?: string
  readonly hint?: string
  readonly rows?: number
  readonly value: string
  readonly onChange: (value: string) => void
}

export function TextField({ question, label, hint, rows = 3, value, onChange }: Props) {
  const id = useId()
  const named = label === undefined ? { "aria-labelledby": TITLE, "aria-describedby": HELP } : {}
  const described = hint === undefined ? {} : { "aria-describedby": `${id}-hint` }
  return (
    <div class="field">
      {label !== undefined && <label for={id}>{label}</label>}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        id={id}
        ref={makePrivate}
        data-q={question}
        dir="auto"
        rows={rows}
        {...named}
        {...described}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

interface SelectProps {
  readonly question: string
  readonly label: string
  readonly none: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A list to choose one from, where a screen of choices would be too long; nothing is chosen beforehand. */
export function Select({ question, label, none, options, value, onChange }: SelectProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        ref={makePrivate}
        data-q={question}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
