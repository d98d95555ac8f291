// What an organisation decides before its ceremony: the policy that it checked, how many of which key, and how the key that opens
// accounts is kept. Doubts are said, and nothing is made yet. A ceremony that was begun goes on from its file.
import { useState } from "preact/hooks"
import { hex } from "../../../src/core/bytes.ts"
import { decodePolicy } from "../../../src/core/policy.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import { randomBytes, sha256Platform } from "../../../src/core/webcrypto.ts"
import { beginCeremony, type Stepped } from "../../../src/custody/ceremony.ts"
import { CeremonyError, decodeCeremony } from "../../../src/custody/ceremony-state.ts"
import { checkPlan, type Plan, usualPlan } from "../../../src/custody/plan.ts"
import { planWords } from "../../../src/custody/steps.ts"
import { Button } from "../../ui/button.tsx"
import { Choice } from "../../ui/choice.tsx"
import { Select } from "../../ui/field.tsx"
import { Screen } from "../../ui/screen.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

interface Props {
  readonly onLeave: () => void
  readonly onBegun: (begun: Stepped, policy: Uint8Array) => void
}

const { begin: say } = words.ceremony
const NUMBERS = ["roots", "threshold", "consoles", "couriers", "auditors", "releases"] as const
const RULES = ["erasureDays", "graceDays", "freshDays", "mergeDelayHours"] as const

export function Begin({ onLeave, onBegun }: Props) {
  const [policy, setPolicy] = useState<Uint8Array | undefined>()
  const [plan, setPlan] = useState<Plan>(usualPlan("", "", today()))
  const [numbers, setNumbers] = useState<Readonly<Record<string, string>>>({ k: "2", n: "3" })
  const { refusal, attempt } = useTrying()
  const change = (more: Partial<Plan>): void => setPlan({ ...plan, ...more })
  const numberOf = (key: string, unset: number): number => {
    const text = numbers[key] ?? `${unset}`
    return /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN
  }
  const whole = plan.intake.how === "whole"
  const decided = (): Plan => ({
    ...plan,
    ...Object.fromEntries([...NUMBERS, ...RULES].map((key) => [key, numberOf(key, plan[key])])),
    intake: whole ? { how: "whole" } : { how: "split", k: numberOf("k", 2), n: numberOf("n", 3) },
    joined: (numbers.joined ?? "").split(/[\s,]+/).filter((seat) => seat !== ""),
  })
  const readPolicy = (file: File): Promise<void> =>
    attempt(async () => {
      const bytes = await bytesOf(file)
      change({ organisation: decodePolicy(bytes).organisation })
      setPolicy(bytes)
    })
  const goOn = (file: File): Promise<void> =>
    attempt(async () => {
      const ceremony = decodeCeremony(await bytesOf(file))
      if (policy === undefined || hex(await sha256Platform(policy)) !== ceremony.policy)
        throw new CeremonyError("ceremony-policy", "its policy comes first")
      onBegun({ ceremony, files: [] }, policy)
    })
  let doubts: readonly string[] = []
  try {
    doubts = planWords(
      checkPlan({ ...decided(), origin: plan.origin || "x", organisation: plan.organisation || "x" }),
    )
  } catch {
    // Said when it is begun.
  }
  const field = (key: string, unset: number) => (
    <Line
      key={key}
      kind="number"
      question={key}
      label={say.fields[key] ?? key}
      value={numbers[key] ?? `${unset}`}
      onChange={(text) => setNumbers({ ...numbers, [key]: text })}
    />
  )
  return (
    <Screen title={say.title} state="ceremony-begin" help={say.help}>
      <ul>
        {say.present.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Pick
        question="policy"
        label={say.policy}
        hint={say.policyHint}
        onPick={([file]) => file && readPolicy(file)}
      />
      {policy !== undefined && (
        <p class="taken" data-taken="policy">
          {say.policyRead(plan.organisation)}
        </p>
      )}
      <Line
        question="origin"
        label={say.origin}
        hint={say.originHint}
        value={plan.origin}
        onChange={(origin) => change({ origin: origin.trim() })}
      />
      <h2>{say.keysTitle}</h2>
      <div class="numbers">{NUMBERS.map((key) => field(key, plan[key]))}</div>
      <Choice
        question="intake"
        label={say.intake}
        short
        options={[
          ["split", say.split],
          ["whole", say.whole],
        ]}
        value={plan.intake.how}
        onChange={(how) => change({ intake: how === "whole" ? { how } : { how: "split", k: 2, n: 3 } })}
      />
      {!whole && (
        <div class="numbers">
          {field("k", 2)}
          {field("n", 3)}
        </div>
      )}
      <Select
        question="words"
        label={say.words}
        none="en"
        options={ALL_LISTS.filter(({ language }) => language !== "en").map(({ language }) => [
          language,
          language,
        ])}
        value={plan.words === "en" ? "" : plan.words}
        onChange={(language) => change({ words: language === "" ? "en" : language })}
      />
      <details>
        <summary class="button quiet">{say.rules}</summary>
        <div class="numbers">{RULES.map((key) => field(key, plan[key]))}</div>
        <Line
          kind="date"
          question="expires"
          label={say.expires}
          value={plan.expires}
          onChange={(expires) => change({ expires })}
        />
        <Line
          question="joined"
          label={say.joined}
          hint={say.joinedHint}
          value={numbers.joined ?? ""}
          onChange={(text) => setNumbers({ ...numbers, joined: text })}
        />
        <Choice
          question="kind"
          label={say.kind}
          short
          options={[
            ["production", say.production],
            ["demonstration", say.demonstration],
          ]}
          value={plan.kind}
          onChange={(kind) => change({ kind: kind as Plan["kind"] })}
        />
      </details>
      <section class="told-list">
        <h2>{say.readAloud}</h2>
        <ul>
          {doubts.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <Refused refusal={refusal} />
      <p class="steps">
        <Button
          act="begin"
          kind="main"
          onPress={() =>
            attempt(() => {
              if (policy === undefined) throw new CeremonyError("ceremony-policy", "none was chosen")
              onBegun(beginCeremony(decided(), policy, today(), randomBytes), policy)
            })
          }
        >
          {say.begin}
        </Button>
      </p>
      <Pick question="go-on" label={say.goOn} hint={say.goOnHint} onPick={([file]) => file && goOn(file)} />
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onLeave}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}
