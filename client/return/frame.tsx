// What the screens behind the first have around what they show: the way back to the account, and the line, if it does not hold.
import type { ComponentChildren } from "preact"
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { useReturning } from "./words.tsx"

interface Props {
  readonly acts: Acts
  readonly state: string
  readonly title: string
  readonly help?: string
  /** What is sent from here; without it there is only the way back. */
  readonly send?: { readonly text: string; readonly onPress: () => void } | undefined
  readonly children?: ComponentChildren
}

export function Frame({ acts, state, title, help = "", send, children }: Props) {
  const { messages } = useWords()
  return (
    <Screen title={title} state={state} help={help}>
      {children}
      <div class="steps">
        <Button act="previous" onPress={acts.back}>
          {messages.acts.previous}
        </Button>
        {send !== undefined && (
          <Button act="send" onPress={send.onPress}>
            {send.text}
          </Button>
        )}
      </div>
    </Screen>
  )
}

/** The line did not hold while something was read anew: what stands here is from before. */
export function Line({ state, again }: Acts) {
  const { messages } = useWords()
  const { looking, stuck } = useReturning()
  if (state.trouble !== null)
    return (
      <Notice kind="marked">
        <p>{stuck[state.trouble]}</p>
        <Button act="again" onPress={again}>
          {messages.acts.again}
        </Button>
      </Notice>
    )
  if (state.waiting === null) return null
  return <Notice>{state.waiting === "busy" ? looking.busy : looking.waiting}</Notice>
}
