// The key ceremony, one step a screen (docs/CEREMONY.md): what to do, who gets what, what to say aloud; the step's own part below
// it. Order and rules are custody's. What was made is in this page's memory until each has their own.
import { useState } from "preact/hooks"
import { type Stepped, stepOf } from "../../../src/custody/ceremony.ts"
import { encodeCeremony, type Ceremony as State } from "../../../src/custody/ceremony-state.ts"
import type { HandedFile } from "../../../src/custody/intake.ts"
import { stepsOf } from "../../../src/custody/steps.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { offer } from "../files.ts"
import { Told } from "../told.tsx"
import { words } from "../words.ts"
import { Begin } from "./begin.tsx"
import { Drill } from "./drill.tsx"
import { Handing } from "./handing.tsx"
import { HandOver, MakeIntake, MakeKeys } from "./making.tsx"
import { Sign } from "./sign.tsx"
import type { StepProps } from "./step-props.ts"

const { ceremony: say } = words

export function Ceremony({ onLeave }: { readonly onLeave: () => void }) {
  const [held, setHeld] = useState<{ state: State; policy: Uint8Array } | undefined>()
  const [files, setFiles] = useState<readonly HandedFile[]>([])
  const [handed, setHanded] = useState<ReadonlySet<string>>(new Set())
  const [next, setNext] = useState<State | undefined>()
  if (held === undefined)
    return (
      <Begin
        onLeave={onLeave}
        onBegun={({ ceremony, files: made }, policy) => {
          setHeld({ state: ceremony, policy })
          setFiles(made.filter(({ path }) => path !== "record/policy.json")) // they brought it themselves
        }}
      />
    )
  const { state, policy } = held
  const take = ({ ceremony, files: made }: Stepped): void => {
    if (made.length === 0) setHeld({ state: ceremony, policy })
    else {
      setFiles(made)
      setHanded(new Set())
      setNext(ceremony) // shown when each has their own
    }
  }
  const goOn = (): void => {
    setHeld({ state: next ?? state, policy })
    setFiles([])
    setNext(undefined)
  }
  const now = stepOf(state)
  const step = stepsOf(state).find(({ name }) => name === now)
  const at = stepsOf(state).findIndex(({ name }) => name === now) + 1
  const missing = files.filter(({ path }) => !handed.has(path)).length
  if (step === undefined)
    return (
      <Screen title={say.doneTitle} state="ceremony-done" help={say.done}>
        <p class="ends">
          <Button act="back" kind="quiet" onPress={onLeave}>
            {words.back}
          </Button>
        </p>
      </Screen>
    )
  return (
    <Screen
      key={`${now} ${next === undefined}`}
      title={next === undefined ? step.title : say.handTitle}
      state={`ceremony-${now}${next === undefined ? "" : "-hand"}`}
      help={say.stepOf(at, stepsOf(state).length)}
    >
      {state.plan.kind === "demonstration" && <Notice kind="marked">{say.demonstration}</Notice>}
      <Told title={say.todo} items={next === undefined ? step.doing : [say.handDo]} />
      {step.hands.length > 0 && next === undefined && (
        <Told title={say.hands} items={step.hands.map(({ to, what }) => `${to}: ${what}.`)} />
      )}
      <Told title={say.checks} items={step.checks} />
      {next === undefined ? (
        <Step now={now} ceremony={state} policy={policy} onStep={take} />
      ) : (
        <>
          <Handing files={files} handed={handed} onHanded={(path) => setHanded(new Set([...handed, path]))} />
          {missing > 0 && <Notice>{say.missing(missing)}</Notice>}
          <p class="steps">
            <Button act="next" kind="main" onPress={goOn}>
              {missing > 0 ? say.goOnWithout : say.goOn}
            </Button>
          </p>
        </>
      )}
      <p class="ends">
        <Button act="save-state" kind="quiet" onPress={() => offer("ceremony.json", [encodeCeremony(state)])}>
          {say.saveState}
        </Button>
        <Button act="back" kind="quiet" onPress={onLeave}>
          {say.stop}
        </Button>
      </p>
    </Screen>
  )
}

function Step({ now, ...props }: StepProps & { readonly now: string }) {
  if (now === "keys") return <MakeKeys {...props} />
  if (now === "intake") return <MakeIntake {...props} />
  if (now === "drill") return <Drill {...props} />
  if (now === "sign") return <Sign {...props} />
  return (
    <Sign {...props}>
      <HandOver {...props} />
    </Sign>
  )
}
