// What every screen of questions has around its question: why there is no way on, if so, and the ways on, back and out. Going
// on and skipping weigh the same.
import type { ComponentChildren } from "preact"
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { NO_SITE } from "./state.ts"

interface Props {
  readonly acts: Acts
  readonly state: string
  readonly title: string
  readonly help?: string
  /** The words of the two ways on; without `skip` there is only one, and without `next` none. */
  readonly next?: string | undefined
  readonly skip?: string | undefined
  readonly onNext?: () => void
  /** A third way on. */
  readonly more?: ComponentChildren
  readonly children?: ComponentChildren
}

export function Frame({ acts, state, title, help = "", next, skip, onNext, more, children }: Props) {
  return (
    <Screen title={title} state={state} help={help}>
      <Standing acts={acts} />
      {children}
      <div class="steps">
        {skip !== undefined && (
          <Button act="skip" onPress={acts.skip}>
            {skip}
          </Button>
        )}
        {next !== undefined && (
          <Button act="next" onPress={onNext ?? acts.next}>
            {next}
          </Button>
        )}
        {more}
      </div>
      <Ways acts={acts} />
    </Screen>
  )
}

/** Back, and the ways to end here. */
export function Ways({ acts, send = true }: { readonly acts: Acts; readonly send?: boolean }) {
  const { messages } = useWords()
  return (
    <>
      {acts.state.path.length > 0 && (
        <div class="steps">
          <Button act="previous" onPress={acts.previous}>
            {messages.acts.previous}
          </Button>
        </div>
      )}
      <Ends acts={acts} send={send} />
    </>
  )
}

interface EndsProps {
  readonly acts: Acts
  readonly send?: boolean
  readonly pause?: boolean
}

/** To send what there is, to let it wait, to delete it: on every screen, as far as there is anything to do it with. */
export function Ends({ acts, send = true, pause = true }: EndsProps) {
  const words = useWords().messages.acts
  return (
    <div class="ends">
      {send && (
        <Button act="stop-send" kind="quiet" onPress={acts.stopSend}>
          {words.stopSend}
        </Button>
      )}
      {pause && (
        <Button act="pause" kind="quiet" onPress={acts.pause}>
          {words.pause}
        </Button>
      )}
      <Button act="stop-delete" kind="quiet" onPress={acts.forget}>
        {words.stopDelete}
      </Button>
    </div>
  )
}

/** Why there is no way to send, or not yet, before the question, so that nobody writes in vain; and that she is back. */
export function Standing({ acts, quiet = false }: { readonly acts: Acts; readonly quiet?: boolean }) {
  const { messages } = useWords()
  const { missing } = acts.state
  return (
    <>
      {missing !== null && (
        <Notice>
          {messages.resume.back}{" "}
          {missing.files + missing.recordings > 0 &&
            messages.resume.missing(missing.files, missing.recordings)}
        </Notice>
      )}
      <Why acts={acts} quiet={quiet} />
    </>
  )
}

function Why({ acts, quiet }: { readonly acts: Acts; readonly quiet: boolean }) {
  const { messages } = useWords()
  const { state, again, begin, offered, speechless } = acts
  const { organisation, offline, code } = state
  if (speechless) return <Notice kind="marked">{messages.loading}</Notice>
  if (organisation !== null) {
    if (!organisation.policy.open) return <Notice kind="marked">{messages.closed.lead}</Notice>
    return offered.length === 0 ? <Notice kind="marked">{messages.languageOff}</Notice> : null
  }
  if (code === NO_SITE) return <Notice kind="marked">{messages.unknownSite}</Notice>
  if (!offline && code === "") return quiet ? null : <Notice>{messages.checking}</Notice>
  return (
    <Notice kind="marked">
      <p>{offline ? messages.offline : (messages.stopped.codes[code] ?? messages.stranger)}</p>
      <Button act="again" onPress={code === "" ? again : begin}>
        {messages.acts.again}
      </Button>
    </Notice>
  )
}
