// The intake identity on the command line, from wherever it is kept: an identity file, one under a passphrase, or shares typed from
// paper. Used by everything that opens, for one run of one command.

import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8 } from "../core/bytes.ts"
import { ALL_LISTS } from "../core/receipt/lists.ts"
import { isLocked, unlockIdentities } from "../custody/passphrase.ts"
import { ShareError } from "../custody/share-error.ts"
import { decodeShareSet, type KnownSet, setIdOf } from "../custody/share-set.ts"
import { readShareLine, readTypedShare } from "../custody/share-text.ts"
import { rebuildIdentity, requireOfSet, type Share } from "../custody/shares.ts"
import { type Identity, parseIdentities } from "../open/identity.ts"
import { ask, askHidden, secretFrom } from "./ask.ts"
import { CliError } from "./errors.ts"
import { readSmall } from "./files.ts"

const MAX = 65_536

/** Options of every command that opens; all are files. */
export const UNLOCKING = {
  identity: { type: "string", multiple: true, default: [] as string[] },
  "passphrase-file": { type: "string", multiple: true, default: [] as string[] },
  share: { type: "string", multiple: true, default: [] as string[] },
  "share-set": { type: "string", multiple: true, default: [] as string[] },
} as const

export interface Unlocking {
  readonly identity: readonly string[]
  /** One for each identity file in its order, or one for all. */
  readonly "passphrase-file"?: readonly string[]
  readonly share: readonly string[]
  /** Records of sets: two while the key is being changed. */
  readonly "share-set"?: readonly string[]
}

/**
 * The identities that the options name; without `--identity`, shares: from files, or typed one after another.
 * @param recipients those that may be meant, where no record of a set is given: the charters' intake keys
 */
export async function unlocked(
  options: Unlocking,
  recipients: readonly Recipient[] = [],
): Promise<Identity[]> {
  const found: Identity[] = []
  const { identity, share, "passphrase-file": passphrases = [], "share-set": records = [] } = options
  for (const [at, path] of identity.entries())
    found.push(...(await identitiesIn(path, passphrases[at] ?? passphrases[0])))
  if (share.length > 0 || records.length > 0) found.push(...(await fromShares(share, records, recipients)))
  if (found.length === 0)
    throw new CliError("usage", "no key to open with", "give --identity FILE, or --share-set shares.json")
  return found
}

async function identitiesIn(path: string, passphrase: string | undefined): Promise<readonly Identity[]> {
  const file = await readSmall(path, MAX)
  if (!isLocked(file)) return parseIdentities(fromUtf8(file))
  return unlockIdentities(file, await secretFrom(passphrase, `passphrase of ${path}`))
}

/**
 * Shares from files, or from the terminal until there are enough.
 * @param enough how many are asked for: all of the set in a drill
 */
export async function sharesFrom(
  paths: readonly string[],
  known: KnownSet,
  enough: number,
): Promise<Share[]> {
  if (paths.length > 0)
    return Promise.all(paths.map(async (path) => shareIn(await readSmall(path, MAX), known)))
  const shares: Share[] = []
  while (shares.length < enough) {
    process.stderr.write(`sheet ${shares.length + 1} of ${enough}\n`)
    try {
      const typed = {
        number: await ask("its number"),
        setId: await ask("its set"),
        words: await askHidden("its 24 words"),
      }
      const share = readTypedShare(typed, ALL_LISTS, known.shares)
      requireOfSet([...shares, share], known)
      shares.push(share)
    } catch (error) {
      if (!(error instanceof ShareError)) throw error
      process.stderr.write(`${error.message.slice(error.code.length + 2)}: once more\n`)
    }
  }
  return shares
}

async function fromShares(
  paths: readonly string[],
  records: readonly string[],
  recipients: readonly Recipient[],
): Promise<Identity[]> {
  const sets: KnownSet[] = []
  for (const path of records) sets.push(decodeShareSet(await readSmall(path, MAX)))
  if (sets.length === 0) sets.push(await setOfSheets(paths, recipients))
  const found: Identity[] = []
  for (const known of sets) {
    if (paths.length === 0) process.stderr.write(`the set ${setIdOf(known.recipient)}\n`)
    const shares = await sharesFrom(paths, known, known.k)
    // Of several sets each takes what is its own; what is of none of them is told.
    const others = sets.filter((one) => one !== known).map(({ recipient }) => setIdOf(recipient))
    found.push(
      await rebuildIdentity(
        shares.filter(({ setId }) => !others.includes(setId ?? "")),
        known,
      ),
    )
  }
  return found
}

// Without the set's record, a line as a QR code holds it says which set it is and how many are needed.
async function setOfSheets(paths: readonly string[], recipients: readonly Recipient[]): Promise<KnownSet> {
  for (const path of paths) {
    const text = fromUtf8(await readSmall(path, MAX))
    if (!text.startsWith("CAIRN-SHARE")) continue
    const { share, k, shares } = readShareLine(text)
    const recipient = recipients.find((one) => setIdOf(parseRecipient(one)) === share.setId)
    if (recipient !== undefined) return { recipient, k, shares }
  }
  throw new CliError(
    "usage",
    "which set these shares are of is not known",
    "give its record with --share-set",
  )
}

/** A share's file: the line of its QR code, or its number, its set and its words, a line each. */
function shareIn(bytes: Uint8Array, known: KnownSet): Share {
  const text = fromUtf8(bytes)
  if (text.startsWith("CAIRN-SHARE")) return readShareLine(text).share
  const [number = "", setId = "", ...words] = text.split(/\r?\n/)
  return readTypedShare({ number, setId, words: words.join(" ") }, ALL_LISTS, known.shares)
}
