// `cairn audit`: the auditor over a server or an intake bundle. What was seen is kept between runs; the identity opens custody
// records here and never leaves this process.
import { randomInt } from "node:crypto"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { type Audited, audit as auditSource } from "../auditor/audit.ts"
import { bundleSource } from "../auditor/bundle-source.ts"
import { reportHtml } from "../auditor/html.ts"
import { EXIT } from "../auditor/report.ts"
import { serverSource } from "../auditor/server-source.ts"
import type { Source } from "../auditor/source.ts"
import type { Kept } from "../auditor/state.ts"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { serverAddress } from "../courier/address.ts"
import { parseIdentities, unwrapWith } from "../open/identity.ts"
import { auditThreads } from "./audit-hands.ts"
import { readState, writeState } from "./audit-state.ts"
import { auditText } from "./audit-text.ts"
import { parseFingerprint } from "./charter.ts"
import { CliError, report } from "./errors.ts"
import { readSmall, readText, replacePrivate, withFile } from "./files.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { nodeHybridKem, nodeIsSignature } from "./native-keys.ts"
import { type Output, today } from "./output.ts"
import { countLine } from "./progress.ts"
import { required } from "./usage.ts"

const PATIENCE_MS = 60_000 // one answer
const IN_ALL_MS = 12 * 3_600_000 // a log of millions over a bad line; not for ever
const SAMPLE = { containers: 32, records: 64 }

/** @returns the exit status: 0 all well, 1 findings, 2 incomplete or could not */
export async function audit(args: string[], output: Output): Promise<number> {
  try {
    const { report: found } = await auditWith(args, output)
    return EXIT[found.verdict]
  } catch (error) {
    report(error)
    return 2 // 1 is for what an audit found
  }
}

async function auditWith(args: string[], output: Output): Promise<Audited> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      fingerprint: { type: "string" },
      key: { type: "string" },
      identity: { type: "string" },
      state: { type: "string" },
      html: { type: "string" },
      compare: { type: "string", multiple: true, default: [] },
    },
  })
  const [place, more] = positionals
  if (place === undefined || more !== undefined)
    throw new CliError("usage", "audit takes one server or bundle", "cairn --help")
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const { identity, state } = values
  const identities = identity === undefined ? undefined : await parseIdentities(await readText(identity))
  const kept = state === undefined ? undefined : await readState(state, fingerprint)
  const others = await Promise.all(values.compare.map((path) => readSmall(path)))
  const audited = await withSource(place, values.key, kept, (source) =>
    auditSource({
      ...{ source, fingerprint, kept, others, today: today(), aead: nodeAead },
      unwrap: identities && unwrapWith(identities, nodeHybridKem),
      handsFor: identities && auditThreads(identities),
      ...{ newSha256: nodeSha256, isSignature: nodeIsSignature },
      sampling: { ...SAMPLE, draw: (below) => randomInt(below) },
      progress: countLine("auditing entries"),
    }),
  )
  if (state !== undefined && audited.kept !== undefined) await writeState(state, audited.kept)
  if (values.html !== undefined) await replacePrivate(resolve(values.html), reportHtml(audited.report))
  output.result(audited.report, auditText(audited.report))
  return audited
}

function withSource<T>(
  place: string,
  key: string | undefined,
  kept: Kept | undefined,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  if (!/^https?:\/\//.test(place)) {
    if (key !== undefined) throw new CliError("usage", "--key is for servers", "cairn --help")
    return withFile(place, async (file) => use(await bundleSource(file)))
  }
  return fromServer(place, key, kept, use)
}

async function fromServer<T>(
  place: string,
  key: string | undefined,
  kept: Kept | undefined,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const signer = key === undefined ? undefined : await parsePrivateKey((await readText(key)).trim())
  const now = (): number => Date.now()
  const address = {
    base: serverAddress(place),
    fetch,
    now,
    patienceMs: PATIENCE_MS,
    until: now() + IN_ALL_MS,
  }
  return use(serverSource({ ...address, signer, seen: kept?.checkpoint }))
}
