// A sheet that custody made, shown and printed from this page: its HTML is read by the little grammar in which it was written,
// and built of an allowed few elements. Nothing is ever given to the browser's own HTML parser.
import { type ComponentChildren, h } from "preact"
import { useEffect } from "preact/hooks"
import { Button } from "../../ui/button.tsx"
import { words } from "../words.ts"

const ELEMENTS = /^(header|main|h1|h2|p|section|div|span|ul|ol|li|dl|dt|dd|table|tr|th|td|code|svg|path)$/
const ATTRIBUTES = /^(class|lang|viewBox|d|fill|role|aria-label|shape-rendering|scope)$/
const TOKEN = /<(\/?)([a-z0-9]+)((?:\s+[A-Za-z-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g
const NAMES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }

interface Open {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly inside: ComponentChildren[]
}

/**
 * The body of a sheet as elements of this page.
 * @throws {SyntaxError} for anything that a sheet has not
 */
export function sheetElements(html: string): ComponentChildren {
  const body = /<body>([\s\S]*)<\/body>/.exec(html)?.[1]
  if (body === undefined) throw new SyntaxError("no sheet")
  const open: Open[] = [{ name: "", attributes: {}, inside: [] }]
  let read = 0
  for (const { 0: whole, 1: end, 2: name, 3: attributes, 4: alone, 5: text, index } of body.matchAll(TOKEN)) {
    if (index !== read) throw new SyntaxError("not the grammar of sheets")
    read += whole.length
    const top = open.at(-1) as Open
    if (text !== undefined) top.inside.push(plain(text))
    else if (end === "/") {
      if (open.length < 2 || top.name !== (name === "main" ? "div" : name))
        throw new SyntaxError("ends what did not begin")
      open.pop()
      open.at(-1)?.inside.push(h(top.name, top.attributes, ...top.inside))
    } else {
      if (!ELEMENTS.test(name ?? "")) throw new SyntaxError("an element that no sheet has")
      // A sheet is a page of its own on paper; here it stands inside one, which has its main part already.
      const next = {
        name: name === "main" ? "div" : (name as string),
        attributes: attributesIn(attributes ?? ""),
        inside: [],
      }
      if (alone === "/") top.inside.push(h(next.name, next.attributes))
      else open.push(next)
    }
  }
  if (read !== body.length || open.length !== 1) throw new SyntaxError("not the grammar of sheets")
  return open[0]?.inside
}

function attributesIn(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = "", value = ""] of text.matchAll(/([A-Za-z-]+)="([^"]*)"/g)) {
    if (name === "xmlns") continue // as an element of this page it is in its namespace already
    if (!ATTRIBUTES.test(name)) throw new SyntaxError("an attribute that no sheet has")
    found[name] = plain(value)
  }
  return found
}

function plain(text: string): string {
  return text.replace(/&([a-z]+|#39);/g, (_, name) => NAMES[name] ?? "\ufffd")
}

interface Props {
  readonly html: string
  readonly onClose: () => void
}

/** A sheet over the page, as it will be printed: nothing else is on the paper. */
export function Sheet({ html, onClose }: Props) {
  useEffect(() => {
    document.documentElement.classList.add("printing")
    scrollTo(0, 0)
    return () => document.documentElement.classList.remove("printing")
  }, [])
  return (
    <div class="sheet-frame" data-state="sheet">
      <p class="sheet-acts">
        <Button act="print" kind="main" onPress={() => print()}>
          {words.ceremony.print}
        </Button>
        <Button act="close-sheet" onPress={onClose}>
          {words.ceremony.closeSheet}
        </Button>
      </p>
      <div class="sheet">{sheetElements(html)}</div>
    </div>
  )
}
