// The new key opened from paper alone: every sheet of it, or its file and the passphrase. Before that, no charter can name it.
import { useState } from "preact/hooks"
import type { DrillEvidence } from "../../../src/custody/intake.ts"
import { drillRotation, type Rotation } from "../../../src/custody/rotation-record.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Shares } from "../shares.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

interface Props {
  readonly record: Rotation
  readonly onDrilled: (record: Rotation) => void
}

const { drill: say } = words.ceremony

export function DrillNew({ record, onDrilled }: Props) {
  const [evidence, setEvidence] = useState<DrillEvidence | undefined>()
  const [file, setFile] = useState<Uint8Array | undefined>()
  const [passphrase, setPassphrase] = useState("")
  const { refusal, busy, attempt } = useTrying()
  const { set } = record
  const given = set !== null ? evidence : file && { file, passphrase }
  return (
    <>
      {set !== null ? (
        <Shares known={set} needs={set.n} onShares={(shares) => setEvidence({ shares })} />
      ) : (
        <>
          <Pick
            question="identity"
            label={say.file}
            onPick={([chosen]) => chosen && attempt(async () => setFile(await bytesOf(chosen)))}
          />
          {file !== undefined && (
            <p class="taken" data-taken="identity">
              {words.taken}
            </p>
          )}
          <Line question="passphrase" label={say.passphrase} value={passphrase} onChange={setPassphrase} />
        </>
      )}
      <Refused refusal={refusal} />
      {given !== undefined && (
        <p class="steps">
          <Button
            act="drill"
            kind="main"
            onPress={() =>
              !busy && attempt(async () => onDrilled(await drillRotation(record, given, today())))
            }
          >
            {busy ? words.ceremony.making.working : words.rotation.drill}
          </Button>
        </p>
      )}
    </>
  )
}
