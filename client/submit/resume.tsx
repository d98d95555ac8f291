// Coming back to what waits: the receipt is typed or pasted, and what was kept opens in this page's memory, where she was. What is
// wrong with a receipt is told by its place, never by what stands there.
import { useState } from "preact/hooks"
import { Button } from "../ui/button.tsx"
import { TextField } from "../ui/field.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Ends } from "./frame.tsx"

export function Resume(acts: Acts) {
  const { messages } = useWords()
  const { resume, stuck, sending } = messages
  const { state } = acts
  const [text, setText] = useState("")
  const [asked, setAsked] = useState(false)
  const under = asked && state.refused === null && state.trouble === null
  const refused = state.refused && (resume.codes[state.refused.code] ?? resume.general)
  const open = (): void => {
    setAsked(true)
    acts.open(text)
  }
  return (
    <Screen title={resume.title} state="resume" help={resume.lead}>
      <TextField question="receipt" label={resume.words} hint={resume.hint} value={text} onChange={setText} />
      {under && (
        <Notice>
          {state.waiting === null
            ? resume.looking
            : state.waiting === "busy"
              ? sending.busy
              : sending.waiting}
        </Notice>
      )}
      {refused !== null && (
        <Notice kind="marked">
          {state.refused?.position === undefined ? refused : resume.at(state.refused.position)}
        </Notice>
      )}
      {state.trouble !== null && (
        <Notice kind="marked">
          <p>{state.trouble === "busy" ? stuck.troubles.busy : resume.line}</p>
          <Button act="again" onPress={acts.again}>
            {messages.acts.again}
          </Button>
        </Notice>
      )}
      <div class="steps">
        <Button act="previous" onPress={acts.goOn}>
          {messages.acts.previous}
        </Button>
        <Button act="open" onPress={open}>
          {resume.open}
        </Button>
      </div>
      <Ends acts={acts} pause={false} />
    </Screen>
  )
}
