// A receipt's number as nine words of one BIP-39 list (docs/PROTOCOL.md, section 3). Only the lists are BIP-39's:
// nine words with three check bits are no BIP-39 phrase, and no wallet takes them for one.
import { foldWord } from "./text.ts"
import { isReceiptValue, ReceiptError } from "./value.ts"

/** 2048 words of one language. Passed in, so that a page loads only the lists it offers. */
export interface WordList {
  /** BCP 47, such as "es" or "zh-Hant". */
  readonly language: string
  readonly words: readonly string[]
}

const WORDS = 9
const BITS = 11n // 2048 words

const indexes = new WeakMap<WordList, ReadonlyMap<string, bigint>>()

/**
 * `value` under 2^99 as nine words, in NFC: what screens show, fonts draw and clipboards carry.
 * @throws {ReceiptError} `receipt-list`
 */
export function wordsOf(value: bigint, list: WordList): string[] {
  indexOf(list)
  return Array.from({ length: WORDS }, (_, i) => {
    const group = BigInt.asUintN(Number(BITS), value >> (BITS * BigInt(WORDS - 1 - i)))
    return (list.words[Number(group)] as string).normalize("NFC")
  })
}

/**
 * The number that nine `words` (folded) write in the one list of `lists` in which they are all found and the check
 * bits fit. Several such lists are no fault while they agree, as the two Chinese ones do.
 * @throws {ReceiptError} `receipt-length`, `receipt-word`, `receipt-mixed`, `receipt-checksum`, `receipt-ambiguous`,
 *   `receipt-list`
 */
export function wordsValue(words: readonly string[], lists: readonly WordList[]): bigint {
  const form = "words"
  if (words.length !== WORDS) throw new ReceiptError("receipt-length", "not nine words", { form })
  const position = words.findIndex((word) => !lists.some((list) => indexOf(list).has(word))) + 1
  if (position > 0)
    throw new ReceiptError("receipt-word", `word ${position} is in no list`, { form, position })

  const held = lists.flatMap((list) => {
    const groups = words.flatMap((word) => indexOf(list).get(word) ?? [])
    return groups.length === WORDS ? { language: list.language, value: join(groups) } : []
  })
  if (held.length === 0) throw new ReceiptError("receipt-mixed", "the words are not of one list", { form })

  const fitting = held.filter(({ value }) => isReceiptValue(value))
  const [first] = fitting
  if (first === undefined) throw new ReceiptError("receipt-checksum", "the check bits do not fit", { form })
  if (fitting.some(({ value }) => value !== first.value)) {
    const languages = fitting.map(({ language }) => language)
    throw new ReceiptError("receipt-ambiguous", "the words fit several languages", { form, languages })
  }
  return first.value
}

function join(groups: readonly bigint[]): bigint {
  return groups.reduce((value, group) => (value << BITS) | group, 0n)
}

/** Folded word to its place in the list; made once a list, since reading tries every list for every word. */
function indexOf(list: WordList): ReadonlyMap<string, bigint> {
  const known = indexes.get(list)
  if (known) return known
  const index = new Map(list.words.map((word, i) => [foldWord(word), BigInt(i)]))
  // A list cut short or with two like words would show words that nobody can read back.
  if (list.words.length !== 1 << Number(BITS) || index.size !== list.words.length) {
    throw new ReceiptError("receipt-list", "a word list does not hold 2048 different words")
  }
  indexes.set(list, index)
  return index
}
