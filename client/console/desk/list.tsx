// The list of cases: filters and a search, both in memory, and only the lines in sight are drawn. A line says no more than her consent
// lets be known; what it says is picked out by the staff room, not here.
import { useEffect, useRef, useState } from "preact/hooks"
import type { CaseLine, Desk, Filter } from "../../../src/cases/desk.ts"
import { FIELDS } from "../../../src/core/intake/fields.ts"
import { en } from "../../../src/i18n/en.ts"
import { TextField } from "../../ui/field.tsx"
import { today } from "../today.ts"
import { tongue, words } from "../words.ts"
import { type Column, FilterBar } from "./filter-bar.tsx"

/** What stays as it was when somebody comes back to the list. */
export interface ListState {
  readonly filter: Filter
  readonly scroll: number
}

export const NO_LIST_STATE: ListState = { filter: {}, scroll: 0 }

interface Props {
  readonly desk: Desk
  readonly kept: { current: ListState }
  readonly onOpen: (ref: string) => void
}

const { list: say } = words.desk
const HARMS: Readonly<Record<string, string>> = en.questions.harm.options
const ROW = 76 // CSS pixels, until a line was measured: how high all of them are is desk.css's affair
const BEYOND = 6 // rows drawn above and below what is in sight

export function Cases({ desk, kept, onOpen }: Props) {
  const [filter, setFilter] = useState<Filter>(kept.current.filter)
  const [lines, setLines] = useState<readonly CaseLine[]>([])
  const asked = useRef(0)
  useEffect(() => {
    kept.current = { ...kept.current, filter }
    const turn = ++asked.current
    desk.list(filter).then((found) => turn === asked.current && setLines(found)) // an older answer comes too late
  }, [filter, desk])
  // What may be read is read once, while nobody waits for it. What fails is told by the search that needs it.
  useEffect(() => void desk.prepare().catch(() => undefined), [desk])
  const columns: readonly Column[] = [
    { key: "language", options: languages(desk) },
    { key: "harm", options: harms() },
    { key: "purpose", options: purposes(desk) },
  ]
  return (
    <main class="cases" data-state="cases">
      <h1 class="unseen">{say.title}</h1>
      <div class="search">
        <TextField
          question="search"
          label={say.search}
          rows={1}
          value={filter.text ?? ""}
          onChange={(text) => setFilter(withText(filter, text))}
        />
        <FilterBar filter={filter} columns={columns} today={today()} onChange={setFilter} />
      </div>
      <p class="amount" role="status" data-found={lines.length}>
        {say.found(lines.length)}
      </p>
      <Lines lines={lines} kept={kept} onOpen={onOpen} />
    </main>
  )
}

function Lines({ lines, kept, onOpen }: { lines: readonly CaseLine[] } & Pick<Props, "kept" | "onOpen">) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(kept.current.scroll)
  const [height, setHeight] = useState(800)
  const [row, setRow] = useState(ROW)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    element.scrollTop = kept.current.scroll
    const line = element.querySelector("li") // as high as the text is large and the window narrow
    const look = (): void => {
      setHeight(element.clientHeight)
      setRow(line?.offsetHeight || ROW)
    }
    const observer = new ResizeObserver(look)
    for (const one of [element, line]) if (one !== null) observer.observe(one)
    look()
    return () => observer.disconnect()
  }, [lines])
  const first = Math.max(0, Math.floor(top / row) - BEYOND)
  const shown = lines.slice(first, Math.ceil((top + height) / row) + BEYOND)
  return (
    <div
      ref={box}
      class="lines"
      onScroll={(event) => {
        kept.current = { ...kept.current, scroll: event.currentTarget.scrollTop }
        setTop(event.currentTarget.scrollTop)
      }}
    >
      <ul class="all-lines" style={{ blockSize: `${lines.length * row}px` }}>
        {shown.map((line, at) => (
          <li key={line.ref} style={{ insetBlockStart: `${(first + at) * row}px` }}>
            <button type="button" class="case-line" data-case={line.ref} onClick={() => onOpen(line.ref)}>
              <span class="case-ref">{line.ref}</span>
              <span class="case-facts">{factsOf(line)}</span>
              <span class="case-marks">
                {marksOf(line).map((mark) => (
                  <span key={mark} class="chip">
                    {mark}
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function factsOf({ language, since, place, harm, files, heldBy }: CaseLine): string {
  const parts = [
    tongue(language),
    since ?? say.pending,
    place?.text ?? "",
    (harm ?? []).map((code) => HARMS[code] ?? code).join(", "),
    files > 0 ? say.files(files) : "",
    heldBy === null ? "" : say.heldBy(heldBy),
  ]
  return parts.filter((part) => part !== "").join(" · ")
}

function marksOf({
  danger,
  minor,
  waiting,
  read,
  readable,
  hold,
  quarantine,
  labels,
  reviewAt,
}: CaseLine): string[] {
  const marks: readonly (readonly [boolean, string])[] = [
    [danger === "yes_now", say.danger],
    [danger === "maybe", say.dangerMaybe],
    [minor, say.minor],
    [waiting, say.waiting],
    [!read, say.unread],
    [!readable, say.triage],
    [hold, say.hold],
    [quarantine !== null, say.quarantine],
    [reviewAt !== null && reviewAt <= today(), say.review],
  ]
  return [...marks.flatMap(([is, mark]) => (is ? [mark] : [])), ...labels]
}

function withText({ text: _, ...rest }: Filter, text: string): Filter {
  const line = text.replaceAll("\n", " ")
  return line.trim() === "" ? rest : { ...rest, text: line }
}

function languages(desk: Desk): (readonly [string, string])[] {
  return (desk.policy()?.languages ?? []).map((code) => [code, tongue(code)])
}

function purposes(desk: Desk): (readonly [string, string])[] {
  return (desk.policy()?.purposes ?? []).map((purpose) => [purpose, words.purposes[purpose] ?? purpose])
}

function harms(): (readonly [string, string])[] {
  const { options } = FIELDS.find(({ id }) => id === "harm") ?? { options: [] }
  return options.flatMap((code) => (HARMS[code] === undefined ? [] : [[code, HARMS[code]] as const]))
}
