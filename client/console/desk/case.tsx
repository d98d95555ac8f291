// One case: her account, covered until somebody asks for it, and beside it what she allows today. What can be done with it stands
// below, each closed until it is wanted.
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import type { CaseView, Desk, Revealed } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { type Refusal, Refused, refusalOf } from "../refused.tsx"
import { tongue, words } from "../words.ts"
import { Account } from "./account.tsx"
import { AllowedToday } from "./allowed.tsx"
import { Files } from "./case-files.tsx"
import { Disclosing } from "./disclosing.tsx"
import { Holding } from "./holding.tsx"
import { Notes } from "./notes.tsx"
import { Replying } from "./replying.tsx"
import { StaffFieldsForm } from "./staff-fields.tsx"

interface Props {
  readonly desk: Desk
  readonly reference: string
  readonly onChange: () => void
  readonly onLeave: () => void
}

const { case: say } = words.desk

export function CaseScreen({ desk, reference, onChange, onLeave }: Props) {
  const [revealed, setRevealed] = useState<Revealed | undefined>()
  const [, again] = useState(0)
  const changed = (): void => {
    again((n) => n + 1)
    onChange()
  }
  const found = lookAt(desk, reference)
  if ("code" in found)
    return (
      <main class="case" data-state="case">
        <Refused refusal={found} />
        <Button act="to-cases" onPress={onLeave}>
          {say.back}
        </Button>
      </main>
    )
  const part = { desk, view: found, onChange: changed }
  return (
    <main class="case" data-state="case" data-case={found.ref}>
      <p class="case-top">
        <Button act="to-cases" kind="quiet" onPress={onLeave}>
          {say.back}
        </Button>
      </p>
      <h1>{say.title(found.ref)}</h1>
      <p class="hint">
        {say.about(tongue(found.language), found.since ?? words.desk.list.pending, found.until ?? "–")}
      </p>
      {found.danger === "yes_now" && <Notice kind="marked">{say.danger}</Notice>}
      {found.minor && <Notice kind="marked">{say.minor}</Notice>}
      {found.hold && <Notice>{say.held}</Notice>}
      <div class="beside">
        <div class="account">
          <Account {...part} revealed={revealed} onReveal={setRevealed} />
          {revealed !== undefined && <Files {...part} revealed={revealed} />}
        </div>
        <AllowedToday {...part} />
      </div>
      <Fold act="reply" title={say.reply}>
        <Replying {...part} />
      </Fold>
      <Fold act="share" title={say.share}>
        <Disclosing {...part} revealed={revealed} />
      </Fold>
      <Fold act="notes" title={say.notes(found.notes.length)}>
        <Notes {...part} />
      </Fold>
      <Fold act="staff" title={say.staff}>
        <StaffFieldsForm {...part} />
      </Fold>
      <Fold act="hold" title={say.hold}>
        <Holding {...part} />
      </Fold>
    </main>
  )
}

function lookAt(desk: Desk, reference: string): CaseView | Refusal {
  try {
    return desk.look(reference)
  } catch (error) {
    return refusalOf(error)
  }
}

/** Closed until it is wanted; what was begun in it stays while the case is open. */
function Fold(props: { readonly act: string; readonly title: string; readonly children: ComponentChildren }) {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  return (
    <section class="fold">
      <button
        type="button"
        class="fold-head"
        data-act={props.act}
        aria-expanded={open}
        onClick={() => {
          setUsed(true)
          setOpen(!open)
        }}
      >
        {props.title}
      </button>
      {used && <div hidden={!open}>{props.children}</div>}
    </section>
  )
}
