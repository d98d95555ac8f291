// 32 bytes as 24 words and back: BIP-39, whose last eight bits are a check. Reading is lenient about dress (case, spacing,
// script) as for receipts, and says which word is in no list. What the words are a share of is shares.ts.
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39"
import { CodedError } from "../core/errors.ts"
import { foldWord, readText } from "../core/receipt/text.ts"
import type { WordList } from "../core/receipt/words.ts"

/** `position` counts from 1, where one word is at fault. */
export class PhraseError extends CodedError<
  "phrase-length" | "phrase-word" | "phrase-mixed" | "phrase-check"
> {
  readonly position: number | undefined

  constructor(code: PhraseError["code"], detail: string, position?: number) {
    super(code, detail)
    this.position = position
  }
}

const WORDS = 24

/** 24 words of one list, in NFC. */
export function phraseOf(bytes: Uint8Array, list: WordList): string[] {
  // The library writes NFKD, and Japanese with a wide space between.
  return entropyToMnemonic(bytes, [...list.words])
    .split(/[ \u3000]/)
    .map((word) => word.normalize("NFC"))
}

/**
 * @returns every 32 bytes that the words write in one of `lists`; nearly always exactly one
 * @throws {PhraseError} `phrase-length`, `phrase-word`, `phrase-mixed`, `phrase-check`
 */
export function readPhrase(text: string, lists: readonly WordList[]): Uint8Array[] {
  const read = readText(text)
  const words = read.form === "words" ? read.words : []
  if (words.length !== WORDS) throw new PhraseError("phrase-length", `not ${WORDS} words`)
  const known = lists.map(indexOf)
  const position = words.findIndex((word) => !known.some((list) => list.has(word))) + 1
  if (position > 0) throw new PhraseError("phrase-word", `word ${position} is in no list`, position)
  const fitting = lists.filter((_, at) => words.every((word) => known[at]?.has(word)))
  if (fitting.length === 0) throw new PhraseError("phrase-mixed", "the words are not of one list")
  const found = fitting.flatMap((list) => entropyOf(words, list))
  if (found.length === 0)
    throw new PhraseError("phrase-check", "the check bits do not fit: a word is another")
  return found
}

function entropyOf(words: readonly string[], list: WordList): Uint8Array[] {
  const index = indexOf(list)
  const exact = words.map((word) => list.words[index.get(word) as number])
  try {
    return [mnemonicToEntropy(exact.join(" "), [...list.words])]
  } catch {
    return [] // the library's message is not passed on: it may quote
  }
}

const indexes = new WeakMap<WordList, ReadonlyMap<string, number>>()

function indexOf(list: WordList): ReadonlyMap<string, number> {
  const known = indexes.get(list)
  if (known !== undefined) return known
  const index = new Map(list.words.map((word, at) => [foldWord(word), at]))
  indexes.set(list, index)
  return index
}
