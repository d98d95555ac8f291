// Opens an intake bundle (PROTOCOL section 11). Nothing in it is believed before it is checked: charters from the
// fingerprint, the log to its last leaf, then what is pending, and withdrawals before anything is shown. A bad item is named
// and left out; a bad chain or log stops everything, and so does a zip that holds more or less than its index says.
import { type RandomAccess, requireHash } from "../bundle/entry.ts"
import { hex } from "../core/bytes.ts"
import { CodedError } from "../core/errors.ts"
import { type Content, Ledger, type PendingNote, type Person } from "../core/ledger.ts"
import { RECORD_MAX } from "../core/package.ts"
import { nobleSha256 } from "../core/sha256.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { type Opening, openAccount } from "./account.ts"
import {
  type Carried,
  entryOf,
  openCarried,
  RefusedError,
  readCarriedLog,
  readPending,
  small,
} from "./carried.ts"

/** What opening a bundle takes. */
export interface BundleInput extends Opening {
  readonly file: RandomAccess
  readonly fingerprint: string
  /** The bundles before it, oldest first, where it does not hold the whole log or must not be older. */
  readonly since?: readonly RandomAccess[]
}

/** An account that was not opened, or a statement or file that counts for nothing. */
export interface Refused {
  readonly subject: string | null
  readonly root: string | null
  readonly code: string
}

/** What became of the accounts in a bundle. */
export interface OpenedBundle {
  readonly opened: number
  readonly refused: readonly Refused[]
}

/**
 * Opens every account of a bundle that is whole, and neither withdrawn, erased nor expired, and publishes each in its place.
 * @throws {BundleError} `bundle-malformed`, `bundle-mismatch`
 * @throws {CharterError|CarriedError|CheckpointError|CosignatureError|TlogError|NoteError|StatementError|PolicyError} for
 *   its chain, policy and log
 * @throws what a place throws, unless it is coded: then it is the account's
 */
export async function openBundle({
  file,
  fingerprint,
  since = [],
  ...opening
}: BundleInput): Promise<OpenedBundle> {
  const bundles: Carried[] = []
  for (const one of [...since, file]) bundles.push(await openCarried(one, fingerprint))
  const bundle = bundles[bundles.length - 1] as Carried
  const { ledger, withheld } = await readAll(bundles)
  const from = bundles.at(-2)?.checkpoint.size ?? 0
  const refused: Refused[] = ledger.problems.map(({ subject, root, code }) => ({ subject, root, code }))
  for (const note of withheld) refused.push({ ...whose(note, bundle), code: "withheld" })

  let opened = 0
  for (const [subject, person] of ledger.people)
    for (const content of person.contents) {
      const { root } = content.statement.content
      const there = bundle.entries.has(containerPath(root))
      bundle.claimed.add(containerPath(root))
      const news = (content.position ?? from) >= from || person.changed >= from || person.withdrawing
      try {
        const code = ledger.refusal(person)
        if (code !== undefined && (news || there)) throw new RefusedError(code, "not to be shown")
        // Imported before, or carried before: nothing says that this bundle must hold it.
        if (code !== undefined || (!there && (content.erased || (content.position ?? from) < from))) continue
        await openOne(bundles, opening, person, content)
        opened++
      } catch (error) {
        refused.push({ subject, root, code: codeOf(error) })
      }
    }
  refused.push(...missingRecords(bundle, ledger, from), ...unclaimed(bundle))
  return { opened, refused }
}

// The logs one after another, then what is pending: of the earlier bundles too, unless it has become a leaf since.
async function readAll(bundles: readonly Carried[]): Promise<{ ledger: Ledger; withheld: Uint8Array[] }> {
  const bundle = bundles[bundles.length - 1] as Carried
  const ledger = new Ledger(bundle.charters)
  const waiting = new Map<string, PendingNote>()
  for (const [i, one] of bundles.entries()) {
    await readCarriedLog(one, bundles[i - 1], ledger, (leaf) => waiting.delete(leaf))
    for (const item of await readPending(one)) waiting.set(item.leaf, item)
  }
  const pending = [...waiting.values()]
  await ledger.takePending(pending)
  const withheld = pending.filter(({ leaf }) => !bundle.entries.has(`pending/${leaf}.note`))
  return { ledger, withheld: withheld.map(({ note }) => note) }
}

function whose(note: Uint8Array, { index }: Carried): Pick<Refused, "subject" | "root"> {
  const leaf = parseLeaf(note, index.origin)
  if (leaf.type !== "consent") return { subject: null, root: null }
  return { subject: leaf.body.subject, root: leaf.body.content?.root ?? null }
}

async function openOne(
  bundles: readonly Carried[],
  opening: Opening,
  { latest }: Person,
  { statement }: Content,
): Promise<void> {
  const bundle = bundles[bundles.length - 1] as Carried
  const container = entryOf(bundle, containerPath(statement.content.root))
  if (container.size !== statement.content.size)
    throw new RefusedError("size-mismatch", "not the size that she signed")
  const hash = (opening.newSha256 ?? nobleSha256)()
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of container.bytes()) {
      hash.update(chunk)
      yield chunk
    }
  }
  const recordOf = latest ?? statement
  const path = recordPath(recordOf.record?.sha256 ?? "")
  const holder = bundles.findLast(({ entries }) => entries.has(path)) ?? bundle
  await openAccount(opening, {
    statement,
    record: recordOf.record === null ? null : await small(holder, path, RECORD_MAX),
    recordOf,
    file: hashed(),
    end: async () => requireHash(bundle.index, container.name, hex(hash.digest())),
  })
}

// Records that the log says are there, and the bundle has not. An account without its own says so where it is refused.
function missingRecords(bundle: Carried, ledger: Ledger, from: number): Refused[] {
  const missing: Refused[] = []
  for (const [sha256, { subject, position, erased }] of ledger.records) {
    const path = recordPath(sha256)
    bundle.claimed.add(path)
    const person = ledger.people.get(subject)
    const due = !erased && (position ?? from) >= from && !bundle.entries.has(path)
    const own = person?.latest?.record?.sha256 === sha256 && person.contents.length > 0
    const shown = person === undefined || ledger.refusal(person) === undefined
    if (due && !own && shown) missing.push({ subject, root: null, code: "missing" })
  }
  return missing
}

function unclaimed({ entries, claimed }: Carried): Refused[] {
  return [...entries.keys()]
    .filter((path) => !claimed.has(path))
    .map((path) => {
      const [, root = null] = /^containers\/(.*)\.age$/.exec(path) ?? []
      return { subject: null, root, code: "unclaimed" }
    })
}

function codeOf(error: unknown): string {
  if (error instanceof CodedError) return error.code
  throw error
}

function recordPath(sha256: string): string {
  return `records/${sha256}.age`
}

function containerPath(root: string): string {
  return `containers/${root}.age`
}
