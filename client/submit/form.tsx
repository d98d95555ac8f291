// The form: which screen stands, and what goes between the screens and the sealing worker. One entry in the history,
// whatever happens here.
import type { ComponentChildren } from "preact"
import { useEffect, useReducer, useRef, useState } from "preact/hooks"
import { Button } from "../ui/button.tsx"
import { Exit } from "../ui/exit.tsx"
import { Notice } from "../ui/notice.tsx"
import { watchShift } from "./leave.ts"
import type { Site, Told } from "./messages.ts"
import { Deleted, Keep, Sending, Sent, Stopped, Write } from "./screens.tsx"
import { type Sealer, startSealer } from "./sealer.ts"
import { after, EMPTY, NO_SITE, type State } from "./state.ts"
import { keepText, LANGUAGE, words } from "./words.ts"

interface Props {
  readonly site: Site | undefined
  readonly onLeave: (url?: string) => void
}

const SCREENS = { write: Write, keep: Keep, sending: Sending, sent: Sent, stopped: Stopped, deleted: Deleted }

export function Form({ site, onLeave }: Props) {
  const [state, change] = useReducer(step, site === undefined ? { ...EMPTY, code: NO_SITE } : EMPTY)
  const sealer = useRef<Sealer | null>(null)
  const exit = (): void => onLeave(state.organisation?.exits[LANGUAGE])

  const begin = (): void => {
    sealer.current?.end()
    change({ code: site === undefined ? NO_SITE : "", offline: false })
    if (site === undefined) return
    sealer.current = startSealer((told) => {
      if (told.tell === "sent") sealer.current?.end() // its keys are needed no more
      change(told)
    })
    sealer.current.ask({ ask: "begin", site })
  }
  useEffect(() => {
    begin()
    return () => sealer.current?.end()
  }, [])
  // Watched once: set up anew with every letter, it would forget the presses before.
  const leaveNow = useRef(exit)
  leaveNow.current = exit
  useEffect(() => watchShift(() => leaveNow.current()), [])

  const send = (): void => {
    const { text, files, years, organisation } = state
    if (organisation === null) return
    const notice = { text: keepText(organisation.name).join("\n"), language: LANGUAGE }
    change({ stage: "sending", progress: EMPTY.progress, trouble: null, begun: true })
    sealer.current?.ask({
      ask: "send",
      order: { text, files, years: years === null ? null : Number(years), notice },
    })
  }
  const again = (): void => {
    change({ trouble: null, offline: false })
    sealer.current?.ask({ ask: "again" })
  }
  const forget = (): void => {
    // The worker goes first: a sending that goes on after "deleted" would make that word a lie.
    sealer.current?.end()
    const { begun, organisation } = state
    change({ ...EMPTY, stage: "deleted", begun, organisation })
  }
  const acts = { change, send, again, forget, exit, begin }
  const Shown = SCREENS[state.stage]
  return (
    <>
      <Exit label={words.leave} hint={words.leaveHint} onExit={exit} />
      <Covered>
        {state.organisation?.kind === "demonstration" && <Notice kind="marked">{words.demonstration}</Notice>}
        <Shown key={state.stage} state={state} {...acts} />
      </Covered>
    </>
  )
}

function step(state: State, next: Told | Partial<State>): State {
  return "tell" in next ? after(state, next) : { ...state, ...next }
}

/** Covers itself when the page is hidden, for the pictures of open pages that telephones show; one tap uncovers. */
function Covered({ children }: { readonly children: ComponentChildren }) {
  const inside = useRef<HTMLDivElement>(null)
  const [covered, setCovered] = useState(false)
  useEffect(() => {
    const hide = (): void => {
      if (document.visibilityState !== "hidden") return
      if (inside.current) inside.current.hidden = true // at once: the picture is taken before the next render
      setCovered(true)
    }
    document.addEventListener("visibilitychange", hide)
    return () => document.removeEventListener("visibilitychange", hide)
  }, [])
  return (
    <>
      {covered && (
        <div class="screen cover">
          <p>{words.covered}</p>
          <Button act="uncover" onPress={() => setCovered(false)}>
            {words.uncover}
          </Button>
        </div>
      )}
      <div ref={inside} hidden={covered}>
        {children}
      </div>
    </>
  )
}
