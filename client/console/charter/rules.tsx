// The charter's rules as fields: each begins with what stands, and only what is another is a change. Whether it makes a charter is
// custody's to say.
import { useState } from "preact/hooks"
import { hex } from "../../../src/core/bytes.ts"
import type { Charter, CharterBody } from "../../../src/core/charter/charter.ts"
import { sha256Platform } from "../../../src/core/webcrypto.ts"
import type { Rules as Wanted } from "../../../src/custody/change.ts"
import { requirePolicy } from "../../../src/custody/policy-rules.ts"
import { TextField } from "../../ui/field.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

/** What was typed, by field; a field that is absent stays as it is. */
export type RuleTexts = Readonly<Record<string, string>>

export const NO_RULES: RuleTexts = {}

const { charter: say } = words
const { fields } = words.ceremony.begin
const NUMBERS = [
  "threshold",
  "erasureDays",
  "graceDays",
  "freshDays",
  "mergeDelayHours",
  "witnessQuorum",
] as const

interface Props {
  readonly newest: Charter
  readonly texts: RuleTexts
  readonly onChange: (texts: RuleTexts) => void
}

export function Rules({ newest: { body }, texts, onChange }: Props) {
  const [read, setRead] = useState(false)
  const { refusal, attempt } = useTrying()
  const set = (key: string, text: string): void => onChange({ ...texts, [key]: text })
  const readPolicy = (file: File): Promise<void> =>
    attempt(async () => {
      setRead(false)
      set("policy", body.policy.sha256) // until it is checked, none is meant
      const bytes = await bytesOf(file)
      requirePolicy(
        bytes,
        { organisation: texts.organisation ?? body.organisation, kind: body.kind },
        today(),
      )
      set("policy", hex(await sha256Platform(bytes)))
      setRead(true)
    })
  return (
    <>
      <h2>{say.rules}</h2>
      <Line
        kind="date"
        question="expires"
        label={words.ceremony.begin.expires}
        value={texts.expires ?? body.expires}
        onChange={(text) => set("expires", text)}
      />
      <Pick
        question="policy"
        label={say.policy}
        hint={words.ceremony.begin.policyHint}
        onPick={([file]) => file && readPolicy(file)}
      />
      <Refused refusal={refusal} />
      {read && (
        <p class="taken" data-taken="policy">
          {say.policyRead}
        </p>
      )}
      <details>
        <summary class="button quiet">{words.ceremony.begin.rules}</summary>
        <Line
          question="organisation"
          label={say.organisation}
          value={texts.organisation ?? body.organisation}
          onChange={(text) => set("organisation", text)}
        />
        <div class="numbers">
          {NUMBERS.map((key) => (
            <Line
              key={key}
              kind="number"
              question={key}
              label={fields[key] ?? say.witnessQuorum}
              value={texts[key] ?? `${body[key]}`}
              onChange={(text) => set(key, text)}
            />
          ))}
        </div>
        <TextField
          question="witnesses"
          label={say.witnesses}
          value={texts.witnesses ?? witnessText(body)}
          onChange={(text) => set("witnesses", text)}
        />
      </details>
    </>
  )
}

/** The rules that were typed as another than they stand. */
export function rulesIn(texts: RuleTexts, body: CharterBody): Wanted {
  const { expires, organisation, policy, witnesses } = texts
  const numbers = NUMBERS.filter((key) => texts[key] !== undefined && texts[key] !== `${body[key]}`)
  return {
    ...Object.fromEntries(numbers.map((key) => [key, numberIn(texts[key] ?? "")])),
    ...(expires !== undefined && { expires }),
    ...(organisation !== undefined && { organisation }),
    ...(policy !== undefined && { policy: { sha256: policy } }),
    ...(witnesses !== undefined && witnesses !== witnessText(body) && { witnesses: witnessesIn(witnesses) }),
  }
}

// What is no number stays none, and makes no charter.
function numberIn(text: string): number {
  return /^\s*[0-9]{1,4}\s*$/.test(text) ? Number(text) : Number.NaN
}

function witnessText({ witnesses }: CharterBody): string {
  return witnesses.map(({ vkey, url }) => `${vkey} ${url}`).join("\n")
}

function witnessesIn(text: string): CharterBody["witnesses"] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [vkey = "", url = ""] = line.trim().split(/\s+/)
      return { vkey, url }
    })
}
