// What an audit came to, on a page: the verdict first, each finding in plain words, what was not checked, the days drawn. The
// same words as the report that can be kept (src/auditor/html.ts).
import { useEffect, useRef } from "preact/hooks"
import { grownSince, growth, timeline } from "../../src/auditor/drawing.ts"
import { type Finding, MEANINGS } from "../../src/auditor/findings.ts"
import type { Report } from "../../src/auditor/report.ts"
import { COUNTED, NEXT, NOT_PROVEN, UNCHECKED, verdictWords } from "../../src/auditor/words.ts"
import { Picture } from "./picture.tsx"

export function Result({ report }: { readonly report: Report }) {
  const { verdict, findings, unchecked, origin, size, root, previous, timeline: days } = report
  const shown = useRef<HTMLElement>(null)
  useEffect(() => shown.current?.focus(), [report]) // the verdict is what was waited for: it comes into view
  return (
    <section class="result" data-verdict={verdict} aria-live="polite" tabIndex={-1} ref={shown}>
      <p class={`verdict ${verdict}`}>{verdictWords(report)}</p>
      <p class="next">{NEXT[verdict]}</p>
      {findings.length > 0 && (
        <ol class="found">
          {findings.map((one, i) => (
            <Found key={i} finding={one} />
          ))}
        </ol>
      )}
      {unchecked.length > 0 && (
        <>
          <h2>What was not checked</h2>
          <ul>
            {unchecked.map((what) => (
              <li key={what}>{UNCHECKED[what]}</li>
            ))}
          </ul>
        </>
      )}
      <h2>Which log this is</h2>
      <dl>
        <dt>log</dt>
        <dd>{origin}</dd>
        <dt>entries</dt>
        <dd>{size}</dd>
        <dt>root</dt>
        <dd class="hash">{root}</dd>
      </dl>
      {previous !== null && <Picture drawing={grownSince(previous.size, size)} />}
      {days.length > 0 && (
        <>
          <h2>Day by day</h2>
          <Picture drawing={timeline(days, findings)} />
          <Picture drawing={growth(days)} />
        </>
      )}
      <h2>What was checked</h2>
      {report.checked.entries === 0 && <p>The log’s signature, and that its {size} hashes are one tree.</p>}
      <dl class="counts">
        {COUNTED.filter(([key]) => report.checked[key] > 0).map(([key, name]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{report.checked[key]}</dd>
          </div>
        ))}
      </dl>
      <h2>What no audit can show</h2>
      <ul>
        {NOT_PROVEN.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}

function Found({ finding: { code, index, subject, rule, message } }: { readonly finding: Finding }) {
  const where = [
    index === null ? "" : `entry ${index}`,
    subject === null ? "" : `person ${subject.slice(0, 16)}…`,
    `rule ${rule}`,
    code,
  ]
  return (
    <li data-finding={code}>
      <strong>{message}</strong>
      <br />
      {MEANINGS[code].ask}
      <br />
      <span class="where">{where.filter((text) => text !== "").join(" · ")}</span>
    </li>
  )
}
