// Changing the key that opens accounts (docs/OPERATIONS.md), one step a screen. Which step it is, is worked out from the charters, the
// record and the store each time; the record is a small public file, so the page may be closed between any two steps. Nobody at the
// page: keys and store are forgotten.
import { type ComponentChildren, Fragment } from "preact"
import { useState } from "preact/hooks"
import type { Charter } from "../../../src/core/charter/charter.ts"
import type { HandedFile } from "../../../src/custody/intake.ts"
import { type RotationFacts, rotationStage, type StoreStanding } from "../../../src/custody/rotation.ts"
import { encodeRotation, type Rotation as Record } from "../../../src/custody/rotation-record.ts"
import { setIdOf } from "../../../src/custody/share-set.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { Handing } from "../ceremony/handing.tsx"
import { Chain } from "../chain.tsx"
import { useIdle } from "../desk/idle.ts"
import { offer } from "../files.ts"
import { type Refusal, Refused, refusalOf } from "../refused.tsx"
import { today } from "../today.ts"
import { Told } from "../told.tsx"
import { words } from "../words.ts"
import { BeginRotation } from "./begin.tsx"
import { Destroy } from "./destroy.tsx"
import { DrillNew } from "./drill.tsx"
import { ProposeNew } from "./propose.tsx"
import { NOTHING_OPEN, type Opened, StoreLook } from "./store-look.tsx"

const { rotation: say } = words
const ORDER = ["make", "drill", "propose", "log", "rewrap", "grace", "import", "destroy"] as const
type Step = (typeof ORDER)[number] | "over"

const IDLE_MINUTES = 5
const NOTHING: StoreStanding = { needing: 1, day: null, charters: [] }

export function Rotation({ onLeave }: { readonly onLeave: () => void }) {
  const [chain, setChain] = useState<readonly Charter[] | undefined>()
  const [record, setRecord] = useState<Record | undefined>()
  const [saved, setSaved] = useState(true)
  const [files, setFiles] = useState<readonly HandedFile[]>([])
  const [handed, setHanded] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<Opened>(NOTHING_OPEN)
  const [standing, setStanding] = useState<StoreStanding | undefined>()
  useIdle(IDLE_MINUTES, () => setOpened({ ...NOTHING_OPEN, rewrapped: opened.rewrapped }))
  const keep = (next: Record): void => {
    setRecord(next)
    setSaved(false)
  }
  if (chain === undefined || record === undefined)
    return (
      <Frame step="make" onLeave={onLeave}>
        {chain === undefined && <p>{say.chainHelp}</p>}
        <Chain chain={chain} onChain={setChain} />
        {chain !== undefined && (
          <BeginRotation
            chain={chain}
            onBegun={(rotation, made) => {
              setFiles(made)
              setHanded(new Set())
              if (made.length === 0) setRecord(rotation)
              else keep(rotation)
            }}
          />
        )}
      </Frame>
    )
  const saveRecord = (): void => {
    offer("rotation.json", [encodeRotation(record)])
    setSaved(true)
  }
  const unsaved = record.destroyed === null ? say.unsaved : say.unsavedOver
  const recordPart = <SaveRecord unsaved={saved ? undefined : unsaved} onSave={saveRecord} />
  if (files.length > 0) {
    const missing = files.filter(({ path }) => !handed.has(path)).length
    return (
      <Frame step="make" hand record={record} onLeave={onLeave}>
        <Handing files={files} handed={handed} onHanded={(path) => setHanded(new Set([...handed, path]))} />
        {missing > 0 && <Notice>{words.ceremony.missing(missing)}</Notice>}
        {recordPart}
        <p class="steps">
          <Button act="next" kind="main" onPress={() => setFiles([])}>
            {missing > 0 ? words.ceremony.goOnWithout : words.ceremony.goOn}
          </Button>
        </p>
      </Frame>
    )
  }
  const facts: RotationFacts = {
    ...{ from: record.from, to: record.to, charters: chain, today: today(), destroyed: record.destroyed },
    standing: standing ?? NOTHING,
  }
  const { step, until, refusal } = stepOf(record, facts)
  const look = (
    <StoreLook record={record} step={step} opened={opened} onOpened={setOpened} onStanding={setStanding} />
  )
  return (
    <Frame step={step} record={record} onLeave={onLeave}>
      <Refused refusal={refusal} />
      {until !== undefined && <Notice>{step === "import" ? say.later(until) : say.until(until)}</Notice>}
      {step === "drill" && <DrillNew record={record} onDrilled={keep} />}
      {step === "propose" && <ProposeNew record={record} chain={chain} />}
      {(step === "propose" || step === "log" || refusal !== undefined) && (
        <Chain chain={chain} label={say.charters} hint={say.chartersHint} onChain={setChain} />
      )}
      {(step === "log" || step === "rewrap" || step === "grace" || step === "import") && look}
      {step === "destroy" && <Destroy record={record} facts={facts} onDestroyed={keep} />}
      {recordPart}
    </Frame>
  )
}

interface At {
  readonly step: Step
  readonly until?: string | undefined
  readonly refusal?: Refusal | undefined
}

function stepOf(record: Record, facts: RotationFacts): At {
  if (record.drilled === null) return { step: "drill" }
  try {
    const stage = rotationStage(facts)
    return { step: stage.stage, until: "until" in stage ? stage.until : undefined }
  } catch (error) {
    return { step: "log", refusal: refusalOf(error) } // a charter is missing here that the store has seen
  }
}

interface FrameProps {
  readonly step: Step
  /** What was made is being handed out. */
  readonly hand?: boolean
  readonly record?: Record
  readonly onLeave: () => void
  readonly children: ComponentChildren
}

/** A step's screen: what it means, what comes before it, what cannot be undone, and then the step itself. */
function Frame({ step, hand = false, record, onLeave, children }: FrameProps) {
  const about = say.steps[step]
  const at = step === "over" ? ORDER.length : ORDER.indexOf(step)
  return (
    <Screen
      key={`${step} ${hand} ${record === undefined}`}
      title={hand ? words.ceremony.handTitle : (about?.title ?? say.overTitle)}
      state={`rotation-${step}${hand ? "-hand" : ""}`}
      help={about === undefined ? say.overHelp : say.stepOf(at + 1, ORDER.length)}
    >
      {record !== undefined && (
        <p class="size" data-from={setIdOf(record.from)} data-to={setIdOf(record.to)}>
          {say.oldKey(setIdOf(record.from))}
          <br />
          {say.newKey(setIdOf(record.to))}
        </p>
      )}
      {about !== undefined && !hand && (
        <>
          <Told title={words.charter.means} items={about.means} />
          <Told title={words.charter.first} items={about.first} />
          <Told title={words.charter.never} items={about.never} />
        </>
      )}
      {hand && <Told title={words.ceremony.todo} items={[words.ceremony.handDo]} />}
      {children}
      <details>
        <summary class="button quiet">{say.order}</summary>
        <ol>
          {ORDER.map((name, n) => (
            <li key={name} aria-current={name === step ? "step" : undefined}>
              {say.steps[name]?.title}
              {n < at && <span class="size"> ({say.over})</span>}
              {name === step && <strong> ({say.now})</strong>}
            </li>
          ))}
        </ol>
      </details>
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onLeave}>
          {step === "over" ? words.back : say.stop}
        </Button>
      </p>
    </Screen>
  )
}

function SaveRecord({
  unsaved,
  onSave,
}: {
  readonly unsaved: string | undefined
  readonly onSave: () => void
}) {
  return (
    <Fragment>
      {unsaved !== undefined && <Notice kind="marked">{unsaved}</Notice>}
      <p class="steps">
        <Button act="save-record" onPress={onSave}>
          {say.record}
        </Button>
      </p>
    </Fragment>
  )
}
