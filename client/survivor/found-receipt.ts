// Whether what she wrote holds a receipt: nine words or thirty digits that check out, in whatever is around them, also spread over
// several answers. Whoever reads an account could then act as the person whose receipt it is, so it is not sent. A draft is not
// looked at: who can open it has the receipt already.
import { readReceipt, type WordList } from "../../src/core/receipt/receipt.ts"

const WORDS = 9
const DIGITS = 30
const GROUP = 3
// Joiners, direction marks, soft hyphens: inside a word or number they are not seen. A zero-width space parts words.
const UNSEEN = /(?!\u200b)\p{Cf}/gu

const NUMBERED = /^\s*\p{Nd}{1,2}[.):]\s/gmu // lines of a list

/** @param texts in the order in which they are read */
export function holdsReceipt(texts: readonly string[], lists: readonly WordList[]): boolean {
  const text = texts.join("\n").replace(UNSEEN, "")
  const words = text.split(/[^\p{L}\p{M}]+/u).filter((word) => word !== "")
  if (windows(words, WORDS).some((nine) => reads(nine.join(" "), lists))) return true
  return [text, text.replace(NUMBERED, "")].flatMap(digitsIn).some((all) => reads(all, lists))
}

/**
 * Thirty digits on end, with anything but letters between them, as somebody would write a receipt: in its own groups or some of them
 * run together, or in groups of one size. Of any other thirty digits one in thirteen would pass for a receipt, so lists of telephone
 * numbers and dates would be refused. A group of more than thirty is looked through.
 */
function digitsIn(text: string): string[] {
  const runs = text.match(/\p{Nd}+(?:[^\p{L}\p{Nd}]+\p{Nd}+)*/gu) ?? []
  return runs.flatMap((run) => {
    const groups = (run.match(/\p{Nd}+/gu) ?? []).map((group) => [...group])
    const long = groups.filter(({ length }) => length > DIGITS)
    const written = groups.map((_, from) => thirty(groups.slice(from))).filter(isGrouped)
    return [
      ...long.flatMap((group) => windows(group, DIGITS)).map((all) => all.join("")),
      ...written.map((all) => all.flat().join("")),
    ]
  })
}

/** The first groups that are thirty digits; none where a group goes beyond them. */
function thirty(groups: readonly string[][]): string[][] {
  let [count, to] = [0, 0]
  while (count < DIGITS && to < groups.length) count += groups[to++]?.length ?? 0
  return count === DIGITS ? groups.slice(0, to) : []
}

function isGrouped(groups: readonly string[][]): boolean {
  const sizes = groups.map(({ length }) => length)
  const [first = 0] = sizes
  const even = sizes.slice(0, -1).every((size) => size === first) && (sizes.at(-1) ?? 0) <= first
  return groups.length > 0 && (even || sizes.every((size) => size % GROUP === 0))
}

function windows(parts: readonly string[], size: number): string[][] {
  return parts.slice(size - 1).map((_, at) => parts.slice(at, at + size))
}

function reads(text: string, lists: readonly WordList[]): boolean {
  try {
    readReceipt(text, lists)
    return true
  } catch {
    return false
  }
}
