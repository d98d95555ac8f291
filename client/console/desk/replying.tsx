// A word to her: in her language, sealed to her alone, read when she comes back with her words. It may put one question: for one
// purpose and recipient, yes or no; of words for the public, the very words.
import { useState } from "preact/hooks"
import type { Said } from "../../../src/cases/desk.ts"
import { hex, utf8 } from "../../../src/core/bytes.ts"
import type { Purpose } from "../../../src/core/consent/decision.ts"
import { sha256Platform } from "../../../src/core/webcrypto.ts"
import { Button } from "../../ui/button.tsx"
import { Select, TextField } from "../../ui/field.tsx"
import { Line } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { replying: say } = words.desk
const PUBLIC: readonly Purpose[] = ["publish_quote", "publish_audiovisual"]

export function Replying({ desk, view, onChange }: CaseProps) {
  const [text, setText] = useState("")
  const [language, setLanguage] = useState(view.language)
  const [asked, setAsked] = useState("")
  const [exact, setExact] = useState("")
  const [sent, setSent] = useState<Said | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const [purpose = "", recipient = ""] = asked.split(" ")
  const isPublic = PUBLIC.includes(purpose as Purpose)
  const reply = (): Promise<void> =>
    attempt(async () => {
      if (text.trim() === "") return
      const sha256 = isPublic ? hex(await sha256Platform(utf8(exact))) : null
      const asks =
        purpose === ""
          ? null
          : { purpose: purpose as Purpose, recipientId: recipient === "" ? null : recipient, sha256 }
      setSent(await desk.reply(view.ref, { language, text: isPublic ? `${text}\n\n${exact}` : text, asks }))
      setText("")
      setExact("")
      setAsked("")
      onChange()
    })
  return (
    <>
      <ul class="notes">
        {view.replies.map(({ n, day, text: said, language: tongue }) => (
          <li key={n} data-reply={n}>
            <p dir="auto" lang={tongue}>
              {said}
            </p>
            <span class="size">{day}</span>
          </li>
        ))}
      </ul>
      <p class="hint">{say.help}</p>
      <TextField question="reply" label={say.text} rows={6} value={text} onChange={setText} />
      <Line question="reply-language" label={say.language} value={language} onChange={setLanguage} />
      <Select
        question="reply-ask"
        label={say.ask}
        none={say.noAsk}
        options={view.allowed
          .filter(({ action }) => action === "disclosed")
          .map(({ purpose: one, recipientId, recipient: name }) => [
            `${one} ${recipientId ?? ""}`,
            [words.purposes[one] ?? one, name ?? ""].filter(Boolean).join(": "),
          ])}
        value={asked}
        onChange={setAsked}
      />
      {isPublic && (
        <TextField
          question="reply-exact"
          label={say.exact}
          hint={say.exactHint}
          rows={3}
          value={exact}
          onChange={setExact}
        />
      )}
      <Refused refusal={refusal} />
      {sent !== undefined && (
        <p class="taken" data-sent={sent.n}>
          {say.sent(sent.n)}
        </p>
      )}
      <p class="steps">
        <Button act="send-reply" kind="main" onPress={() => !busy && reply()}>
          {say.send}
        </Button>
      </p>
    </>
  )
}
