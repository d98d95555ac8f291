// What was done with it and what she did, day by day, in plain words, the newest first. By what opened with her receipt and fits its
// signed statement; what was closed to her then is only counted.
import { dayText, isolated } from "../../src/i18n/format.ts"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import type { SaidView, UseView } from "./messages.ts"
import { useReturning } from "./words.tsx"

interface Entry {
  readonly day: string | null
  readonly text: string
  readonly logged: boolean
  readonly order: number
}

export function Timeline(acts: Acts) {
  const { code } = useWords()
  const { timeline } = useReturning()
  const { view } = acts.state
  if (view === null) return null
  const own = view.said.flatMap((one) => ownEntry(one, timeline))
  const theirs = view.uses.map(({ day, logged, order, ...use }) => ({
    ...{ day, logged, order },
    text: useText(use, timeline),
  }))
  const entries = [...own, ...theirs].toSorted((a, b) => b.order - a.order)
  return (
    <Frame acts={acts} state="timeline" title={timeline.title} help={timeline.lead}>
      <ol class="timeline">
        {entries.map(({ day, text, logged, order }) => (
          <li key={order}>
            {day !== null && <span class="day">{dayText(code, day)}</span>}
            <span>{text}</span>
            {!logged && <span class="hint">{timeline.soon}</span>}
          </li>
        ))}
      </ol>
      {entries.length === 0 && <p>{timeline.none}</p>}
      {view.closed > 0 && <p class="hint">{timeline.closed(view.closed)}</p>}
    </Frame>
  )
}

type Words = ReturnType<typeof useReturning>["timeline"]

function ownEntry({ what, day, place, order }: SaidView, words: Words): Entry[] {
  if (what === "use") return []
  return [{ day, text: what === "erasure" ? words.gone : words[what], logged: place === "log", order }]
}

function useText(
  { action, purpose, recipient }: Pick<UseView, "action" | "purpose" | "recipient">,
  words: Words,
): string {
  const why = purpose === null ? "" : words.purposes[purpose]
  if (action === "opened") return words.opened(why)
  if (action === "disclosed")
    return words.disclosed(recipient === null ? words.someone : isolated(recipient.name), why)
  return words[action]
}
