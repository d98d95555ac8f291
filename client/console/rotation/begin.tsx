// How the new key is kept and whether the old one is taken to be known; or a rotation that was begun before, from its record.
import { useState } from "preact/hooks"
import type { Charter } from "../../../src/core/charter/charter.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import type { WordList } from "../../../src/core/receipt/words.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import type { HandedFile } from "../../../src/custody/intake.ts"
import { newPassphrase } from "../../../src/custody/passphrase.ts"
import {
  beginRotation,
  decodeRotation,
  type Rotation,
  requireOrganisation,
} from "../../../src/custody/rotation-record.ts"
import { Button } from "../../ui/button.tsx"
import { Choice } from "../../ui/choice.tsx"
import { Select } from "../../ui/field.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

interface Props {
  readonly chain: readonly Charter[]
  /** `files` are empty for one that was begun before. */
  readonly onBegun: (rotation: Rotation, files: readonly HandedFile[]) => void
}

const { rotation: say } = words
const { begin } = words.ceremony

export function BeginRotation({ chain, onBegun }: Props) {
  const [how, setHow] = useState<string>("split")
  const [numbers, setNumbers] = useState({ k: "2", n: "3" })
  const [language, setLanguage] = useState("")
  const [known, setKnown] = useState<string | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const newest = chain.at(-1) as Charter
  const make = (): Promise<void> =>
    attempt(async () => {
      const list = ALL_LISTS.find((one) => one.language === (language || "en")) as WordList
      const { organisation, kind } = newest.body
      const whole = how === "whole"
      const making = {
        ...{ organisation, demonstration: kind === "demonstration", day: today(), words: list },
        custody: whole
          ? ({ how: "whole" } as const)
          : ({ how: "split", k: Number(numbers.k), n: Number(numbers.n) } as const),
        ...(whole && { passphrase: newPassphrase(list, randomBytes) }), // it is on the sheet
      }
      const { rotation, files } = await beginRotation(newest, making, known === "yes")
      onBegun(rotation, files)
    })
  const goOn = (file: File): Promise<void> =>
    attempt(async () => {
      const rotation = decodeRotation(await bytesOf(file))
      requireOrganisation(rotation, chain)
      onBegun(rotation, [])
    })
  const others = ALL_LISTS.filter((one) => one.language !== "en")
  return (
    <>
      <Pick question="go-on" label={say.goOn} hint={say.goOnHint} onPick={([file]) => file && goOn(file)} />
      <Refused refusal={refusal} />
      <Choice
        question="intake"
        label={begin.intake}
        short
        options={[
          ["split", begin.split],
          ["whole", begin.whole],
        ]}
        value={how}
        onChange={setHow}
      />
      {how === "split" && (
        <div class="numbers">
          {(["k", "n"] as const).map((key) => (
            <Line
              key={key}
              kind="number"
              question={key}
              label={begin.fields[key] ?? key}
              value={numbers[key]}
              onChange={(text) => setNumbers({ ...numbers, [key]: text })}
            />
          ))}
        </div>
      )}
      <Select
        question="words"
        label={begin.words}
        none="en"
        options={others.map((one) => [one.language, one.language])}
        value={language}
        onChange={setLanguage}
      />
      <Choice
        question="known"
        label={say.known}
        options={[
          ["no", say.knownNo],
          ["yes", say.knownYes],
        ]}
        value={known}
        onChange={setKnown}
      />
      {known !== undefined && (
        <p class="steps">
          <Button act="make" kind="main" onPress={() => !busy && make()}>
            {busy ? words.ceremony.making.working : say.make}
          </Button>
        </p>
      )}
    </>
  )
}
