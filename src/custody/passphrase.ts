// The identity whole, as an age file under a passphrase (PROTOCOL section 10): the only place where a passphrase is taken. Any
// age opens it. A hostile file could ask for gigabytes of scrypt, so its header is read before any work is done.
import { Decrypter, Encrypter } from "age-encryption"
import { CodedError } from "../core/errors.ts"
import type { WordList } from "../core/receipt/words.ts"
import type { RandomBytes } from "../core/webcrypto.ts"
import { type Identity, parseIdentities } from "../open/identity.ts"

export class PassphraseError extends CodedError<
  | "passphrase" // the wrong one, or the file was changed
  | "passphrase-short"
  | "passphrase-file" // not an age file under a passphrase, and nothing else
  | "passphrase-work" // asks for more work than is done here
> {}

/** age's own: 2^18, 256 MiB for a second or two. Also the most that is done at reading. */
export const WORK_FACTOR = 18
const MOST_BYTES = 65_536
const LEAST_LETTERS = 16
const WORDS = 8 // 88 bits of a list of 2048; one more where a word is one letter, or it would be too short to be taken

const HEADER = /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n[A-Za-z0-9+/]{43}\n--- /

/** A passphrase to write down: eight words. Nobody thinks of a better one. */
export function newPassphrase(list: WordList, random: RandomBytes): string {
  const length = list.words[0]?.length === 1 ? WORDS + 1 : WORDS
  const bytes = random(2 * length)
  const words = Array.from({ length }, (_, i) => {
    const at = (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)) % list.words.length // 65 536 is 32 · 2048
    return (list.words[at] as string).normalize("NFC")
  })
  return words.join(" ")
}

/**
 * @param note lines that begin with `#`, for whoever opens it by hand; nothing secret
 * @throws {PassphraseError} `passphrase-short` under 16 letters
 */
export async function lockIdentities(
  identities: readonly Identity[],
  passphrase: string,
  note = "# made by cairn",
  workFactor = WORK_FACTOR,
): Promise<Uint8Array> {
  const text = tidy(passphrase)
  if ([...text].length < LEAST_LETTERS)
    throw new PassphraseError("passphrase-short", `a passphrase has at least ${LEAST_LETTERS} letters`)
  const encrypter = new Encrypter()
  encrypter.setPassphrase(text)
  encrypter.setScryptWorkFactor(workFactor)
  return encrypter.encrypt(`${note}\n${identities.join("\n")}\n`)
}

/**
 * @throws {PassphraseError} `passphrase-file`, `passphrase-work`, `passphrase`
 * @throws {IdentityError} `identity` if there is something else inside
 */
export async function unlockIdentities(file: Uint8Array, passphrase: string): Promise<readonly Identity[]> {
  if (!isLocked(file) || file.length > MOST_BYTES)
    throw new PassphraseError("passphrase-file", "not an age file under a passphrase")
  const [, factor] = HEADER.exec(headOf(file)) ?? []
  if (factor === undefined)
    throw new PassphraseError("passphrase-file", "not an age file under a passphrase alone")
  if (Number(factor) > WORK_FACTOR)
    throw new PassphraseError("passphrase-work", "it asks for more work than any file of ours")
  const decrypter = new Decrypter()
  decrypter.addPassphrase(tidy(passphrase))
  let text: string
  try {
    text = await decrypter.decrypt(file, "text")
  } catch {
    // The library's message is not passed on.
    throw new PassphraseError("passphrase", "not the passphrase of this file, or the file was changed")
  }
  return parseIdentities(text)
}

/** Whether a file's first bytes are those of an age file, so that a passphrase is worth asking for. */
export function isLocked(file: Uint8Array): boolean {
  return headOf(file).startsWith("age-encryption.org/v1\n-> scrypt ")
}

function headOf(file: Uint8Array): string {
  return String.fromCharCode(...file.subarray(0, 200))
}

// One Unicode form; and a line's end, which files bring along, is no letter of it.
function tidy(passphrase: string): string {
  return passphrase.replace(/[\r\n]+$/, "").normalize("NFC")
}
