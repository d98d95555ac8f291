// The end of the old key. A page destroys no file and burns no paper: people do, and this holds them to what must be so before it, helps
// that it is the right key, and writes down that it was done.
import { useState } from "preact/hooks"
import type { RotationFacts } from "../../../src/custody/rotation.ts"
import { destroyedOn, heldBy, type Rotation } from "../../../src/custody/rotation-record.ts"
import { setIdOf } from "../../../src/custody/share-set.ts"
import { Button } from "../../ui/button.tsx"
import { Checks } from "../../ui/choice.tsx"
import { Notice } from "../../ui/notice.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

interface Props {
  readonly record: Rotation
  readonly facts: RotationFacts
  readonly onDestroyed: (record: Rotation) => void
}

const { rotation: say } = words
const SAID = ["others", "burnt"] as const

export function Destroy({ record, facts, onDestroyed }: Props) {
  const [said, setSaid] = useState<readonly string[]>([])
  const [digits, setDigits] = useState("")
  const [held, setHeld] = useState<keyof typeof say.checked | undefined>()
  const { refusal, attempt } = useTrying()
  const check = (file: File): Promise<void> =>
    attempt(async () => {
      setHeld(undefined)
      setHeld(await heldBy(await bytesOf(file), record.from))
    })
  const ready = said.length === SAID.length && plain(digits) === setIdOf(record.from)
  return (
    <>
      <Pick question="old-file" label={say.check} onPick={([file]) => file && check(file)} />
      {held !== undefined && (
        <div data-held={held}>
          <Notice kind={held === "it" ? "quiet" : "marked"}>{say.checked[held]}</Notice>
        </div>
      )}
      <Checks
        question="said"
        label={say.others}
        options={[
          ["others", say.othersSay],
          ["burnt", say.burntSay],
        ]}
        values={said}
        onChange={setSaid}
      />
      <Line question="digits" label={say.digits} value={digits} onChange={setDigits} />
      <Refused refusal={refusal} />
      {ready && (
        <p class="steps">
          <Button
            act="destroy"
            kind="main"
            onPress={() => attempt(() => onDestroyed(destroyedOn(record, facts, today())))}
          >
            {say.destroy}
          </Button>
        </p>
      )}
    </>
  )
}

function plain(text: string): string {
  return text.replace(/\s+/g, "").toLowerCase()
}
