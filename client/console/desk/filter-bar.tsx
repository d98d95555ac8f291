// The filters of the list: a few lists to choose from, two switches, a label and a place. Each is as good as none until it is set,
// and what is set can be seen and taken away at once.
import { useState } from "preact/hooks"
import type { Filter } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { Select } from "../../ui/field.tsx"
import { Line } from "../pick.tsx"
import { words } from "../words.ts"

export interface Column {
  readonly key: "language" | "harm" | "purpose"
  readonly options: readonly (readonly [value: string, text: string])[]
}

interface Props {
  readonly filter: Filter
  readonly columns: readonly Column[]
  readonly today: string
  readonly onChange: (filter: Filter) => void
}

const { list: say } = words.desk
const NEAR_DAYS = 30

export function FilterBar({ filter, columns, today, onChange }: Props) {
  const set = (key: keyof Filter, value: unknown): void => {
    const { [key]: _, ...rest } = filter
    onChange(value === "" || value === undefined ? rest : { ...rest, [key]: value })
  }
  const set_ = Object.keys(filter).filter((key) => key !== "text").length
  const [open] = useState(set_ > 0) // at first; then it is whoever looks that opens and closes it
  return (
    <details class="filters" open={open}>
      <summary class="button quiet">{say.filters(set_)}</summary>
      <div class="numbers">
        {columns.map(({ key, options }) => (
          <Select
            key={key}
            question={`filter-${key}`}
            label={say.columns[key] ?? key}
            none={say.any}
            options={options}
            value={`${filter[key] ?? ""}`}
            onChange={(value) => set(key, value)}
          />
        ))}
        <Line
          question="filter-place"
          label={say.place}
          value={filter.place ?? ""}
          onChange={(value) => set("place", value)}
        />
        <Line
          question="filter-label"
          label={say.label}
          value={filter.label ?? ""}
          onChange={(value) => set("label", value)}
        />
      </div>
      <div class="acts">
        <Switch
          question="filter-waiting"
          label={say.onlyWaiting}
          on={filter.waiting === true}
          onChange={(on) => set("waiting", on ? true : undefined)}
        />
        <Switch
          question="filter-review"
          label={say.onlyReview(NEAR_DAYS)}
          on={filter.reviewBy !== undefined}
          onChange={(on) => set("reviewBy", on ? plusDays(today, NEAR_DAYS) : undefined)}
        />
        {set_ > 0 && (
          <Button
            act="no-filter"
            kind="quiet"
            onPress={() => onChange(filter.text ? { text: filter.text } : {})}
          >
            {say.noFilter}
          </Button>
        )}
      </div>
    </details>
  )
}

interface SwitchProps {
  readonly question: string
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

function Switch({ question, label, on, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        data-q={question}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
