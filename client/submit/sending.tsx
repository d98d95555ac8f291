// Sending: the last question before it, true progress while it goes, and what stands there when it does not get through. What she
// wrote is kept through all of it.
import { sizeText } from "../../src/i18n/format.ts"
import { offeredBy } from "../survivor/offered.ts"
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { Progress } from "../ui/progress.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { answersOf, sendsFiles } from "./answers.ts"
import { Standing, Ways } from "./frame.tsx"
import { picked, sentFiles } from "./state.ts"

export function Send(acts: Acts) {
  const { code, messages } = useWords()
  const { send, consent } = messages
  const { state, offered } = acts
  const { organisation } = state
  const kept = picked(state, "store") === "yes"
  const goes = sendsFiles(state, offered.length)
  const sent = sentFiles(state).length
  const left = goes.files ? state.files.length - sent : 0
  const files = (goes.files ? sent : 0) + (goes.recordings ? state.recordings.length : 0)
  const answers = Object.keys(answersOf(state, offered.length, "?"))
  const text = answers.some((id) => id !== "lang")
  const ready = kept && organisation?.policy.open === true && offeredBy(organisation).includes(code)
  return (
    <Screen title={send.title} state="send" help={send.lead}>
      <Standing acts={acts} />
      {text && <p>{send.text}</p>}
      {files > 0 && <p>{send.files(files)}</p>}
      {left > 0 && <Notice kind="marked">{send.left(left)}</Notice>}
      {!text && files === 0 && <Notice>{send.empty}</Notice>}
      {!kept && <Notice kind="marked">{consent.needsYes}</Notice>}
      <div class="steps">
        {ready && (
          <Button act="send" kind="main" onPress={acts.send}>
            {messages.acts.send}
          </Button>
        )}
        {!kept && organisation !== null && (
          <Button act="change" onPress={() => acts.change({ step: "store", path: [...state.path, "send"] })}>
            {messages.acts.change}
          </Button>
        )}
      </div>
      <Ways acts={acts} send={false} />
    </Screen>
  )
}

export function Sending({ state, again, forget }: Acts) {
  const { code, messages } = useWords()
  const { sending, stuck, acts } = messages
  const { step, done, total } = state.progress
  const { trouble, waiting } = state
  if (trouble !== null) {
    return (
      <Screen key="stuck" title={stuck.title} state="stuck">
        <Notice kind="marked">{stuck.troubles[trouble]}</Notice>
        <div class="steps">
          <Button act="again" onPress={again}>
            {acts.again}
          </Button>
          <Button act="stop-delete" onPress={forget}>
            {acts.stopDelete}
          </Button>
        </div>
      </Screen>
    )
  }
  const sentence = { prepare: sending.preparing, send: sending.moving, confirm: sending.confirming }[step]
  const amount = step === "send" ? sending.amount(sizeText(code, done), sizeText(code, total)) : ""
  return (
    <Screen key="moving" title={sending.title} state="sending">
      <Notice>{waiting === null ? sentence : waiting === "line" ? sending.waiting : sending.busy}</Notice>
      <Progress label={sending.bar} text={amount} done={done} total={step === "send" ? total : 0} />
      <div class="ends">
        <Button act="stop-delete" kind="quiet" onPress={forget}>
          {acts.stopDelete}
        </Button>
      </div>
    </Screen>
  )
}

export function Stopped({ state, change, send, pause, forget }: Acts) {
  const { messages } = useWords()
  const { stopped, acts } = messages
  return (
    <Screen title={stopped.title} state="stopped">
      <Notice kind="marked">{stopped.codes[state.code] ?? stopped.general}</Notice>
      <p>{stopped.kept}</p>
      <div class="steps">
        <Button act="again" onPress={send}>
          {acts.again}
        </Button>
        <Button act="previous" onPress={() => change({ stage: "asking", code: "" })}>
          {acts.previous}
        </Button>
        <Button act="pause" onPress={pause}>
          {acts.pause}
        </Button>
        <Button act="stop-delete" onPress={forget}>
          {acts.stopDelete}
        </Button>
      </div>
    </Screen>
  )
}
