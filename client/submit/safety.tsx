// The first screens: what this page can and cannot hide, before anything is asked; whether it is the real one; and what stands
// there when no accounts are taken.
import { useState } from "preact/hooks"
import { LANGUAGES } from "../../src/i18n/languages.ts"
import { readSite } from "../survivor/site.ts"
import { Support } from "../survivor/support.tsx"
import { Button } from "../ui/button.tsx"
import { List } from "../ui/list.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Ends, Standing } from "./frame.tsx"
import { Real } from "./real-text.tsx"

export function Safety(acts: Acts) {
  const { messages } = useWords()
  const { safety } = messages
  const [real, setReal] = useState(false)
  const { organisation, code } = acts.state
  const open = code === "" && organisation?.policy.open !== false
  if (real) {
    return (
      <Screen key="real" title={messages.real.title} state="real">
        <Real fingerprint={readSite()?.fingerprint} />
        <div class="steps">
          <Button act="previous" onPress={() => setReal(false)}>
            {messages.acts.previous}
          </Button>
        </div>
        <Ends acts={acts} send={open} pause={false} />
      </Screen>
    )
  }
  return (
    <Screen key="safety" title={safety.title} state="safety" help={safety.lead}>
      <Languages {...acts} />
      <Standing acts={acts} quiet />
      <h2>{safety.canTitle}</h2>
      <List texts={safety.can} />
      <h2>{safety.cannotTitle}</h2>
      <List texts={safety.cannot} />
      <h2>{safety.leaveTitle}</h2>
      <List texts={safety.leave} />
      <p class="strong">{safety.skip}</p>
      <div class="ends">
        <Button act="come-back" kind="quiet" onPress={acts.comeBack}>
          {safety.before}
        </Button>
        {open && (
          <Button act="resume" kind="quiet" onPress={acts.resume}>
            {safety.resume}
          </Button>
        )}
      </div>
      <div class="steps">
        <Button act="real" onPress={() => setReal(true)}>
          {safety.real}
        </Button>
        {open && (
          <Button act="next" onPress={acts.next}>
            {messages.acts.start}
          </Button>
        )}
      </div>
      <Ends acts={acts} send={open} pause={false} />
    </Screen>
  )
}

/** The other languages, each in its own words, where somebody looks who cannot read this one. */
export function Languages({ offered, speak }: Acts) {
  const { code } = useWords()
  const others = offered.filter((one) => one !== code)
  if (others.length === 0) return null
  return (
    <div class="languages">
      {others.map((one) => (
        <Button key={one} act={`language-${one}`} kind="quiet" onPress={() => speak(one)}>
          <span lang={one}>{LANGUAGES[one].name}</span>
        </Button>
      ))}
    </div>
  )
}

/** No new accounts: no place to write, only who may be able to help. */
export function Closed(acts: Acts) {
  const { messages } = useWords()
  const { title, lead } = messages.closed
  return (
    <Screen title={title} state="closed" help={lead}>
      <Languages {...acts} />
      {acts.state.organisation !== null && <Support organisation={acts.state.organisation} />}
      <div class="steps">
        <Button act="done" onPress={acts.exit}>
          {messages.acts.leave}
        </Button>
      </div>
    </Screen>
  )
}
