// `cairn audit`: the auditor over a server or an intake bundle. What was seen is kept between runs; the identity opens custody
// records here and never leaves this process.
import { randomInt } from "node:crypto"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { type Audited, audit as auditSource } from "../auditor/audit.ts"
import { bundleSource } from "../auditor/bundle-source.ts"
import { reportHtml } from "../auditor/html.ts"
import { EXIT } from "../auditor/report.ts"
import { serverSource } from "../auditor/server-source.ts"
import type { Source } from "../auditor/source.ts"
import { type Kept, readKept } from "../auditor/state.ts"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { serverAddress } from "../courier/address.ts"
import { parseIdentities, unwrapWith } from "../open/identity.ts"
import { auditText } from "./audit-text.ts"
import { parseFingerprint } from "./charter.ts"
import { CliError, report } from "./errors.ts"
import {
  isThere,
  makeFolder,
  readSmall,
  readText,
  replacePrivate,
  replacePrivateBy,
  withFile,
} from "./files.ts"
import { nodeAead } from "./native.ts"
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
  const unwrap = identity && unwrapWith(await parseIdentities(await readText(identity)))
  const kept = state === undefined ? undefined : await readState(state, fingerprint)
  const others = await Promise.all(values.compare.map((path) => readSmall(path)))
  const audited = await withSource(place, values.key, kept, (source) =>
    auditSource({
      ...{ source, fingerprint, kept, others, today: today(), aead: nodeAead },
      unwrap: unwrap === "" ? undefined : unwrap,
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

function stateFile(folder: string, fingerprint: string): string {
  return join(resolve(folder), `${fingerprint.slice(0, 16)}.state`)
}

async function readState(folder: string, fingerprint: string): Promise<Kept | undefined> {
  const path = stateFile(folder, fingerprint)
  return (await isThere(path)) ? readKept(await readText(path)) : undefined
}

// The checkpoint beside it is what to show to others, and to compare with.
async function writeState(folder: string, kept: Kept): Promise<void> {
  await makeFolder(folder)
  const path = stateFile(folder, kept.fingerprint)
  await replacePrivateBy(path, async (sink) => {
    for (const lines of chunked(kept.lines())) await sink(lines)
  })
  await replacePrivate(path.replace(/state$/, "checkpoint"), Buffer.from(kept.checkpoint).toString())
}

const CHUNK = 1024 * 1024 // characters

function* chunked(lines: Iterable<string>): Generator<string> {
  let chunk = ""
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ""
  }
  yield chunk
}
