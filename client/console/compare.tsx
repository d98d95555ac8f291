// Two charters beside each other, after what changes in plain words. What goes is struck out and what comes is underlined, and both
// are said in words as well: colour alone tells nothing.
import type { CharterBody } from "../../src/core/charter/charter.ts"
import { changeWords } from "../../src/custody/change-words.ts"
import { type ComparedRow, compareCharters } from "../../src/custody/charter-rows.ts"
import { Told } from "./told.tsx"
import { words } from "./words.ts"

interface Props {
  readonly before: CharterBody
  readonly after: CharterBody
}

const { compare: say } = words

export function Compare({ before, after }: Props) {
  const changes = changeWords(before, after)
  const rows = compareCharters(before, after)
  const same = rows.filter(({ changed }) => !changed)
  return (
    <section data-compare={changes.length}>
      <Told title={say.changes} items={changes.length === 0 ? [say.none] : changes} />
      <h2>{say.beside}</h2>
      {rows
        .filter(({ changed }) => changed)
        .map((row) => (
          <Row key={row.name} row={row} before={before.version} after={after.version} />
        ))}
      <details>
        <summary class="button quiet">{say.same(same.length)}</summary>
        <dl class="same">
          {same.map(({ name, after: says }) => (
            <div key={name}>
              <dt>{say.rows[name] ?? name}</dt>
              <dd>{says.join(", ") || say.nothing}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  )
}

function Row({ row, before, after }: { readonly row: ComparedRow; before: number; after: number }) {
  return (
    <section class="compared" data-row={row.name}>
      <h3>{say.rows[row.name] ?? row.name}</h3>
      <div class="two">
        <Side title={say.before(before)} items={row.before} others={row.after} is="goes" />
        <Side title={say.after(after)} items={row.after} others={row.before} is="comes" />
      </div>
    </section>
  )
}

interface SideProps {
  readonly title: string
  readonly items: readonly string[]
  readonly others: readonly string[]
  /** What it is of an item that the other side has not. */
  readonly is: "goes" | "comes"
}

function Side({ title, items, others, is }: SideProps) {
  return (
    <div class="side">
      <p class="size">{title}</p>
      {items.length === 0 && <p>{say.nothing}</p>}
      <ul>
        {items.map((item) => (
          <li key={item}>
            {others.includes(item) ? (
              item
            ) : is === "goes" ? (
              <>
                <span class="size">{say.goes} </span>
                <del>{item}</del>
              </>
            ) : (
              <>
                <span class="size">{say.comes} </span>
                <ins>{item}</ins>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
