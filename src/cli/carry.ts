// `cairn carry pull`: the intake bundle from a server into a file, whole or not at all. `cairn carry push`: a dispatch
// bundle to the server, and what became of each file in it.
import { parseArgs } from "node:util"
import type { Charter } from "../core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../core/note/vkey.ts"
import { readSeen, type Seen } from "../courier/pending.ts"
import { type Pulled, pullIntake } from "../courier/pull.ts"
import { pushDispatch } from "../courier/push.ts"
import { parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { isZip, readSmall, readText, requireAbsent, withFile, writePrivateBy } from "./files.ts"
import { nodeSha256 } from "./native.ts"
import { lineTo, online } from "./online.ts"
import type { Output } from "./output.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

/** @returns the exit status: 1 if anything had to be left out */
export async function carry(args: string[], output: Output): Promise<number> {
  const [direction, ...rest] = args
  if (direction === "pull") return pull(rest, output)
  if (direction === "push") return push(rest, output)
  throw new CliError("usage", "carry pull or carry push", "cairn --help")
}

async function pull(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: "string" },
      key: { type: "string" },
      fingerprint: { type: "string" },
      since: { type: "string" },
      out: { type: "string" },
    },
  })
  const line = lineTo(required(values.from, "--from"))
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const out = required(values.out, "--out")
  await requireAbsent(out)
  const courier = await courierKey(required(values.key, "--key"))
  const progress = progressLine("pulling")
  const before = values.since
  const since =
    before === undefined ? {} : { since: (charters: readonly Charter[]) => seenIn(before, charters) }
  const pulled = await online(() =>
    writePrivateBy(out, (sink) =>
      pullIntake({ line, fingerprint, courier, sink, newSha256: nodeSha256, progress, ...since }),
    ),
  )
  for (const { kind, hash, code } of pulled.leftOut)
    process.stderr.write(`cairn: left out: ${code}: ${kind} ${hash}\n`)
  output.result({ out, ...pulled }, said(out, pulled))
  return pulled.leftOut.length === 0 ? 0 : 1
}

async function push(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { to: { type: "string" }, key: { type: "string" }, fingerprint: { type: "string" } },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "carry push takes one bundle", "cairn --help")
  const line = lineTo(required(values.to, "--to"))
  const fingerprint = values.fingerprint === undefined ? undefined : parseFingerprint(values.fingerprint)
  const courier = await courierKey(required(values.key, "--key"))
  const items = await online(() => withFile(path, (file) => pushDispatch(line, file, courier, fingerprint)))
  const count = (outcome: (typeof items)[number]["outcome"]): number =>
    items.filter((item) => item.outcome === outcome).length
  for (const { path: name, code } of items.filter(({ outcome }) => outcome === "refused"))
    process.stderr.write(`cairn: refused: ${code}: ${name}\n`)
  const [taken, repeated, refused] = [count("taken"), count("repeated"), count("refused")]
  output.result(
    { taken, repeated, refused, items },
    `taken ${taken}, already there ${repeated}, refused ${refused}\n`,
  )
  return refused === 0 ? 0 : 1
}

/** The courier's signing key, from its file. @throws {KeyError} `private-key` */
export async function courierKey(path: string): Promise<Signer> {
  return parsePrivateKey((await readText(path)).trim())
}

// The bundle before this one, or the checkpoint that was kept of it.
async function seenIn(path: string, charters: readonly Charter[]): Promise<Seen> {
  return withFile(path, async (file) =>
    readSeen((await isZip(file)) ? file : await readSmall(path), charters),
  )
}

function said(out: string, { size, since, statements, records, containers, notAsked }: Pulled): string {
  const log = since === 0 ? `a log of ${size} entries` : `the log from entry ${since} to ${size}`
  const { withdrawn, erased } = notAsked
  return (
    `pulled ${log}, ${statements} consent statements, ${records} records, ${containers} containers: ${out}\n` +
    (withdrawn + erased === 0 ? "" : `not asked for: ${withdrawn} withdrawn, ${erased} erased containers\n`)
  )
}
