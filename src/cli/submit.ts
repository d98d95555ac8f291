// `cairn submit`: posts a package and prints the promise. Reads it to its end first; from stdin, by way of a private
// file, because it is sent again where the line fails.
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { askCharters } from "../courier/charters.ts"
import { checkPackage, submitPackage } from "../courier/submit.ts"
import { parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { besides, readStream, writePrivate } from "./files.ts"
import { guard, release } from "./leftovers.ts"
import { lineTo, online } from "./online.ts"
import type { Output } from "./output.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

/** @returns the exit status */
export async function submit(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { to: { type: "string" }, fingerprint: { type: "string" } },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "submit takes one package", "cairn --help")
  const line = lineTo(required(values.to, "--to"))
  const fingerprint = values.fingerprint === undefined ? undefined : parseFingerprint(values.fingerprint)
  if (path !== "-") return send(path)
  const spool = besides(join(tmpdir(), "x"))
  guard(spool)
  try {
    await writePrivate(spool, readStream("-"))
    return await send(spool)
  } finally {
    await rm(spool, { force: true })
    release(spool)
  }

  async function send(from: string): Promise<number> {
    const checked = await checkPackage(readStream(from))
    const { promise, note } = await online(async () => {
      const charters = await askCharters(line, fingerprint)
      const file = () => readStream(from)
      const progress = progressLine("sending")
      return submitPackage({ line, charters, checked, file, random: randomBytes, progress })
    })
    if (fingerprint === undefined) {
      process.stderr.write("cairn: note: the promise was checked against the server's own charter only\n")
      process.stderr.write("cairn: hint: give --fingerprint to check whose server it is\n")
    }
    output.result({ ...promise, promise: fromUtf8(note) }, fromUtf8(note))
    return 0
  }
}
