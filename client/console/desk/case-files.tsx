// Her files, one open at a time, each opened by hand. A case in quarantine, because a picture may be of somebody under 18, opens nothing
// until a second question was answered with a reason; and any file can be put there with one press.
import { useState } from "preact/hooks"
import type { Revealed } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { TextField } from "../../ui/field.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Attachment } from "../viewer/attachment.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { files: say } = words.desk

export function Files({ desk, view, onChange, revealed }: CaseProps & { readonly revealed: Revealed }) {
  const [open, setOpen] = useState<string | undefined>()
  const [reason, setReason] = useState("")
  const { refusal, attempt } = useTrying()
  const quarantine = (set: boolean, why: string): Promise<void> =>
    attempt(async () => {
      setOpen(undefined)
      await desk.quarantine(view.ref, set, why)
      setReason("")
      onChange()
    })
  if (revealed.files.length === 0) return null
  const shut = view.quarantine !== null
  return (
    <section class="case-files" data-quarantine={shut}>
      <h2>{say.title(revealed.files.length)}</h2>
      {shut ? (
        <Notice kind="marked">
          <p>{say.quarantined(view.quarantine.by, view.quarantine.day)}</p>
          <TextField
            question="quarantine-reason"
            label={say.reason}
            rows={2}
            value={reason}
            onChange={setReason}
          />
          {reason.trim() !== "" && (
            <Button act="open-quarantine" onPress={() => quarantine(false, reason)}>
              {say.openQuarantine}
            </Button>
          )}
        </Notice>
      ) : (
        <p class="hint">
          {say.help}{" "}
          <Button act="quarantine" kind="quiet" onPress={() => quarantine(true, say.byHand)}>
            {say.quarantine}
          </Button>
        </p>
      )}
      {revealed.files.map(({ container, name, original, size, type }) => {
        const key = `${container}:${name}`
        if (shut && /^(image|video)\//.test(type))
          return (
            <p key={key} class="attachment hint" data-shut>
              {say.shut(type)}
            </p>
          )
        return (
          <Attachment
            key={key}
            name={original}
            size={size}
            read={async () => {
              const parts: Blob[] = []
              // All of it, to its end: only there it is known to be what she sent.
              for await (const chunk of (await desk.attachment(view.ref, container, name)).bytes)
                parts.push(new Blob([Uint8Array.from(chunk)]))
              return new Blob(parts)
            }}
            open={open === key}
            shut={shut}
            onOpen={() => setOpen(key)}
            onClose={() => setOpen(undefined)}
          />
        )
      })}
      <Refused refusal={refusal} />
    </section>
  )
}
