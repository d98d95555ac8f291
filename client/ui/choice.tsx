// One question with a few answers of equal weight, none chosen beforehand.
import { useId } from "preact/hooks"

interface Props<T extends string> {
  readonly question: string
  readonly label: string
  readonly hint?: string
  readonly options: readonly (readonly [value: T, label: string])[]
  readonly value: T | null
  readonly onChange: (value: T) => void
}

export function Choice<T extends string>({ question, label, hint, options, value, onChange }: Props<T>) {
  const id = useId()
  return (
    <fieldset class="choice" data-q={question}>
      <legend>{label}</legend>
      {hint !== undefined && <p class="hint">{hint}</p>}
      <div class="options">
        {options.map(([option, text]) => (
          <label key={option}>
            <input
              type="radio"
              name={id}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
