// Everything a catalogue can say, as a flat list: functions are called with examples, so that a test reads sentences.

export interface Sentence {
  readonly path: string
  readonly text: string
}

const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  amount: ["1 MB", "25 MB"],
  checked: ["1 May 2026"],
  removeNamed: ["a.jpg"],
  hiddenOf: ["a.jpg"],
  disclosed: ["A", "B"],
  named: ["A", "B"],
  given: ["A", "1 May 2026"],
}

/** @param value a catalogue, or a part of one */
export function said(value: unknown, path = ""): Sentence[] {
  if (typeof value === "string") return value === "" ? [] : [{ path, text: value }]
  if (typeof value === "function") {
    const given = EXAMPLES[path.split(".").at(-1) ?? ""]
    const calls = given === undefined ? [0, 1, 2, 3, 11, 100].map((n) => [n]) : [given]
    return calls.map((args) => ({ path, text: String(value(...args)) }))
  }
  if (typeof value !== "object" || value === null) throw new Error(`what is ${path}?`)
  return Object.entries(value).flatMap(([key, one]) => said(one, path === "" ? key : `${path}.${key}`))
}

/** The Flesch-Kincaid grade of English text: years of school that a reader needs. */
export function grade(texts: readonly string[]): number {
  const sentences = texts.flatMap((text) => text.split(/(?<=[.:!?])\s+/)).filter((one) => /\w/.test(one))
  const words = sentences.flatMap((one) => one.match(/[A-Za-z'’]+/g) ?? [])
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0)
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59
}

function syllablesIn(word: string): number {
  const bare = word.toLowerCase().replace(/[^a-z]/g, "")
  const silent = bare.replace(/(?:[^laeiouy]es|[^dt]ed|[^l]e)$/, (end) => end[0] ?? "")
  return Math.max(1, (silent.match(/[aeiouy]+/g) ?? []).length)
}
