// Her account, covered until somebody says what for: that is an opening, and she and the auditors will read of it. With only keeping
// allowed, how to reach her and whether she is in danger; the rest stays covered. One press covers it again.
import { useState } from "preact/hooks"
import type { Allowed, Revealed } from "../../../src/cases/desk.ts"
import type { Use } from "../../../src/core/consent/use.ts"
import { FIELDS } from "../../../src/core/intake/fields.ts"
import { en } from "../../../src/i18n/en.ts"
import { Button } from "../../ui/button.tsx"
import { Checks, Choice } from "../../ui/choice.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

interface Props extends CaseProps {
  readonly revealed: Revealed | undefined
  readonly onReveal: (revealed: Revealed | undefined) => void
}

const { account: say } = words.desk
const FILES = ["files", "account_voice"] // names of files: they are shown as what they are, below
const QUESTIONS: Readonly<Record<string, { label: string; options: Readonly<Record<string, string>> }>> =
  en.questions

export function Account({ desk, view, onChange, revealed, onReveal }: Props) {
  const [purpose, setPurpose] = useState<Allowed["purpose"] | undefined>()
  const [met, setMet] = useState<Use["met"]>([])
  const { refusal, busy, attempt } = useTrying()
  const may = view.allowed.filter(({ action, code }) => action === "opened" && code === null)
  const asked = may.find((one) => one.purpose === purpose)
  const reveal = (): Promise<void> =>
    attempt(async () => {
      if (purpose === undefined) return
      onReveal(await desk.reveal(view.ref, purpose, met))
      onChange()
    })
  if (revealed !== undefined) return <Uncovered revealed={revealed} onCover={() => onReveal(undefined)} />
  return (
    <section class="covered" data-covered>
      <h2>{say.covered}</h2>
      <p class="hint">{say.coveredHelp}</p>
      {may.length === 0 ? (
        <p>{say.none}</p>
      ) : (
        <Choice
          question="reveal-purpose"
          label={say.purpose}
          options={may.map((one) => [
            one.purpose,
            say.purposes[one.purpose] ?? words.purposes[one.purpose] ?? one.purpose,
          ])}
          value={purpose}
          onChange={(value) => {
            setPurpose(value as Allowed["purpose"])
            setMet([])
          }}
        />
      )}
      {asked !== undefined && asked.unmet.length > 0 && (
        <Checks
          question="reveal-met"
          label={say.met}
          options={asked.unmet.map((one) => [one, words.conditions[one] ?? one])}
          values={met}
          onChange={(values) => setMet(values as Use["met"])}
        />
      )}
      <Refused refusal={refusal} />
      {purpose !== undefined && (
        <p class="steps">
          <Button act="reveal" kind="main" onPress={() => !busy && reveal()}>
            {say.reveal}
          </Button>
        </p>
      )}
    </section>
  )
}

function Uncovered({ revealed, onCover }: { readonly revealed: Revealed; readonly onCover: () => void }) {
  const order = new Map<string, number>(FIELDS.map(({ id }, at) => [id, at]))
  const answers = revealed.answers
    .filter(({ field }) => !FILES.includes(field))
    .toSorted((a, b) => (order.get(a.field) ?? 0) - (order.get(b.field) ?? 0))
  return (
    <section class="uncovered" data-revealed={revealed.only ?? "all"}>
      <p class="uncovered-head">
        <span class="hint">{revealed.only === null ? say.opened : say.triage}</span>
        <Button act="cover" onPress={onCover}>
          {say.cover}
        </Button>
      </p>
      {answers.length === 0 && <p>{say.empty}</p>}
      {answers.map(({ field, value }, at) => (
        <div key={`${at} ${field}`} class="answer" data-field={field}>
          <h2>{QUESTIONS[field]?.label ?? field}</h2>
          {said(field, value).map((line, n) => (
            <p key={n} dir="auto" class={field === "account_text" ? "hers" : undefined} translate={false}>
              {line}
            </p>
          ))}
        </div>
      ))}
    </section>
  )
}

/** An answer's lines: options in our words, hers as she wrote them. */
function said(field: string, value: unknown): string[] {
  if (typeof value === "string")
    return (QUESTIONS[field]?.options[value] ?? value).split("\n").filter((line) => line !== "")
  if (Array.isArray(value)) return value.flatMap((one) => said(field, one))
  if (typeof value !== "object" || value === null) return []
  const { own, text, kind, words: hers, edtf } = value as Record<string, string | undefined>
  if (own !== undefined) return [own]
  const place = kind === undefined ? "" : (QUESTIONS[field]?.options[kind] ?? kind)
  return [[text, place].filter(Boolean).join(" · "), [hers, edtf].filter(Boolean).join(" · ")].filter(
    (line) => line !== "",
  )
}
