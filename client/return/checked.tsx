// How what stands here was checked: the log's signature and size, where each of her statements stands in it, who else signs it, and
// what did not check out. The server's word counts for nothing of it.
import { dayText, numberText } from "../../src/i18n/format.ts"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import type { SaidView } from "./messages.ts"
import { useReturning } from "./words.tsx"

export function Checked(acts: Acts) {
  const { code } = useWords()
  const { checked } = useReturning()
  const { view } = acts.state
  if (view === null) return null
  const theirs = ["use", "fetched"]
  const said = view.said.filter(({ what }) => !view.hidden || !theirs.includes(what))
  // Whoever cosigns is counted under each proof: where there is none yet, nothing was seen of them.
  const witnessed = view.quorum > 0 && view.said.some(({ place }) => place === "log")
  return (
    <Frame acts={acts} state="checked" title={checked.title} help={checked.lead}>
      {view.problems.length > 0 ? (
        <Notice kind="marked">
          <h2>{checked.problems}</h2>
          <ul>
            {view.problems.map(({ about, code: problem }, at) => (
              <li key={at}>
                {checked.about[about]} <span class="hint">{checked.code(problem)}</span>
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <p class="strong first">{checked.fine}</p>
      )}
      {view.size > 0 && <p>{checked.size(numberText(code, view.size))}</p>}
      {view.quorum === 0 && <p>{checked.noWitness}</p>}
      {witnessed && <p>{checked.witnesses(view.quorum)}</p>}
      {said.length > 0 && <h2>{checked.yours}</h2>}
      <ol class="timeline">
        {said.map((one, at) => (
          <li key={at}>
            {one.day !== null && <span class="day">{dayText(code, one.day)}</span>}
            <span>{checked.does[one.what]}.</span>
            <span class="hint">
              <Place said={one} />
            </span>
          </li>
        ))}
      </ol>
      {said.length > 0 && <p>{checked.last}</p>}
    </Frame>
  )
}

function Place({ said: { place, index, by } }: { readonly said: SaidView }) {
  const { code } = useWords()
  const { checked } = useReturning()
  if (place === "log") return <>{checked.log(numberText(code, index ?? 0))}</>
  if (by === null) return <>{checked.unpromised}</>
  return <>{checked[place === "overdue" ? "overdue" : "promised"](dayText(code, by))}</>
}
