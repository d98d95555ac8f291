// A charter that enough roots signed: its note, all charters in one file, and the bundle that the courier brings to the server, with
// the policy where it names another one than before.
import { useState } from "preact/hooks"
import type { Charter } from "../../../src/core/charter/charter.ts"
import { encodeNote } from "../../../src/core/note/note.ts"
import { encodeChain } from "../../../src/custody/chain-files.ts"
import { namesNewPolicy, writeCharterDispatch } from "../../../src/custody/sending.ts"
import { Button } from "../../ui/button.tsx"
import { Screen } from "../../ui/screen.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { Told } from "../told.tsx"
import { words } from "../words.ts"

interface Props {
  readonly chain: readonly Charter[]
  readonly onBack: () => void
}

const { signing: say } = words.charter

export function Finished({ chain, onBack }: Props) {
  const newest = chain.at(-1) as Charter
  const { version } = newest.body
  const [policy, setPolicy] = useState<Uint8Array | null>(null)
  const { refusal, busy, attempt } = useTrying()
  const send = (): Promise<void> =>
    attempt(async () => {
      const parts: Uint8Array[] = []
      const sending = { chain, policy, today: today() }
      await writeCharterDispatch(sending, (chunk) => void parts.push(Uint8Array.from(chunk)))
      offer(`charter-${version}-dispatch.zip`, parts)
    })
  return (
    <Screen key="finished" title={say.doneTitle(version)} state="charter-finished" help={say.done}>
      <Told title={words.ceremony.todo} items={say.next} />
      {namesNewPolicy(chain) && (
        <>
          <Pick
            question="policy"
            label={say.policy}
            onPick={([file]) => file && attempt(async () => setPolicy(await bytesOf(file)))}
          />
          {policy !== null && (
            <p class="taken" data-taken="policy">
              {words.taken}
            </p>
          )}
        </>
      )}
      <Refused refusal={refusal} />
      <p class="choices">
        <Button act="save-note" onPress={() => offer(`charter-${version}.note`, [encodeNote(newest.note)])}>
          {say.saveNote}
        </Button>
        <Button act="save-chain" onPress={() => offer("charters.txt", [encodeChain(chain)])}>
          {say.saveChain}
        </Button>
        <Button act="save-dispatch" onPress={() => !busy && send()}>
          {say.saveDispatch}
        </Button>
      </p>
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onBack}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}
