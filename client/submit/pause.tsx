// Pausing: before it, what will wait and what will not; while it is being kept; and then the words that it opens with. What she wrote
// stays in the page through all of it, until she leaves.
import { dayText } from "../../src/i18n/format.ts"
import { Button } from "../ui/button.tsx"
import { List } from "../ui/list.tsx"
import { Notice } from "../ui/notice.tsx"
import { Progress } from "../ui/progress.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Ends } from "./frame.tsx"
import { Receipt } from "./receipt.tsx"

export function Pause(acts: Acts) {
  const { pause } = useWords().messages
  const { files, recordings } = acts.state
  const stays = files.length > 0 || recordings.length > 0
  return (
    <Screen title={pause.title} state="pause" help={pause.lead}>
      <p>{pause.words}</p>
      {stays && <Notice kind="marked">{pause.left(files.length, recordings.length)}</Notice>}
      <div class="steps">
        <Button act="go-on" onPress={acts.goOn}>
          {pause.goOn}
        </Button>
        <Button act="keep" onPress={() => acts.keep()}>
          {pause.now}
        </Button>
      </div>
      <Ends acts={acts} pause={false} />
    </Screen>
  )
}

export function Keeping(acts: Acts) {
  const { messages } = useWords()
  const { pause, sending, stuck } = messages
  const { trouble, waiting, refused } = acts.state
  if (trouble === null && refused === null) {
    const told = { line: sending.waiting, busy: sending.busy, promise: sending.waiting }
    return (
      <Screen key="moving" title={pause.keepingTitle} state="keeping">
        <Notice>{waiting === null ? sending.preparing : told[waiting]}</Notice>
        <Progress label={pause.keepingTitle} text="" done={0} total={0} />
        <div class="steps">
          <Button act="go-on" onPress={acts.goOn}>
            {pause.goOn}
          </Button>
        </div>
        <div class="ends">
          <Button act="stop-delete" kind="quiet" onPress={acts.forget}>
            {messages.acts.stopDelete}
          </Button>
        </div>
      </Screen>
    )
  }
  const newer = refused?.code === "head-moved"
  const why = trouble !== null ? stuck.troubles[trouble] : (pause.codes[refused?.code ?? ""] ?? pause.general)
  return (
    <Screen key="unkept" title={pause.unkept} state="unkept">
      <Notice kind="marked">{why}</Notice>
      <div class="steps">
        <Button act="go-on" onPress={acts.goOn}>
          {pause.goOn}
        </Button>
        {refused?.code !== "too-large" && (
          <Button act="again" onPress={trouble !== null ? acts.again : () => acts.keep(newer)}>
            {newer ? pause.over : messages.acts.again}
          </Button>
        )}
      </div>
      <Ends acts={acts} pause={false} />
    </Screen>
  )
}

export function Kept(acts: Acts) {
  const { code, messages } = useWords()
  const { pause, sent } = messages
  const { receipt, until } = acts.state
  return (
    <Screen title={pause.kept} state="kept" help={pause.until(dayText(code, until))}>
      <p>{pause.only}</p>
      {receipt !== null && <Receipt {...receipt} />}
      <p class="hint">{sent.safe}</p>
      <h2>{pause.backTitle}</h2>
      <List texts={pause.back} />
      <div class="steps">
        <Button act="go-on" onPress={acts.goOn}>
          {pause.goOn}
        </Button>
        <Button act="done" onPress={acts.exit}>
          {messages.acts.leave}
        </Button>
      </div>
      <Ends acts={acts} pause={false} />
    </Screen>
  )
}
