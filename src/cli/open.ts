// `cairn open`: a package or an intake bundle into a folder, offline. What fails is named in report.json and leaves
// nothing else behind.
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import type { RandomAccess } from "../bundle/entry.ts"
import type { Charter } from "../core/charter/charter.ts"
import { Reader } from "../core/chunks.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import type { CodedError } from "../core/errors.ts"
import type { Opening } from "../open/account.ts"
import { OpenError } from "../open/account.ts"
import { openBundle, type Refused } from "../open/bundle.ts"
import { parseIdentities, unwrapWith } from "../open/identity.ts"
import { openPackage } from "../open/package.ts"
import { loadCharters, parseFingerprint } from "./charter.ts"
import { CliError, named, report } from "./errors.ts"
import { makeFolder, readStream, readText, replacePrivate, withFile } from "./files.ts"
import { collecting } from "./memory.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { harmless, type Output } from "./output.ts"
import { folderPlace } from "./place.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

/** @returns the exit status: 1 if anything was refused */
export async function openCommand(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      identity: { type: "string" },
      fingerprint: { type: "string" },
      charter: { type: "string" },
      since: { type: "string", multiple: true, default: [] },
      out: { type: "string" },
    },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "open takes one package or bundle", "cairn --help")
  const out = resolve(required(values.out, "--out"))
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const identities = await parseIdentities(await readText(required(values.identity, "--identity")))
  const charters =
    values.charter === undefined ? undefined : (await loadCharters(values.charter, fingerprint)).chain
  const opening: Opening = {
    unwrap: unwrapWith(identities),
    aead: nodeAead,
    newSha256: nodeSha256,
    progress: collecting(progressLine("opening")),
    placeFor: async ({ subject, content }) => {
      await makeFolder(out)
      return folderPlace(out, subject, content?.root ?? "")
    },
  }
  const file = new Reader(readStream(path))
  try {
    const bundled = isZip(await file.peek(2))
    if (bundled && (path === "-" || charters !== undefined))
      throw new CliError("usage", "a bundle is opened from a file, by the charters inside", "cairn --help")
    if (!bundled && values.since.length > 0)
      throw new CliError("usage", "--since is for bundles", "cairn --help")
    const { opened, refused } = bundled
      ? await bundle([...values.since, path], fingerprint, opening)
      : await single(file, fingerprint, charters, opening)
    await makeFolder(out)
    await replacePrivate(`${out}/report.json`, `${JSON.stringify({ opened, refused })}\n`)
    output.result({ opened, refused }, `opened ${opened}, refused ${refused.length}: ${out}\n`)
    return refused.length === 0 ? 0 : 1
  } finally {
    await file.close()
  }
}

interface Outcome {
  readonly opened: number
  readonly refused: readonly Refused[]
}

async function bundle(
  paths: readonly string[],
  fingerprint: string,
  opening: Opening,
  files: readonly RandomAccess[] = [],
): Promise<Outcome> {
  const [path, ...rest] = paths
  if (path !== undefined)
    return withFile(path, (file) => bundle(rest, fingerprint, opening, [...files, file]))
  const outcome = await openBundle({
    ...opening,
    fingerprint,
    file: files[files.length - 1] as RandomAccess,
    since: files.slice(0, -1),
  })
  for (const { root, code } of outcome.refused)
    process.stderr.write(
      harmless(`cairn: refused: ${code}: ${root ?? "something that belongs to no account"}\n`),
    )
  return outcome
}

async function single(
  file: Reader,
  fingerprint: string,
  charters: readonly Charter[] | undefined,
  opening: Opening,
): Promise<Outcome> {
  let seen: ConsentBody | undefined
  try {
    await openPackage({
      ...opening,
      file: file.rest(),
      ...(charters?.[0] && { origin: charters[0].origin }),
      judge: (statement) => {
        seen = statement
        requireCharter(statement.charter, fingerprint, charters)
      },
    })
    return { opened: 1, refused: [] }
  } catch (error) {
    const known: CodedError = named(error)
    if (known instanceof CliError) throw known
    report(known)
    const { subject = null, content = null } = seen ?? {}
    return { opened: 0, refused: [{ subject, root: content?.root ?? null, code: known.code }] }
  }
}

// Without the chain, only charter 1 can be told to be the organisation's: its hash is the fingerprint.
function requireCharter(hash: string, fingerprint: string, charters: readonly Charter[] | undefined): void {
  const known = charters === undefined ? [fingerprint] : charters.map((charter) => charter.hash)
  if (!known.includes(hash))
    throw new OpenError("charter-unknown", "sealed under a charter that was not given")
}

function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b
}
