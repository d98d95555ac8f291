// The page for coming back: which screen stands, and what goes between the screens and the worker. One entry in the history, whatever
// happens here. The first screen is all that loads at first; the others come while she finds her words.
import type { FunctionComponent } from "preact"
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks"
import { LANGUAGES } from "../../src/i18n/languages.ts"
import { forAnother } from "../survivor/for-another.ts"
import { watchShift } from "../survivor/leave.ts"
import { offeredBy } from "../survivor/offered.ts"
import type { Site } from "../survivor/organisation.ts"
import { Cover } from "../ui/cover.tsx"
import { Exit } from "../ui/exit.tsx"
import { Words as SharedWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Enter, Looking } from "./enter.tsx"
import type { Told } from "./messages.ts"
import { after, EMPTY, goBack, goTo, NO_SITE, type ScreenId, type State } from "./state.ts"
import { loadWords, ReturningWords, type Words } from "./words.tsx"
import { type Keeper, startKeeper } from "./worker.ts"

interface Props {
  readonly site: Site | undefined
  readonly first: Words
  readonly onLeave: (url?: string) => void
}

type Screens = Readonly<Partial<Record<ScreenId, FunctionComponent<Acts>>>>
type Change = Told | Partial<State> | ((state: State) => State)

const FIRST: Screens = { enter: Enter, looking: Looking }

export function Return({ site, first, onLeave }: Props) {
  const [state, change] = useReducer(step, site === undefined ? { ...EMPTY, code: NO_SITE } : EMPTY)
  const [words, setWords] = useState(first)
  const [screens, setScreens] = useState(FIRST)
  const [speechless, setSpeechless] = useState(false)
  const [told, setTold] = useState("")
  const keeper = useRef<Keeper | null>(null)
  const opening = useRef(false)
  const { returning } = words
  const proxy = state.view?.situation.proxy === true
  const spoken = useMemo(
    () => (proxy ? { ...words.spoken, messages: forAnother(words.spoken.messages) } : words.spoken),
    [words, proxy],
  )
  const { messages } = spoken
  const exit = (): void => onLeave(state.organisation?.policy.exit[spoken.code]?.url)

  const more = (): void => {
    const came = ({ INSIDE }: { readonly INSIDE: Screens }): void => {
      setSpeechless(false)
      setScreens({ ...FIRST, ...INSIDE })
    }
    import("./inside.tsx").then(came, () => setSpeechless(true))
  }
  const begin = (): void => {
    keeper.current?.end()
    // What stands in the field now: it may have been written, or pasted, before this first ran.
    change(({ entered }) => ({ ...EMPTY, entered, code: site === undefined ? NO_SITE : "" }))
    if (site === undefined) return
    keeper.current = startKeeper(change)
    keeper.current.ask({ ask: "begin", site })
  }
  useEffect(() => {
    begin()
    more()
  }, [])
  // A layout effect, because those alone are undone in the task of the unmounting: the keys go as she leaves, not a frame later.
  useLayoutEffect(() => () => keeper.current?.end(), [])
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

  const say: Acts["say"] = (saying) => {
    change((now) => ({
      ...goTo(now, "moving"),
      picked: now.picked,
      saying,
      progress: EMPTY.progress,
      trouble: null,
    }))
    keeper.current?.ask({ ask: "say", saying })
  }
  const acts: Acts = {
    state,
    offered: offeredBy(state.organisation),
    speechless,
    type: (entered) => change({ entered }),
    enter: (language) => {
      change({ slip: null, screen: "looking", trouble: null, waiting: null })
      if (!("home" in screens)) more()
      keeper.current?.ask({ ask: "enter", text: state.entered, ...(language !== undefined && { language }) })
    },
    open: (screen, about) => change((now) => goTo(now, screen, about)),
    back: () => change(goBack),
    home: () => change({ screen: "home", about: "", path: [], picked: {}, done: null }),
    write: (text) => change({ text }),
    attach: (files) => change({ files }),
    pick: (question, answers) =>
      change((now) => ({ ...now, picked: { ...now.picked, [question]: answers } })),
    say,
    sayAgain: () => {
      if (state.saying === null) return
      change({ screen: "moving", progress: EMPTY.progress, trouble: null })
      keeper.current?.ask({ ask: "say", saying: state.saying })
    },
    again: () => {
      change({ trouble: null })
      if (!("home" in screens)) more()
      keeper.current?.ask({ ask: "again" })
    },
    begin,
    exit,
    fresh: () => onLeave("/"),
    speak: (code) => {
      setSpeechless(false)
      loadWords(code).then(setWords, () => setSpeechless(true))
    },
    opensWindow: () => {
      opening.current = true
    },
  }
  const ownWindow = (): boolean => {
    const own = opening.current
    opening.current = false
    return own
  }
  const Shown = screens[state.screen] ?? Looking
  const { label, hint, link, skip } = messages.exit
  return (
    <SharedWords.Provider value={spoken}>
      <ReturningWords.Provider value={returning}>
        <Exit label={label} hint={hint} link={link} skip={skip} told={told} onExit={exit} />
        <Cover text={messages.covered} uncover={messages.acts.uncover} own={ownWindow}>
          {state.organisation?.kind === "demonstration" && (
            <aside class="mark">{messages.demonstration}</aside>
          )}
          <Shown key={`${state.screen} ${state.about}`} {...acts} />
        </Cover>
      </ReturningWords.Provider>
    </SharedWords.Provider>
  )
}

function step(state: State, next: Change): State {
  if (typeof next === "function") return next(state)
  return "tell" in next ? after(state, next) : { ...state, ...next }
}
