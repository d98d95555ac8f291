// Choosing files, and a field of one line: the two ways in which something comes into the console. Nothing is required by the
// browser, nothing is remembered by it.
import { useId } from "preact/hooks"
import { makePrivate } from "../ui/private.ts"

interface PickProps {
  readonly question: string
  readonly label: string
  readonly hint?: string | undefined
  readonly many?: boolean
  readonly onPick: (files: File[]) => void
}

export function Pick({ question, label, hint, many = false, onPick }: PickProps) {
  const id = useId()
  const take = (input: HTMLInputElement): void => {
    const chosen = [...(input.files ?? [])]
    input.value = "" // the same file can be chosen again, and its name does not stay in sight
    if (chosen.length > 0) onPick(chosen)
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        type="file"
        data-q={question}
        multiple={many}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  )
}

const KINDS = {
  text: { type: "text" },
  number: { type: "text", inputMode: "numeric" },
  password: { type: "password" },
  date: { type: "date" },
} as const

interface LineProps {
  readonly question: string
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly kind?: keyof typeof KINDS
  readonly onChange: (value: string) => void
  readonly onEnter?: () => void
}

export function Line({ question, label, hint, value, kind = "text", onChange, onEnter }: LineProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        ref={makePrivate}
        class={`line ${kind}`}
        {...KINDS[kind]}
        dir="auto"
        data-q={question}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && onEnter?.()}
      />
    </div>
  )
}
