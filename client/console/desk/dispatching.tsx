// What goes out: every statement, record and reply that waits, as one bundle for the courier. The store is saved beside it, or the next
// session would not know what was said.
import { useState } from "preact/hooks"
import type { Desk, Dispatched } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { Screen } from "../../ui/screen.tsx"
import { offer } from "../files.ts"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"

const { dispatching: say } = words.desk

interface Props {
  readonly desk: Desk
  /** The server drops what a dispatch says was taken in: the store that has it must be in a file by then. */
  readonly onMade: () => void
}

export function Dispatching({ desk, onMade }: Props) {
  const [made, setMade] = useState<Dispatched | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const make = (): Promise<void> =>
    attempt(async () => {
      const parts: Uint8Array[] = []
      const done = await desk.dispatch((chunk) => void parts.push(Uint8Array.from(chunk)))
      offer(`dispatch-${today()}.zip`, parts)
      setMade(done)
      onMade()
    })
  const waiting = desk.policy() === null ? 0 : desk.about().waiting
  return (
    <Screen title={say.title} state="dispatch" help={say.help}>
      <p data-waiting={waiting}>{say.waiting(waiting)}</p>
      <Refused refusal={refusal} />
      <p class="steps">
        <Button act="save-dispatch" kind="main" onPress={() => !busy && make()}>
          {say.make}
        </Button>
      </p>
      {made !== undefined && (
        <p class="taken" data-dispatched={made.statements}>
          {say.made(made.statements, made.replies, made.left)}
        </p>
      )}
    </Screen>
  )
}
