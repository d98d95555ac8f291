// A file's name as somebody gave it, made safe to look at: nothing in it can turn the line around, hide or end it. The name
// decides nothing; what a file is says kind.ts.

// Letters that are not seen, or that move others: controls, marks of direction, fillers, private use, halves of pairs.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u
const JOINERS = ["\u200c", "\u200d"] // Persian, Hindi and families of emoji need them
const LONGEST = 120

export interface ShownName {
  /** Runs of letters; those that cannot be seen are spelled out. */
  readonly runs: readonly { readonly text: string; readonly spelled: boolean }[]
  /** Its last part, told apart where letters of two directions stand in one name. */
  readonly ending: string | undefined
}

export function shownName(name: string): ShownName {
  const runs: { text: string; spelled: boolean }[] = []
  const add = (text: string, spelled: boolean): void => {
    const last = runs.at(-1)
    if (last !== undefined && !spelled && !last.spelled) last.text += text
    else runs.push({ text, spelled })
  }
  for (const letter of shortened(name)) {
    const spelled = UNSEEN.test(letter) && !JOINERS.includes(letter)
    add(spelled ? codeOf(letter) : letter, spelled)
  }
  const mixed = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(name)
  const odd = runs.some(({ spelled }) => spelled)
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]
  return { runs, ending: mixed || odd ? ending : undefined }
}

/** The same for what can only be plain text: a title, a label for a reader. */
export function plainName(name: string): string {
  return shownName(name)
    .runs.map(({ text, spelled }) => (spelled ? `[${text}]` : text))
    .join("")
}

// The end of a name says what it claims to be: a long one loses its middle.
function shortened(name: string): string[] {
  const letters = [...name]
  if (letters.length <= LONGEST) return letters
  return [...letters.slice(0, LONGEST - 30), "…", ...letters.slice(-29)]
}

function codeOf(letter: string): string {
  return `U+${(letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`
}
