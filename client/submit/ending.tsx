// The last screens: who may be able to help and how to clear traces, and the word that all is deleted.
import { dayText } from "../../src/i18n/format.ts"
import { Support } from "../survivor/support.tsx"
import { Button } from "../ui/button.tsx"
import { List } from "../ui/list.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"

export function After({ state, exit }: Acts) {
  const { messages } = useWords()
  return (
    <Screen title={messages.after.title} state="after">
      <Aftercare organisation={state.organisation} />
      <Done exit={exit} />
    </Screen>
  )
}

export function Deleted({ state, exit, again }: Acts) {
  const { code, messages } = useWords()
  const { deleted, acts } = messages
  const { dropping, trouble, refused, until } = state
  const stays = dropping === "going" && (trouble !== null || refused !== null)
  return (
    <Screen title={deleted.title} state="deleted" help={state.begun ? deleted.perhaps : deleted.lead}>
      {dropping !== "nothing" && !stays && (
        <Notice>{dropping === "gone" ? deleted.waitingGone : deleted.waitingGoes}</Notice>
      )}
      {stays && (
        <Notice kind="marked">
          <p>{until === "" ? deleted.waitingSoon : deleted.waitingStays(dayText(code, until))}</p>
          {trouble !== null && (
            <Button act="again" onPress={again}>
              {acts.again}
            </Button>
          )}
        </Notice>
      )}
      <Aftercare organisation={state.organisation} />
      <Done exit={exit} />
    </Screen>
  )
}

function Aftercare({ organisation }: { readonly organisation: Acts["state"]["organisation"] }) {
  const { after } = useWords().messages
  return (
    <>
      {organisation !== null && <Support organisation={organisation} />}
      <h2>{after.tracesTitle}</h2>
      <List texts={after.traces} />
    </>
  )
}

function Done({ exit }: { readonly exit: () => void }) {
  const { acts } = useWords().messages
  return (
    <div class="steps">
      <Button act="done" kind="main" onPress={exit}>
        {acts.leave}
      </Button>
    </div>
  )
}
