// While something is sent, when it is there, and when it is not: what she wrote and chose stays through all of it. And the last screens:
// who may be able to help and how to clear traces, and the word that this page cannot go on.
import { dayText, sizeText } from "../../src/i18n/format.ts"
import { Support } from "../survivor/support.tsx"
import { Button } from "../ui/button.tsx"
import { List } from "../ui/list.tsx"
import { Notice } from "../ui/notice.tsx"
import { Progress } from "../ui/progress.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame, Line } from "./frame.tsx"
import { Erasing } from "./home.tsx"
import { useReturning } from "./words.tsx"

export function Moving({ state, again }: Acts) {
  const { code, messages } = useWords()
  const { stuck } = useReturning()
  const { sending, acts } = messages
  const { trouble, waiting, saying } = state
  const { step, done, total } = state.progress
  if (trouble !== null) {
    return (
      <Screen key="stuck" title={stuck.title} state="stuck">
        <Notice kind="marked">{stuck[trouble]}</Notice>
        <div class="steps">
          <Button act="again" onPress={again}>
            {acts.again}
          </Button>
        </div>
      </Screen>
    )
  }
  const adds = saying?.say === "add"
  const sentence =
    adds && step === "send" ? sending.moving : step === "confirm" ? sending.confirming : sending.preparing
  const amount = step === "send" ? sending.amount(sizeText(code, done), sizeText(code, total)) : ""
  return (
    <Screen key="moving" title={sending.title} state="moving">
      <Notice>{waiting === null ? sentence : waiting === "line" ? sending.waiting : sending.busy}</Notice>
      <Progress label={sending.bar} text={amount} done={done} total={step === "send" ? total : 0} />
    </Screen>
  )
}

export function Done(acts: Acts) {
  const { code } = useWords()
  const { done } = useReturning()
  const { done: what, view } = acts.state
  if (what === null) return null
  const { say, by } = what
  const erasing = say === "withdraw" && view?.stands === "withdrawn"
  return (
    <Screen title={done.title} state="done" help={by === null ? "" : done.lead}>
      <p class="strong first">{done[say]}</p>
      {by !== null && <p>{done.by(dayText(code, by))}</p>}
      {erasing && <Erasing view={view} />}
      <Line {...acts} />
      <div class="steps">
        <Button act="home" onPress={acts.home}>
          {done.home}
        </Button>
      </div>
    </Screen>
  )
}

export function Unsaid(acts: Acts) {
  const { messages } = useWords()
  const { unsaid, back } = useReturning()
  const { code } = acts.state
  return (
    <Screen title={unsaid.title} state="unsaid">
      <Notice kind="marked">{unsaid.codes[code] ?? messages.stopped.codes[code] ?? unsaid.general}</Notice>
      <p>{unsaid.kept}</p>
      <div class="steps">
        <Button act="previous" onPress={acts.back}>
          {messages.acts.previous}
        </Button>
        <Button act="again" onPress={acts.sayAgain}>
          {messages.acts.again}
        </Button>
      </div>
      <div class="ends">
        <Button act="home" kind="quiet" onPress={acts.home}>
          {back}
        </Button>
      </div>
    </Screen>
  )
}

export function Stopped(acts: Acts) {
  const { messages } = useWords()
  const { stopped } = useReturning()
  const { code } = acts.state
  const strange = code.startsWith("charter-") || code === "origin" || code === "signature"
  return (
    <Screen title={stopped.title} state="stopped">
      <Notice kind="marked">{strange ? stopped.stranger : messages.stopped.general}</Notice>
      <div class="steps">
        <Button act="done" onPress={acts.exit}>
          {messages.acts.leave}
        </Button>
        <Button act="again" onPress={acts.begin}>
          {messages.acts.again}
        </Button>
      </div>
    </Screen>
  )
}

export function After(acts: Acts) {
  const { messages } = useWords()
  const { after } = useReturning()
  const { organisation } = acts.state
  return (
    <Frame acts={acts} state="after" title={after.title}>
      {organisation !== null && <Support organisation={organisation} />}
      <h2>{messages.after.tracesTitle}</h2>
      <List texts={messages.after.traces} />
      <div class="steps">
        <Button act="done" onPress={acts.exit}>
          {messages.acts.leave}
        </Button>
      </div>
    </Frame>
  )
}
