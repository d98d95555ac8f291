// Taking in a bundle: told as it goes, and then a list that a person understands: what is new, what was taken back, and every item
// that was left out, with why.
import { useState } from "preact/hooks"
import type { Desk } from "../../../src/cases/desk.ts"
import type { ImportReport } from "../../../src/cases/report.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Progress } from "../../ui/progress.tsx"
import { Screen } from "../../ui/screen.tsx"
import { randomAccess } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"

interface Props {
  readonly desk: Desk
  readonly onChange: () => void
  readonly onDone: () => void
}

const { importing: say } = words.desk
const COUNTS = [
  "cases",
  "added",
  "changed",
  "withdrawn",
  "erased",
  "expired",
  "held",
  "reinstated",
  "acknowledged",
] as const

export function Importing({ desk, onChange, onDone }: Props) {
  const [done, setDone] = useState<readonly [number, number] | undefined>()
  const [report, setReport] = useState<ImportReport | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const take = (file: File): Promise<void> =>
    attempt(async () => {
      setReport(undefined)
      setDone([0, 0])
      try {
        setReport(await desk.import(randomAccess(file), (at, total) => setDone([at, total])))
      } finally {
        setDone(undefined)
        onChange()
      }
    })
  return (
    <Screen title={say.title} state="import" help={say.help}>
      {!busy && (
        <Pick
          question="bundle"
          label={say.bundle}
          hint={say.bundleHint}
          onPick={([file]) => file && take(file)}
        />
      )}
      {done !== undefined && (
        <Progress
          label={say.title}
          text={done[1] === 0 ? say.checking : say.taking(...done)}
          done={done[0]}
          total={done[1]}
        />
      )}
      <Refused refusal={refusal} />
      {report !== undefined && <Found report={report} />}
      {report !== undefined && (
        <p class="steps">
          <Button act="to-cases" kind="main" onPress={onDone}>
            {say.toCases}
          </Button>
        </p>
      )}
    </Screen>
  )
}

function Found({ report }: { readonly report: ImportReport }) {
  const { leftOut, warnings } = report
  return (
    <section data-imported={report.kind} aria-live="polite">
      <h2>{say.kinds[report.kind]}</h2>
      {warnings.map((warning) => (
        <Notice key={warning} kind="marked">
          {say.warnings[warning]}
        </Notice>
      ))}
      <dl class="counts">
        {COUNTS.filter((key) => report[key] > 0 || key === "cases").map((key) => (
          <div key={key} data-count={`${key} ${report[key]}`}>
            <dt>{say.counts[key]}</dt>
            <dd>{report[key]}</dd>
          </div>
        ))}
      </dl>
      {leftOut.length > 0 && (
        <>
          <h2>{say.leftOut(leftOut.length)}</h2>
          <ul class="left-out">
            {leftOut.map(({ subject, root, code }, at) => (
              <li key={at} data-left-out={code}>
                {say.reasons[code] ?? say.otherReason} <span class="size">({code})</span>
                <br />
                <span class="size">{(subject ?? root ?? "").slice(0, 16)}…</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
