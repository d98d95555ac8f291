// How a file must look from outside: its name, its length, its first sentence. No barrels.
import type { SourceFile } from "./tree.ts"

/** One thing a wall has to say. `check` names the check, for tables of what must be caught. */
export interface Finding {
  check: string
  file: string
  detail: string
}

const VAGUE = /^(util|utils|helper|helpers|service|services|manager|managers)$/
const MOST_LINES = 300
// A catalogue is data, as long as what the pages say; in pieces, a language would no longer be one file.
const CATALOGUE = /^src\/i18n\/((staff|returning)\/)?[a-z]{2,3}\.ts$/

export function shape(file: SourceFile): Finding[] {
  const say = (check: string, detail: string): Finding => ({ check, file: file.path, detail })
  const found: Finding[] = []
  const segments = file.path.split("/").flatMap((segment) => words(segment))
  for (const word of segments) if (VAGUE.test(word)) found.push(say("name", `${word} says nothing`))
  if (file.kind !== "script") return found
  const stem = (file.path.split("/").at(-1) ?? "").split(".")[0]
  if (stem === "index") found.push(say("barrel", "a file is named for what it is"))
  else if (file.reexportsOnly) found.push(say("barrel", "it only re-exports"))
  if (file.lines > MOST_LINES && !CATALOGUE.test(file.path)) found.push(say("length", `${file.lines} lines`))
  if (!isSentence(file.opening))
    found.push(say("opening", "it does not open with a comment that says what it is"))
  return found
}

/** `keyManager.test.ts` → key, manager, test, ts. */
function words(segment: string): string[] {
  return segment
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
}

// A directive for a tool is not a sentence; four words and a full stop are the least one can say something with.
function isSentence(comment: string): boolean {
  if (/^(biome-|eslint-|@ts-|@vite|\/ ?<)/.test(comment)) return false
  return comment.split(/\s+/).length >= 4 && /[.:!?]/.test(comment)
}
