// How a share is written down and read: words and a number on paper, and one line of capitals, which is what the QR code and
// a share's file hold. The line also carries the checks of the whole set, so any one sheet names a wrong one.

import { fromHex, hex } from "../core/bytes.ts"
import type { WordList } from "../core/receipt/words.ts"
import { PhraseError, readPhrase } from "./phrase.ts"
import { ShareError } from "./share-error.ts"
import { type ShareCheck, type ShareSet, shareCheck } from "./share-set.ts"
import type { Share } from "./shares.ts"

/** What a person typed from a sheet. */
export interface TypedShare {
  readonly number: string
  readonly words: string
  /** Eight hex digits; empty if it was not typed. */
  readonly setId: string
}

/**
 * @param checks the set's, where they are known: of words that fit two languages they say which is meant
 * @throws {ShareError} `share-text` (number or set id), `share-words` with the position where one word is at fault
 */
export function readTypedShare(
  typed: TypedShare,
  lists: readonly WordList[],
  checks: readonly ShareCheck[] = [],
): Share {
  const number = numberOf(typed.number.trim())
  const id = typed.setId.replace(/[\s-]/g, "").toLowerCase()
  if (!/^([0-9a-f]{8})?$/.test(id))
    throw new ShareError("share-text", "a set id has eight digits, 0 to 9 and a to f", { number })
  const setId = id === "" ? null : id
  const values = phrases(typed.words, lists, number)
  const check = checks.find((one) => one.number === number)?.check
  const fits = values.find((value) => setId !== null && shareCheck(setId, number, value) === check)
  return { setId, number, value: fits ?? (values[0] as Uint8Array) }
}

function phrases(words: string, lists: readonly WordList[], number: number): Uint8Array[] {
  try {
    return readPhrase(words, lists)
  } catch (error) {
    if (!(error instanceof PhraseError)) throw error
    const detail = error.message.slice(error.code.length + 2)
    throw new ShareError("share-words", `share ${number}: ${detail}`, { number, position: error.position })
  }
}

function numberOf(text: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= 255) return Number(text)
  throw new ShareError("share-text", "a share's number is 1 to 255")
}

const HEAD = "CAIRN-SHARE/1"
const LINE = new RegExp(
  `^${HEAD} ([0-9A-F]{8}) ([2-7])/([2-7]) ([1-9][0-9]{0,2}) ([0-9A-F]{64})((?: [1-9][0-9]{0,2}:[0-9A-F]{32}){2,7})$`,
)

/** `CAIRN-SHARE/1 <set id> <k>/<n> <number> <share> <number>:<check>…`, all in QR's alphanumeric letters. */
export function shareLine(share: Share, set: ShareSet): string {
  const checks = set.shares.map(({ number, check }) => `${number}:${check}`)
  return [HEAD, set.setId, `${set.k}/${set.n}`, share.number, hex(share.value), ...checks]
    .join(" ")
    .toUpperCase()
}

/**
 * Reads such a line, and holds the share against the check on its own sheet.
 * @throws {ShareError} `share-text`, `share-words` where the line was changed
 */
export function readShareLine(text: string): { share: Share; k: number; n: number; shares: ShareCheck[] } {
  const [, setId, k, n, number, value, checks] = LINE.exec(text.trim()) ?? []
  if (checks === undefined) throw new ShareError("share-text", "not a share")
  const share = {
    setId: (setId as string).toLowerCase(),
    number: numberOf(number as string),
    value: fromHex((value as string).toLowerCase()),
  }
  const shares = checks
    .trim()
    .split(" ")
    .map((pair) => pair.split(":") as [string, string])
    .map(([at, check]) => ({ number: numberOf(at), check: check.toLowerCase() }))
  const own = shares.find((one) => one.number === share.number)?.check
  if (shares.length !== Number(n) || own !== shareCheck(share.setId, share.number, share.value))
    throw new ShareError("share-words", `share ${share.number}: the line was changed`, {
      number: share.number,
    })
  return { share, k: Number(k), n: Number(n), shares }
}
