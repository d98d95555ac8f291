// The screens of this first page: writing, the question about keeping it, sending, and how it ended. The whole flow, one
// question a screen, takes their place later.
import { Button } from "../ui/button.tsx"
import { Choice } from "../ui/choice.tsx"
import { TextField } from "../ui/field.tsx"
import { FilesField } from "../ui/files.tsx"
import { Notice } from "../ui/notice.tsx"
import { Progress } from "../ui/progress.tsx"
import { Screen } from "../ui/screen.tsx"
import { NO_SITE, type State } from "./state.ts"
import { keepText, size, words } from "./words.ts"

export interface Acts {
  readonly state: State
  readonly change: (next: Partial<State>) => void
  readonly send: () => void
  readonly again: () => void
  readonly forget: () => void
  readonly begin: () => void
  readonly exit: () => void
}

export function Write({ state, change, again, begin, forget }: Acts) {
  const { write } = words
  const { organisation, code, text, files } = state
  // A closed channel asks for nothing; but what she began before it was known is not taken from her.
  const shown = organisation?.open !== false || text !== "" || files.length > 0
  return (
    <Screen title={write.title} state="write">
      <p class="lead">{write.lead}</p>
      <p class="hint">{write.traces}</p>
      <Standing state={state} again={code === "" ? again : begin} />
      {shown && <Fields state={state} change={change} />}
      <div class="steps">
        {organisation?.open === true && (
          <Button act="next" kind="main" onPress={() => change({ stage: "keep" })}>
            {write.next}
          </Button>
        )}
        <Button act="stop-delete" onPress={forget}>
          {write.delete}
        </Button>
      </div>
    </Screen>
  )
}

function Fields({ state, change }: Pick<Acts, "state" | "change">) {
  const { write } = words
  return (
    <>
      <TextField
        question="account_text"
        label={write.text}
        hint={write.textHint}
        value={state.text}
        onChange={(text) => change({ text })}
      />
      <FilesField
        question="files"
        label={write.files}
        hint={write.filesHint}
        add={write.add}
        remove={write.remove}
        removeNamed={write.removeNamed}
        sizeText={size}
        files={state.files}
        onChange={(files) => change({ files })}
      />
    </>
  )
}

/** Why there is no way on, or not yet: before the fields, so that nobody writes in vain. */
function Standing({ state, again }: { readonly state: State; readonly again: () => void }) {
  const { organisation, offline, code } = state
  if (organisation !== null) return organisation.open ? null : <Notice kind="marked">{words.closed}</Notice>
  if (code === NO_SITE) return <Notice kind="marked">{words.unknownSite}</Notice>
  if (!offline && code === "") return <Notice>{words.checking}</Notice>
  return (
    <Notice kind="marked">
      <p>{offline ? words.offline : (words.stopped.codes[code] ?? words.stranger)}</p>
      <Button act="again" onPress={again}>
        {words.stuck.again}
      </Button>
    </Notice>
  )
}

export function Keep({ state, change, send, forget }: Acts) {
  const { keep, write } = words
  const { organisation } = state
  if (organisation === null) return null
  const [title = "", ...rest] = keepText(organisation.name)
  const { unset, choices } = organisation.years
  const answered = state.keep !== null && state.keep !== "yes"
  return (
    <Screen title={title} state="keep">
      {rest.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {state.text.trim() === "" && state.files.length === 0 && <Notice>{keep.empty}</Notice>}
      <Choice
        question="store"
        label={keep.answer}
        options={[
          ["yes", keep.yes],
          ["no", keep.no],
          ["later", keep.later],
        ]}
        value={state.keep}
        onChange={(answer) => change({ keep: answer })}
      />
      {state.keep === "yes" && (
        <Choice
          question="store_years"
          label={keep.years}
          hint={keep.yearsHint(unset)}
          options={choices.map((years) => [String(years), keep.yearsChoice(years)] as const)}
          value={state.years}
          onChange={(years) => change({ years })}
        />
      )}
      {answered && <Notice>{keep.needsYes}</Notice>}
      <div class="steps">
        {state.keep === "yes" && (
          <Button act="send" kind="main" onPress={send}>
            {keep.send}
          </Button>
        )}
        <Button act="previous" onPress={() => change({ stage: "write" })}>
          {keep.back}
        </Button>
        <Button act="stop-delete" onPress={forget}>
          {write.delete}
        </Button>
      </div>
    </Screen>
  )
}

export function Sending({ state, again, forget }: Acts) {
  const { sending, stuck, write } = words
  const { step, done, total } = state.progress
  const { trouble, waiting } = state
  if (trouble !== null) {
    return (
      <Screen key="stuck" title={stuck.title} state="stuck">
        <Notice kind="marked">{stuck.troubles[trouble]}</Notice>
        <div class="steps">
          <Button act="again" kind="main" onPress={again}>
            {stuck.again}
          </Button>
          <Button act="stop-delete" onPress={forget}>
            {write.delete}
          </Button>
        </div>
      </Screen>
    )
  }
  const sentence = { prepare: sending.preparing, send: sending.moving, confirm: sending.confirming }[step]
  return (
    <Screen key="moving" title={sending.title} state="sending">
      <Notice>{waiting === null ? sentence : waiting === "line" ? sending.waiting : sending.busy}</Notice>
      <Progress
        label={sending.bar}
        text={step === "send" ? sending.amount(done, total) : ""}
        done={done}
        total={step === "send" ? total : 0}
      />
    </Screen>
  )
}

export function Sent({ state, exit }: Acts) {
  const { sent } = words
  if (state.receipt === null) return null
  return (
    <Screen title={sent.title} state="sent">
      <p class="lead">{sent.lead}</p>
      <h2>{sent.words}</h2>
      <p>{sent.wordsHint}</p>
      <Receipt dress="words" parts={state.receipt.words} />
      <h2>{sent.digits}</h2>
      <Receipt dress="digits" parts={state.receipt.digits.split(" ")} />
      <p class="hint">{sent.keepSafe}</p>
      <div class="steps">
        <Button act="done" onPress={exit}>
          {sent.done}
        </Button>
      </div>
    </Screen>
  )
}

// Spaces between the parts, so that copying or reading the element gives what can be typed in again.
function Receipt({
  dress,
  parts,
}: {
  readonly dress: "words" | "digits"
  readonly parts: readonly string[]
}) {
  return (
    <p class={`receipt ${dress}`} data-receipt={dress} dir="ltr" translate={false}>
      {parts.flatMap((part, at) => [at > 0 ? " " : "", <span key={at}>{part}</span>])}
    </p>
  )
}

export function Stopped({ state, change, send, forget }: Acts) {
  const { stopped, write } = words
  return (
    <Screen title={stopped.title} state="stopped">
      <Notice kind="marked">{reason(state.code)}</Notice>
      <p>{stopped.kept}</p>
      <div class="steps">
        <Button act="again" kind="main" onPress={send}>
          {stopped.again}
        </Button>
        <Button act="previous" onPress={() => change({ stage: "write", code: "" })}>
          {stopped.back}
        </Button>
        <Button act="stop-delete" onPress={forget}>
          {write.delete}
        </Button>
      </div>
    </Screen>
  )
}

export function Deleted({ state, exit }: Acts) {
  const { deleted } = words
  return (
    <Screen title={deleted.title} state="deleted">
      <p>{state.begun ? deleted.perhaps : deleted.lead}</p>
      <div class="steps">
        <Button act="done" onPress={exit}>
          {words.sent.done}
        </Button>
      </div>
    </Screen>
  )
}

function reason(code: string): string {
  return words.stopped.codes[code] ?? words.stopped.general
}
