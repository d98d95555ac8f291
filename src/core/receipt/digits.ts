// A receipt's number as thirty decimal digits in ten groups of three (docs/PROTOCOL.md, section 3), for the many
// languages that have no word list of their own.
import { digitValue } from "./text.ts"
import { ReceiptError } from "./value.ts"

const DIGITS = 30 // 2^99 has thirty
const GROUP = 3

/** `value` under 10^30 as ten groups of three ASCII digits. */
export function digitsOf(value: bigint): string {
  const all = value.toString().padStart(DIGITS, "0")
  return Array.from({ length: DIGITS / GROUP }, (_, i) => all.slice(GROUP * i, GROUP * (i + 1))).join(" ")
}

/**
 * The number that `symbols` write, each a digit of any script.
 * @throws {ReceiptError} `receipt-length`, `receipt-word` with the group that holds something else
 */
export function digitsValue(symbols: readonly string[]): bigint {
  if (symbols.length !== DIGITS)
    throw new ReceiptError("receipt-length", "not thirty digits", { form: "digits" })
  let value = 0n
  for (const [at, symbol] of symbols.entries()) {
    const digit = digitValue(symbol)
    if (digit === undefined) {
      const position = Math.floor(at / GROUP) + 1
      throw new ReceiptError("receipt-word", `group ${position} is not three digits`, {
        form: "digits",
        position,
      })
    }
    value = value * 10n + BigInt(digit)
  }
  return value
}
