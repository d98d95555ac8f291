// The drill: nothing goes on until the key that opens accounts was rebuilt from paper, every sheet of it, and a root signed from its
// stick. Each sheet is judged as it is typed, and a wrong word is named at once.
import { useState } from "preact/hooks"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import { parsePrivateKey } from "../../../src/core/note/vkey.ts"
import { drill, drillPurpose } from "../../../src/custody/ceremony.ts"
import type { DrillEvidence } from "../../../src/custody/intake.ts"
import { proveKey } from "../../../src/custody/possession.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Shares } from "../shares.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"
import type { StepProps } from "./step-props.ts"

const { drill: say } = words.ceremony

export function Drill({ ceremony, onStep }: StepProps) {
  const [evidence, setEvidence] = useState<DrillEvidence | undefined>()
  const [file, setFile] = useState<Uint8Array | undefined>()
  const [passphrase, setPassphrase] = useState("")
  const [root, setRoot] = useState<Uint8Array | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const set = ceremony.intake?.set ?? null
  const given: DrillEvidence | undefined =
    set !== null ? evidence : file === undefined ? undefined : { file, passphrase }
  const run = (): Promise<void> =>
    attempt(async () => {
      if (given === undefined || root === undefined) return
      onStep({ ceremony: await drill(ceremony, given, root, today()), files: [] })
    })
  const sign = (chosen: File): Promise<void> =>
    attempt(async () => {
      const signer = await parsePrivateKey(fromUtf8(await bytesOf(chosen)).trim())
      setRoot(await proveKey(ceremony.plan.origin, drillPurpose(ceremony), signer))
    })
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
          {file !== undefined && <p class="taken">{words.taken}</p>}
          <Line question="passphrase" label={say.passphrase} value={passphrase} onChange={setPassphrase} />
        </>
      )}
      <Pick
        question="root-key"
        label={say.root}
        hint={say.rootHint}
        onPick={([chosen]) => chosen && sign(chosen)}
      />
      {root !== undefined && <p class="taken">{words.taken}</p>}
      <Refused refusal={refusal} />
      {given !== undefined && root !== undefined && (
        <p class="steps">
          <Button act="drill" kind="main" onPress={() => !busy && run()}>
            {busy ? words.ceremony.making.working : say.run}
          </Button>
        </p>
      )}
    </>
  )
}
