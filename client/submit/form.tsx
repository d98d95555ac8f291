// The form: which screen stands, and what goes between the screens and the sealing worker. One entry in the history,
// whatever happens here.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks"
import { LANGUAGES, type LanguageCode, type Spoken } from "../../src/i18n/languages.ts"
import { forAnother } from "../survivor/for-another.ts"
import { watchShift } from "../survivor/leave.ts"
import { offeredBy } from "../survivor/offered.ts"
import type { Site } from "../survivor/organisation.ts"
import { situationOf } from "../survivor/situation.ts"
import { Cover } from "../ui/cover.tsx"
import { Exit } from "../ui/exit.tsx"
import { Words } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Asking } from "./asking.tsx"
import { draftedIn } from "./draft.ts"
import { After, Deleted } from "./ending.tsx"
import type { Told } from "./messages.ts"
import { orderOf } from "./order.ts"
import { Keeping, Kept, Pause } from "./pause.tsx"
import { Sent } from "./receipt.tsx"
import { Resume } from "./resume.tsx"
import { type Sealer, startSealer } from "./sealer.ts"
import { Sending, Stopped } from "./sending.tsx"
import { after, EMPTY, keyOf, NO_SITE, type State } from "./state.ts"
import { back, onward, saidIn, toSending } from "./steps.ts"

interface Props {
  readonly site: Site | undefined
  /** The words of the first language. */
  readonly first: Spoken
  readonly onLeave: (url?: string) => void
}

const SCREENS = {
  asking: Asking,
  sending: Sending,
  sent: Sent,
  after: After,
  stopped: Stopped,
  deleted: Deleted,
  pause: Pause,
  keeping: Keeping,
  kept: Kept,
  resume: Resume,
}

/** Nothing is said about a draft, and none of its words are shown. */
const QUIET = { receipt: null, refused: null, trouble: null, waiting: null } as const

/** The code where what pausing needs could not be loaded. */
const NOT_LOADED = "load"

type Change = Told | Partial<State> | ((state: State) => Partial<State>)

export function Form({ site, first, onLeave }: Props) {
  const [state, change] = useReducer(step, site === undefined ? { ...EMPTY, code: NO_SITE } : EMPTY)
  const [spoken, setSpoken] = useState(first)
  const [speechless, setSpeechless] = useState(false)
  const [told, setTold] = useState("")
  const sealer = useRef<Sealer | null>(null)
  const opening = useRef(false)
  const unloaded = useRef(false)
  const offered = offeredBy(state.organisation)
  const { proxy } = situationOf(saidIn(state))
  const words = useMemo(
    () => (proxy ? { ...spoken, messages: forAnother(spoken.messages) } : spoken),
    [spoken, proxy],
  )
  const { messages } = words
  const exit = (): void => onLeave(state.organisation?.policy.exit[spoken.code]?.url)

  const begin = (): void => {
    sealer.current?.end()
    change({ code: site === undefined ? NO_SITE : "", offline: false })
    if (site === undefined) return
    sealer.current = startSealer((told) => {
      if (told.tell === "sent" || told.tell === "dropped") sealer.current?.end() // its keys are needed no more
      if (told.tell === "refused" || told.tell === "stopped") unloaded.current = told.code === NOT_LOADED
      if (told.tell === "opened") speakAs(told.drafted.language)
      change(told)
    })
    sealer.current.ask({ ask: "begin", site })
  }
  const speakAs = (code: string): void => {
    if (code in LANGUAGES) LANGUAGES[code as LanguageCode].load().then(setSpoken, () => setSpeechless(true))
  }
  useEffect(begin, [])
  // A layout effect, because those alone are undone in the task of the unmounting: the keys go as she leaves, not a frame later.
  useLayoutEffect(() => () => sealer.current?.end(), [])
  useEffect(() => {
    document.documentElement.lang = spoken.code
    document.documentElement.dir = LANGUAGES[spoken.code].dir
  }, [spoken])
  // Watched once: set up anew with every letter, it would forget the presses before.
  const pressed = useRef((_: number | undefined): void => {})
  pressed.current = (left) => {
    if (left === 0) exit()
    else setTold(left === undefined ? "" : messages.exit.presses(left))
  }
  useEffect(() => watchShift((left) => pressed.current(left)), [])

  // Some browsers never load again in one worker what failed there once. It holds no keys yet, so another one takes its place.
  const afresh = (): void => {
    if (unloaded.current) begin()
    unloaded.current = false
  }
  const quit = (): void => sealer.current?.ask({ ask: "quit" })
  const acts: Acts = {
    state,
    offered,
    speechless,
    change,
    put: (question, draft) => change(({ drafts }) => ({ drafts: { ...drafts, [question]: draft } })),
    next: () => change((now) => ({ ...onward(now, offered.length), missing: null })),
    skip: () => change((now) => ({ ...skipped(now, offered.length), missing: null })),
    previous: () => change((now) => ({ ...back(now), missing: null })),
    stopSend: () => {
      quit()
      change((now) => ({ ...toSending(now), ...QUIET, stage: "asking", missing: null }))
    },
    send: () => {
      const { organisation } = state
      if (organisation === null) return
      afresh()
      change({ stage: "sending", progress: EMPTY.progress, trouble: null, begun: true })
      sealer.current?.ask({ ask: "send", order: orderOf(state, organisation, offered.length, spoken) })
    },
    again: () => {
      change({ trouble: null, offline: false })
      sealer.current?.ask({ ask: "again" })
    },
    forget: () => {
      const { begun, organisation, drafted, until } = state
      // The worker goes first: a sending that goes on after "deleted" would make that word a lie. Where something waits on the
      // server, it ends the sending, and is needed to have that taken away.
      if (drafted) sealer.current?.ask({ ask: "drop" })
      else sealer.current?.end()
      const dropping = drafted ? "going" : "nothing"
      change({ ...EMPTY, stage: "deleted", begun, organisation, drafted, until, dropping })
    },
    pause: () => change({ ...QUIET, stage: "pause" }),
    keep: (over = false) => {
      afresh()
      change({ ...QUIET, stage: "keeping", drafted: true })
      sealer.current?.ask({ ask: "keep", drafted: draftedIn(state, spoken.code), over })
    },
    goOn: () => {
      quit()
      change({ ...QUIET, stage: "asking" })
    },
    resume: () => change({ ...QUIET, stage: "resume" }),
    open: (text) => {
      afresh()
      change(QUIET)
      sealer.current?.ask({ ask: "open", text })
    },
    begin,
    exit,
    comeBack: () => onLeave("/return"),
    speak: (code: LanguageCode) => {
      setSpeechless(false)
      speakAs(code)
    },
    look: (file) => sealer.current?.ask({ ask: "look", file, key: keyOf(file) }),
    opensWindow: () => {
      opening.current = true
    },
  }
  const ownWindow = (): boolean => {
    const own = opening.current
    opening.current = false
    return own
  }
  const Shown = SCREENS[state.stage]
  const { label, hint, link, skip } = messages.exit
  return (
    <Words.Provider value={words}>
      <Exit label={label} hint={hint} link={link} skip={skip} told={told} onExit={exit} />
      <Cover text={messages.covered} uncover={messages.acts.uncover} own={ownWindow}>
        {state.organisation?.kind === "demonstration" && <aside class="mark">{messages.demonstration}</aside>}
        <Shown key={state.stage === "asking" ? state.step : state.stage} {...acts} />
      </Cover>
    </Words.Provider>
  )
}

/** Past this step, without an answer to it. */
function skipped(state: State, languages: number): Partial<State> {
  const { [state.step]: _, ...drafts } = state.drafts
  const passed = [...state.passed, state.step]
  const files = state.step === "files" ? [] : state.files
  const recordings = state.step === "account_voice" ? [] : state.recordings
  const without = { ...state, drafts, passed, files, recordings }
  const { step, path } = onward(without, languages)
  return { drafts, passed, files, recordings, step, path }
}

function step(state: State, next: Change): State {
  if (typeof next === "function") return { ...state, ...next(state) }
  return "tell" in next ? after(state, next) : { ...state, ...next }
}
