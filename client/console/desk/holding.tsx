// A hold for a court: it keeps the offline copy and never allows a use. Two consoles set it, and two let it go; with a reason.
import { useState } from "preact/hooks"
import type { Request } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { TextField } from "../../ui/field.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"
import { RequestReady } from "./disclosing.tsx"

const { holding: say } = words.desk

export function Holding({ desk, view, onChange }: CaseProps) {
  const [reason, setReason] = useState("")
  const [request, setRequest] = useState<Request | undefined>()
  const { refusal, attempt } = useTrying()
  const ask = (): Promise<void> =>
    attempt(async () => {
      if (reason.trim() === "") return
      setRequest(
        await (view.hold ? desk.release(view.ref, reason.trim()) : desk.hold(view.ref, reason.trim())),
      )
      setReason("")
      onChange()
    })
  return (
    <>
      <p class="hint">{view.hold ? say.held : say.help}</p>
      <TextField question="hold-reason" label={say.reason} rows={2} value={reason} onChange={setReason} />
      <Refused refusal={refusal} />
      <p class="steps">
        <Button act="draft-hold" onPress={ask}>
          {view.hold ? say.release : say.hold}
        </Button>
      </p>
      {request !== undefined && <RequestReady request={request} />}
    </>
  )
}
