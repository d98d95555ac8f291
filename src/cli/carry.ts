// `cairn carry pull`: the intake bundle from a server into a file, whole or not at all.
import { parseArgs } from "node:util"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { pullIntake } from "../courier/pull.ts"
import { parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { readText, requireAbsent, writePrivateBy } from "./files.ts"
import { nodeSha256 } from "./native.ts"
import { lineTo, online } from "./online.ts"
import type { Output } from "./output.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

/** @returns the exit status: 1 if anything had to be left out */
export async function carry(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      from: { type: "string" },
      key: { type: "string" },
      fingerprint: { type: "string" },
      out: { type: "string" },
    },
  })
  if (positionals.join(" ") !== "pull")
    throw new CliError("usage", "carry pull is all that is built so far", "cairn --help")
  const line = lineTo(required(values.from, "--from"))
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const out = required(values.out, "--out")
  await requireAbsent(out)
  const courier = await parsePrivateKey((await readText(required(values.key, "--key"))).trim())
  const progress = progressLine("pulling")
  const pulled = await online(() =>
    writePrivateBy(out, (sink) =>
      pullIntake({ line, fingerprint, courier, sink, newSha256: nodeSha256, progress }),
    ),
  )
  const { statements, records, containers, leftOut } = pulled
  for (const { kind, hash, code } of leftOut)
    process.stderr.write(`cairn: left out: ${code}: ${kind} ${hash}\n`)
  output.result(
    { out, statements, records, containers, leftOut },
    `pulled ${statements} statements, ${records} records, ${containers} containers: ${out}\n`,
  )
  return leftOut.length === 0 ? 0 : 1
}
