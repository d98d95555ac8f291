// Taking everything back, with the truth of what cannot be undone for where it really is; keeping it after all; and hiding what was
// done with it. Each is one screen and one press from the summary.
import { dayText } from "../../src/i18n/format.ts"
import { Choice } from "../ui/choice.tsx"
import { List } from "../ui/list.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import type { View } from "./messages.ts"
import { undoRows } from "./undo.ts"
import { useReturning } from "./words.tsx"

export function Withdraw(acts: Acts) {
  const { withdraw } = useReturning()
  const { view, picked } = acts.state
  if (view === null) return null
  const [when] = picked.when ?? []
  const days = view.erasureDays
  const send = (): void => acts.say({ say: "withdraw", now: when === "now" })
  return (
    <Frame
      acts={acts}
      state="withdraw"
      title={withdraw.title}
      help={withdraw.lead}
      send={{ text: withdraw.send, onPress: send }}
    >
      {view.stands === "withdrawn" && <p>{withdraw.tooLate}</p>}
      <Undo view={view} />
      <Choice
        question="when"
        label={withdraw.when}
        options={[
          ["cooling", withdraw.cooling(days)],
          ["now", withdraw.now],
        ]}
        value={when}
        onChange={(one) => acts.pick("when", [one])}
      />
      <p class="hint">{withdraw.unset(days)}</p>
    </Frame>
  )
}

/** A table that is read row by row, and stacks where there is no room for three columns. */
function Undo({ view }: { readonly view: View }) {
  const { code } = useWords()
  const { withdraw } = useReturning()
  const rows = undoRows(view, withdraw, (day) => dayText(code, day))
  return (
    <section aria-labelledby="undo">
      <h2 id="undo">{withdraw.table}</h2>
      {view.stands === "unread" && <Notice kind="marked">{withdraw.unknown}</Notice>}
      {rows.map(({ where, does, cannot }) => (
        <div class="undo" key={where} data-undo>
          <h3>{where}</h3>
          <dl>
            <dt>{withdraw.does}</dt>
            <dd>{does}</dd>
            <dt>{withdraw.cannot}</dt>
            <dd>{cannot}</dd>
          </dl>
        </div>
      ))}
    </section>
  )
}

export function Reinstate(acts: Acts) {
  const { reinstate } = useReturning()
  return (
    <Frame
      acts={acts}
      state="reinstate"
      title={reinstate.title}
      help={reinstate.lead}
      send={{ text: reinstate.send, onPress: () => acts.say({ say: "reinstate" }) }}
    >
      <p>{reinstate.truth}</p>
    </Frame>
  )
}

export function Hide(acts: Acts) {
  const { hide } = useReturning()
  return (
    <Frame
      acts={acts}
      state="hide"
      title={hide.title}
      help={hide.lead}
      send={{ text: hide.send, onPress: () => acts.say({ say: "hide" }) }}
    >
      <List texts={hide.truths} />
    </Frame>
  )
}
