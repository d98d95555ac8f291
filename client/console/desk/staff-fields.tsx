// The staff's own fields (survivor-standards 4.2): legal codes, risk, connections, restrictions, the next review. Nothing here scores
// a survivor, and none of it leaves with a copy.
import { useState } from "preact/hooks"
import { Button } from "../../ui/button.tsx"
import { Line } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { staff: say } = words.desk
const PLAIN = ["riskLevel", "duplicatesOf", "linkedIncident", "sourceConnection", "translatorCode"] as const

export function StaffFieldsForm({ desk, view, onChange }: CaseProps) {
  const { staff } = view
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const { refusal, attempt } = useTrying()
  const [saved, setSaved] = useState(false)
  const textOf = (key: string, there: string): string => values[key] ?? there
  const set = (key: string, value: string): void => {
    setSaved(false)
    setValues({ ...values, [key]: value })
  }
  const legal = staff.legalClassification.map(({ code, confidence }) => `${code} ${confidence}`.trim())
  const line = (key: string, there: string, kind: "text" | "date" = "text") => (
    <Line
      key={key}
      kind={kind}
      question={`staff-${key}`}
      label={say.fields[key] ?? key}
      hint={say.hints[key]}
      value={textOf(key, there)}
      onChange={(value) => set(key, value)}
    />
  )
  const save = (): Promise<void> =>
    attempt(async () => {
      const codes = listIn(textOf("legal", legal.join("; ")))
      await desk.staff(view.ref, {
        ...Object.fromEntries(PLAIN.map((key) => [key, textOf(key, staff[key] ?? "").trim() || null])),
        nextReview: textOf("nextReview", staff.nextReview ?? "") || null,
        handlingRestrictions: listIn(textOf("handlingRestrictions", staff.handlingRestrictions.join("; "))),
        legalClassification: codes.map((text) => {
          const [code = "", ...confidence] = text.split(" ")
          const before = staff.legalClassification.find((one) => one.code === code)
          const now = { classifier: desk.about().console, date: desk.about().day ?? "" }
          return {
            code,
            classifier: before?.classifier ?? now.classifier,
            date: before?.date ?? now.date,
            confidence: confidence.join(" "),
          }
        }),
      })
      setValues({})
      setSaved(true)
      onChange()
    })
  return (
    <>
      <div class="numbers wide">
        {line("legal", legal.join("; "))}
        {PLAIN.map((key) => line(key, staff[key] ?? ""))}
        {line("handlingRestrictions", staff.handlingRestrictions.join("; "))}
        {line("nextReview", staff.nextReview ?? "", "date")}
      </div>
      <Refused refusal={refusal} />
      {saved && <p class="taken">{say.saved}</p>}
      <p class="steps">
        <Button act="save-staff" onPress={save}>
          {say.save}
        </Button>
      </p>
    </>
  )
}

function listIn(text: string): string[] {
  return text
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "")
}
