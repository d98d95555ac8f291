// What staff write beside a case, sealed with it: labels, notes, and giving it to a colleague when somebody has read enough.
import { useState } from "preact/hooks"
import { Button } from "../../ui/button.tsx"
import { TextField } from "../../ui/field.tsx"
import { Line } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { notes: say } = words.desk

export function Notes({ desk, view, onChange }: CaseProps) {
  const [text, setText] = useState("")
  const [label, setLabel] = useState("")
  const [to, setTo] = useState("")
  const [word, setWord] = useState("")
  const { refusal, attempt } = useTrying()
  const run = (does: () => Promise<void>): Promise<void> =>
    attempt(async () => {
      await does()
      onChange()
    })
  const addLabel = (): Promise<void> =>
    run(async () => {
      if (label.trim() === "") return
      await desk.label(view.ref, [...new Set([...view.labels, label.trim()])])
      setLabel("")
    })
  return (
    <>
      <p class="chips">
        {view.labels.map((one) => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-label={say.removeLabel(one)}
            onClick={() =>
              run(() =>
                desk.label(
                  view.ref,
                  view.labels.filter((other) => other !== one),
                ),
              )
            }
          >
            {one} ×
          </button>
        ))}
      </p>
      <div class="with-act">
        <Line question="label" label={say.label} value={label} onChange={setLabel} onEnter={addLabel} />
        <Button act="add-label" onPress={addLabel}>
          {say.add}
        </Button>
      </div>
      <ul class="notes">
        {view.notes.map((one, at) => (
          <li key={at}>
            <p dir="auto">{one.text}</p>
            <span class="size">
              {one.by}, {one.day}
            </span>
          </li>
        ))}
      </ul>
      <TextField
        question="note"
        label={say.note}
        hint={say.noteHint}
        rows={3}
        value={text}
        onChange={setText}
      />
      <p class="steps">
        <Button
          act="add-note"
          onPress={() =>
            run(async () => {
              if (text.trim() === "") return
              await desk.note(view.ref, text.trim())
              setText("")
            })
          }
        >
          {say.addNote}
        </Button>
      </p>
      <h3>{say.handOver}</h3>
      <p class="hint">{say.handOverHelp}</p>
      {view.heldBy !== null && <p>{say.with(view.heldBy)}</p>}
      <div class="with-act">
        <Line question="hand-over-to" label={say.to} value={to} onChange={setTo} />
        <Line question="hand-over-word" label={say.word} value={word} onChange={setWord} />
        <Button
          act="hand-over-case"
          onPress={() =>
            run(async () => {
              if (to.trim() === "") return
              await desk.handOver(view.ref, to.trim(), word.trim())
              setTo("")
              setWord("")
            })
          }
        >
          {say.give}
        </Button>
      </div>
      <Refused refusal={refusal} />
    </>
  )
}
