// What a person types, pastes or reads out, taken apart into words or digits (docs/PROTOCOL.md, section 3).
// Lenient about dress (case, spacing, script), and knows neither the lists nor the checksum.

/** Words in the form lists are compared in, or the code points of a number, digits or not. */
export type ReceiptText =
  | { readonly form: "words"; readonly words: readonly string[] }
  | { readonly form: "digits"; readonly symbols: readonly string[] }

// After NFKD: spaces and line breaks, dashes and minus, the zero-width space that Thai and Khmer text carries,
// the Ethiopic word space, and the commas of the scripts people write in.
const SEPARATORS =
  /[\p{White_Space}\p{Pd}\u2212\u200b\u1361,\u055d\u060c\u066c\u07f8\u1363\u1802\u1808\u3001\ua4fe\ua60d\ua6f5]+/gu
// Direction marks, joiners, soft hyphens: they come along when a receipt is copied, and nobody sees them.
const INVISIBLE = /\p{Cf}/gu
const DIGIT = /^\p{Nd}$/u
const HAN = /\p{Script=Han}/gu

/** One case, one Unicode form (NFKD): equal for whatever is the same word. */
export function foldWord(text: string): string {
  const lower = text.normalize("NFKD").toLowerCase()
  // A Turkish or Azeri keyboard makes the capital of i dotted and the small letter of I dotless.
  return lower.replaceAll("i\u0307", "i").replaceAll("ı", "i")
}

/** Takes `text` apart. It is a number if most of its characters are digits, so that one slip does not turn it into words. */
export function readText(text: string): ReceiptText {
  const tidy = foldWord(text).replace(SEPARATORS, " ").replace(INVISIBLE, "").trim()
  const symbols = [...tidy.replaceAll(" ", "")]
  const digits = symbols.filter((symbol) => DIGIT.test(symbol)).length
  if (digits * 2 > symbols.length) return { form: "digits", symbols }
  // A Chinese word is one character, commonly written without spaces. No other list uses Han characters.
  const words = tidy.replace(HAN, " $& ").split(" ")
  return { form: "words", words: words.filter((word) => word !== "") }
}

/**
 * The value 0 to 9 of a decimal digit of any script, or undefined for anything else. Unicode keeps such digits in
 * runs of ten, 0 first (some runs touch), so the value is the number of digits just before it, modulo ten.
 */
export function digitValue(symbol: string): number | undefined {
  if (!DIGIT.test(symbol)) return undefined
  const point = symbol.codePointAt(0) ?? 0
  let first = point
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--
  return (point - first) % 10
}
