// Whether a text holds a receipt: nine words or thirty digits that check out, in whatever is around them. Whoever reads an
// account could then act as the person whose receipt it is, so such a text is not sent.
import { readReceipt, type WordList } from "../../src/core/receipt/receipt.ts"

const WORDS = 9
const DIGITS = 30

export function holdsReceipt(text: string, lists: readonly WordList[]): boolean {
  const words = text.split(/[^\p{L}\p{M}]+/u).filter((word) => word !== "")
  if (windows(words, WORDS, (nine) => reads(nine.join(" "), lists))) return true
  // Digits of any script, as they are written in groups: at most a few signs apart.
  const runs = text.match(/\p{Nd}+(?:[^\p{L}\p{Nd}]{1,3}\p{Nd}+)*/gu) ?? []
  return runs.some((run) =>
    windows([...run.replace(/\P{Nd}/gu, "")], DIGITS, (all) => reads(all.join(""), lists)),
  )
}

function windows(
  parts: readonly string[],
  size: number,
  is: (window: readonly string[]) => boolean,
): boolean {
  for (let at = 0; at + size <= parts.length; at++) if (is(parts.slice(at, at + size))) return true
  return false
}

function reads(text: string, lists: readonly WordList[]): boolean {
  try {
    readReceipt(text, lists)
    return true
  } catch {
    return false
  }
}
