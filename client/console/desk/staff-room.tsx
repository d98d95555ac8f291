// The staff room: a store locked, or a desk over it with its few places to be. Whatever is open is gone from the page when it locks.
import { useRef, useState } from "preact/hooks"
import type { Desk } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { words } from "../words.ts"
import { CaseScreen } from "./case.tsx"
import { Dispatching } from "./dispatching.tsx"
import type { HeldStore } from "./held-store.ts"
import { useIdle } from "./idle.ts"
import { Importing } from "./importing.tsx"
import { Cases, type ListState, NO_LIST_STATE } from "./list.tsx"
import { Requests } from "./requests.tsx"
import { Unlock } from "./unlock.tsx"

type Place = "cases" | "import" | "requests" | "export" | { readonly ref: string }

const { desk: say } = words
const IDLE_CHOICES = [2, 5, 10, 30] as const

export function StaffRoom({ begin, onLeave }: { readonly begin: boolean; readonly onLeave: () => void }) {
  const [store, setStore] = useState<HeldStore | undefined>()
  const [desk, setDesk] = useState<Desk | undefined>()
  const [place, setPlace] = useState<Place>("cases")
  const [minutes, setMinutes] = useState(5)
  const list = useRef<ListState>(NO_LIST_STATE)
  const [, again] = useState(0)
  const changed = (): void => again((n) => n + 1)
  const lock = (): void => {
    desk?.close()
    list.current = NO_LIST_STATE
    setDesk(undefined)
    setPlace("cases")
  }
  const save = (): void => {
    store?.save()
    changed()
  }
  if (desk === undefined || store === undefined)
    return (
      <Unlock
        key={store === undefined ? "new" : "held"}
        begin={begin && store === undefined}
        held={store}
        onOpen={(opened, from) => {
          setStore(from)
          setDesk(opened)
          setPlace(isEmpty(opened) ? "import" : "cases")
        }}
        onLeave={onLeave}
        onSave={save}
      />
    )
  const at = typeof place === "string" ? place : "cases"
  const tab = (to: "cases" | "import" | "requests" | "export", label: string) => (
    <button
      type="button"
      class="tab"
      data-act={to}
      aria-current={at === to ? "page" : undefined}
      onClick={() => setPlace(to)}
    >
      {label}
    </button>
  )
  return (
    <Room minutes={minutes} onIdle={lock}>
      <header class="desk-bar">
        <nav aria-label={say.places}>
          {tab("cases", say.cases)}
          {tab("import", say.import)}
          {tab("requests", say.twoNames)}
          {tab("export", say.export)}
        </nav>
        <p class="desk-state">
          <Standing desk={desk} />
          {store.unsaved() && (
            <span class="unsaved" data-unsaved>
              {say.unsaved}
            </span>
          )}
          <label class="idle">
            {say.idle}
            <select
              data-q="idle"
              value={`${minutes}`}
              onChange={(event) => setMinutes(Number(event.currentTarget.value))}
            >
              {IDLE_CHOICES.map((n) => (
                <option key={n} value={`${n}`}>
                  {say.minutes(n)}
                </option>
              ))}
            </select>
          </label>
          <Button act="save-store" onPress={save}>
            {say.save}
          </Button>
          <Button act="lock" onPress={lock}>
            {say.lock}
          </Button>
        </p>
      </header>
      {place === "import" && <Importing desk={desk} onChange={changed} onDone={() => setPlace("cases")} />}
      {place === "requests" && <Requests desk={desk} onChange={changed} />}
      {place === "export" && <Dispatching desk={desk} onMade={() => store.unsaved() && save()} />}
      {place === "cases" && <Cases desk={desk} kept={list} onOpen={(ref) => setPlace({ ref })} />}
      {typeof place !== "string" && (
        <CaseScreen
          key={place.ref}
          desk={desk}
          reference={place.ref}
          onChange={changed}
          onLeave={() => setPlace("cases")}
        />
      )}
    </Room>
  )
}

function Room(props: { minutes: number; onIdle: () => void; children: preact.ComponentChildren }) {
  useIdle(props.minutes, props.onIdle)
  return <div class="desk">{props.children}</div>
}

/** Whose store it is, in a line; a demonstration as such. */
function Standing({ desk }: { readonly desk: Desk }) {
  if (isEmpty(desk)) return <span class="standing">{say.nothing}</span>
  const { organisation, console, day, kind, waiting, stopped } = desk.about()
  return (
    <span class="standing" data-waiting={waiting}>
      {kind === "demonstration" && <strong>{say.demonstration} </strong>}
      {say.standing(organisation, console, day ?? "–", waiting)}
      {stopped !== null && <strong> {say.stopped}</strong>}
    </span>
  )
}

function isEmpty(desk: Desk): boolean {
  return desk.policy() === null
}
