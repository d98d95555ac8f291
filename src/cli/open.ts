// `cairn open`: a package into a folder, offline. What fails is named in report.json and leaves nothing else behind.
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import type { Charter } from "../core/charter/charter.ts"
import { Reader } from "../core/chunks.ts"
import type { ConsentBody } from "../core/consent/statement.ts"
import type { CodedError } from "../core/errors.ts"
import { parseIdentities, unwrapWith } from "../open/identity.ts"
import { OpenError, openPackage } from "../open/package.ts"
import { loadCharters, parseFingerprint } from "./charter.ts"
import { CliError, named, report } from "./errors.ts"
import { makeFolder, readStream, readText, replacePrivate } from "./files.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import type { Output } from "./output.ts"
import { folderPlace } from "./place.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

interface Refusal {
  readonly subject: string | null
  readonly root: string | null
  readonly code: string
}

/** @returns the exit status: 1 if anything was refused */
export async function openCommand(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      identity: { type: "string" },
      fingerprint: { type: "string" },
      charter: { type: "string" },
      out: { type: "string" },
    },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "open takes one package", "cairn --help")
  const out = resolve(required(values.out, "--out"))
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const identities = await parseIdentities(await readText(required(values.identity, "--identity")))
  const charters = values.charter === undefined ? undefined : await loadCharters(values.charter, fingerprint)
  const file = new Reader(readStream(path))
  if (isZip(await file.peek(2))) {
    throw new CliError("usage", "intake bundles are not built yet", "open a .cairn package")
  }
  await makeFolder(out)
  let seen: ConsentBody | undefined
  const refused: Refusal[] = []
  try {
    await openPackage({
      file: file.rest(),
      ...(charters?.[0] && { origin: charters[0].origin }),
      judge: (statement) => {
        seen = statement
        requireCharter(statement.charter, fingerprint, charters)
      },
      unwrap: unwrapWith(identities),
      aead: nodeAead,
      newSha256: nodeSha256,
      progress: progressLine("opening"),
      placeFor: ({ subject, content }) => folderPlace(out, subject, content?.root ?? ""),
    })
  } catch (error) {
    const known: CodedError = named(error)
    if (known instanceof CliError) throw known
    report(known)
    refused.push({ subject: seen?.subject ?? null, root: seen?.content?.root ?? null, code: known.code })
  } finally {
    await file.close()
  }
  const opened = 1 - refused.length
  await replacePrivate(`${out}/report.json`, `${JSON.stringify({ opened, refused })}\n`)
  output.result({ opened, refused }, `opened ${opened}, refused ${refused.length}: ${out}\n`)
  return refused.length === 0 ? 0 : 1
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
