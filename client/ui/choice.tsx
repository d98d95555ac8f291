// One question with a few answers of equal weight, none chosen beforehand: one of them, or as many as fit. Nothing happens
// when an answer is chosen; going on is a step of its own.
import { useId } from "preact/hooks"
import { makePrivate } from "./private.ts"
import { HELP, TITLE } from "./screen.tsx"

interface Props {
  readonly question: string
  /** Left out where the title of the screen is the question. */
  readonly label?: string
  /** The third is the language of the label, where it is not the page's. */
  readonly options: readonly (readonly [value: string, label: string, language?: string])[]
  /** Side by side where there is room; for a few short answers. */
  readonly short?: boolean
}

interface ChoiceProps extends Props {
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

export function Choice({ value, onChange, ...frame }: ChoiceProps) {
  return <Options {...frame} type="radio" chosen={(option) => option === value} onTap={onChange} />
}

interface ChecksProps extends Props {
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

/** Values come in the order of the options, whatever the order of the taps. */
export function Checks({ values, onChange, ...frame }: ChecksProps) {
  const toggle = (option: string): void => {
    const next = frame.options.map(([one]) => one).filter((one) => (one === option) !== values.includes(one))
    onChange(next)
  }
  return <Options {...frame} type="checkbox" chosen={(option) => values.includes(option)} onTap={toggle} />
}

interface OptionsProps extends Props {
  readonly type: "radio" | "checkbox"
  readonly chosen: (option: string) => boolean
  readonly onTap: (option: string) => void
}

function Options({ question, label, options, short = false, type, chosen, onTap }: OptionsProps) {
  const id = useId()
  const named =
    label === undefined ? { "aria-labelledby": TITLE, "aria-describedby": HELP } : { "aria-labelledby": id }
  return (
    <fieldset class="choice" data-q={question} {...named}>
      {label !== undefined && <legend id={id}>{label}</legend>}
      <div class={short ? "options short" : "options"}>
        {options.map(([option, text, language]) => (
          <label key={option}>
            <input
              type={type}
              ref={makePrivate}
              name={id}
              value={option}
              checked={chosen(option)}
              onChange={() => onTap(option)}
            />
            <span class="said" lang={language}>
              {text}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
