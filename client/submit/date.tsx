// When it happened, as exact as it is remembered: first how exact, then only the fields that this needs, and always a place for
// her own words. No calendar to tap through, and no date made up from less.
import { monthText } from "../../src/i18n/format.ts"
import { Choice } from "../ui/choice.tsx"
import { Select, TextField } from "../ui/field.tsx"
import { makePrivate } from "../ui/private.ts"
import { useWords } from "../ui/words.tsx"
import type { Draft } from "./drafted.ts"

interface Props {
  readonly options: readonly (readonly [string, string])[]
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  exact_day: ["day", "month", "year"],
  month: ["month", "year"],
  season: ["season", "year"],
  year: ["year"],
  between: ["month", "year", "endMonth", "endYear"],
}

export function DateField({ options, draft, onChange }: Props) {
  const { messages } = useWords()
  const { words, wordsHint } = messages.date
  const kind = draft.picked?.[0]
  const parts = PARTS[kind ?? ""] ?? []
  const set = (part: string, value: string): void =>
    onChange({ ...draft, date: { ...draft.date, [part]: value } })
  return (
    <>
      <Choice
        question="when"
        options={options}
        value={kind}
        onChange={(value) => onChange({ ...draft, picked: [value] })}
      />
      {parts.length > 0 && (
        <div class="parts">
          {parts.map((part) => (
            <Part
              key={part}
              part={part}
              value={draft.date?.[part] ?? ""}
              onChange={(value) => set(part, value)}
            />
          ))}
        </div>
      )}
      {kind !== undefined && kind !== "i_do_not_know" && (
        <TextField
          question="when_words"
          label={words}
          hint={wordsHint}
          rows={2}
          value={draft.text ?? ""}
          onChange={(text) => onChange({ ...draft, text })}
        />
      )}
    </>
  )
}

interface PartProps {
  readonly part: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function Part({ part, value, onChange }: PartProps) {
  const { code, messages } = useWords()
  const { date } = messages
  const ends = part.startsWith("end")
  const bare = ends ? part.slice(3).toLowerCase() : part
  const plain = { year: date.year, month: date.month, day: date.day, season: date.season }[bare] ?? ""
  const label = ends ? `${date.to}: ${plain}` : plain
  const question = `when_${part}`
  if (bare === "month" || bare === "season") {
    const options =
      bare === "season"
        ? date.seasons.map((text, at) => [String(at), text] as const)
        : Array.from({ length: 12 }, (_, at) => [String(at + 1), monthText(code, at + 1)] as const)
    return (
      <Select
        question={question}
        label={label}
        none={date.none}
        options={options}
        value={value}
        onChange={onChange}
      />
    )
  }
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="numeric"
        ref={makePrivate}
        data-q={question}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  )
}
