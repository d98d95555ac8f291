// Opens an intake bundle (PROTOCOL section 11). Nothing in it is believed before it is checked: charters from the
// fingerprint, the log, every statement, every file's hash. A bad item is named and left out; a bad chain or log stops
// everything, and so does a zip that holds more or less than its index says.
import {
  type Bundle,
  type RandomAccess,
  readBundle,
  requireHash,
  wholeEntry,
  type ZipEntry,
} from "../bundle/reader.ts"
import { BundleError } from "../core/bundle.ts"
import { hex } from "../core/bytes.ts"
import {
  CarriedError,
  LOG_FILES,
  openFirstTree,
  requireKnownCharter,
  requirePromise,
} from "../core/carried.ts"
import { type Charter, verifyChain } from "../core/charter/chain.ts"
import { collect } from "../core/chunks.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { CodedError } from "../core/errors.ts"
import { RECORD_MAX } from "../core/package.ts"
import { decodePolicy } from "../core/policy.ts"
import { nobleSha256 } from "../core/sha256.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { type Opening, openAccount } from "./account.ts"

export class RefusedError extends CodedError<"withdrawn" | "missing" | "size-mismatch" | "leaf-hash"> {}

/** What opening a bundle takes. */
export interface BundleInput extends Opening {
  readonly file: RandomAccess
  readonly fingerprint: string
}

/** An account that was not opened, or a file that belongs to none. */
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

const SMALL_MAX = 1024 * 1024

/**
 * Opens every account of a bundle that is whole and not withdrawn, and publishes each in its place.
 * @throws {BundleError} `bundle-malformed`, `bundle-mismatch`
 * @throws {CharterError|CarriedError|CheckpointError|NoteError|StatementError|PolicyError} for its chain, policy and log
 * @throws what a place throws, unless it is coded: then it is the account's
 */
export async function openBundle({ file, fingerprint, ...opening }: BundleInput): Promise<OpenedBundle> {
  const bundle = { ...(await readBundle(file, "cairn-intake-bundle/1")), claimed: new Set<string>() }
  const charters = await readCharters(bundle, fingerprint)
  const { origin, body } = charters[charters.length - 1] as Charter
  const policy = await small(bundle, "policy.json", SMALL_MAX)
  if (hex(await sha256Platform(policy)) !== body.policy.sha256)
    throw new CarriedError("policy-mismatch", "not the policy that the charter names")
  decodePolicy(policy)
  const [checkpoint, hashes, entries] = await Promise.all(
    Object.values(LOG_FILES).map((path) => small(bundle, path, SMALL_MAX)),
  )
  const files = { checkpoint, hashes, entries } as Record<keyof typeof LOG_FILES, Uint8Array>
  const { size } = await openFirstTree(files, charters)
  if (bundle.index.origin !== origin || bundle.index.size !== size)
    throw new BundleError("bundle-mismatch", "its index names another log, or another size of it")

  const refused: Refused[] = []
  const { statements, withdrawn } = await readPending(bundle, charters, refused)
  let opened = 0
  for (const statement of statements) {
    const { subject, content, record } = statement
    if (record !== null) bundle.claimed.add(recordPath(record.sha256))
    if (content === null) continue
    bundle.claimed.add(containerPath(content.root))
    try {
      if (withdrawn.has(subject)) throw new RefusedError("withdrawn", "she withdrew it")
      await openOne(bundle, opening, { ...statement, content })
      opened++
    } catch (error) {
      refused.push({ subject, root: content.root, code: codeOf(error) })
    }
  }
  for (const path of bundle.entries.keys()) {
    if (bundle.claimed.has(path)) continue
    const [, root = null] = /^containers\/(.*)\.age$/.exec(path) ?? []
    refused.push({ subject: null, root, code: "unclaimed" })
  }
  return { opened, refused }
}

interface Claiming extends Bundle {
  /** What was read, or belongs to a statement that is not opened: anything else belongs to nobody. */
  readonly claimed: Set<string>
}

// Charters are numbered from 1 without a gap; the chain says the rest.
async function readCharters(bundle: Claiming, fingerprint: string): Promise<Charter[]> {
  const notes: Uint8Array[] = []
  while (bundle.entries.has(`charters/${notes.length + 1}.note`))
    notes.push(await small(bundle, `charters/${notes.length + 1}.note`, SMALL_MAX))
  const there = [...bundle.entries.keys()].filter((path) => path.startsWith("charters/")).length
  if (there !== notes.length) throw new BundleError("bundle-mismatch", "a charter is missing")
  return verifyChain(notes, fingerprint)
}

async function readPending(bundle: Claiming, charters: readonly Charter[], refused: Refused[]) {
  const statements: ConsentBody[] = []
  const withdrawn = new Set<string>()
  const notes = [...bundle.entries.keys()].filter((path) => /^pending\/.*\.note$/.test(path)).sort()
  for (const path of notes) {
    let body: ConsentBody | undefined
    try {
      const note = await collect(entryOf(bundle, path).bytes(), SMALL_MAX)
      body = (await openConsentStatement(note, (charters[0] as Charter).origin)).body
      // Her signature is enough: whatever else is wrong with a withdrawal, it is obeyed (C10).
      if (body.action === "withdrawn") withdrawn.add(body.subject)
      requireHash(bundle.index, path, hex(await sha256Platform(note)))
      if (path !== `pending/${hex(leafHash(note))}.note`)
        throw new RefusedError("leaf-hash", "not the statement of this leaf hash")
      requireKnownCharter(body.charter, charters)
      await requirePromise(await small(bundle, path.replace(/note$/, "promise"), SMALL_MAX), note, charters)
      statements.push(body)
    } catch (error) {
      const { subject = null, content = null } = body ?? {}
      refused.push({ subject, root: content?.root ?? null, code: codeOf(error) })
    }
  }
  return { statements, withdrawn }
}

async function openOne(
  bundle: Claiming,
  opening: Opening,
  statement: ConsentBody & { content: ContentRef },
): Promise<void> {
  const { record, content } = statement
  const container = entryOf(bundle, containerPath(content.root))
  if (container.size !== content.size) throw new RefusedError("size-mismatch", "not the size that she signed")
  const hash = (opening.newSha256 ?? nobleSha256)()
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of container.bytes()) {
      hash.update(chunk)
      yield chunk
    }
  }
  await openAccount(opening, {
    statement,
    record: record === null ? null : await small(bundle, recordPath(record.sha256), RECORD_MAX),
    file: hashed(),
    end: async () => requireHash(bundle.index, container.name, hex(hash.digest())),
  })
}

/** A small file, whole, and with the hash that the index gives it. */
function small(bundle: Claiming, path: string, max: number): Promise<Uint8Array> {
  return wholeEntry(bundle, entryOf(bundle, path), max)
}

function entryOf({ entries, claimed }: Claiming, path: string): ZipEntry {
  const entry = entries.get(path)
  claimed.add(path)
  if (entry === undefined) throw new RefusedError("missing", "the bundle does not hold it")
  return entry
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
