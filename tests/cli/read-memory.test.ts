// A large attachment is imported and read in bounded memory, and comes out as it went in: 64 MiB always, 4 GiB with CAIRN_LONG=1.
import { createReadStream, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { BundleWriter } from "../../src/bundle/writer.ts"
import { nodeSha256 } from "../../src/cli/native.ts"
import { hex } from "../../src/core/bytes.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { CONSENT } from "../../src/core/consent/statement.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { readPackage } from "../../src/core/package.ts"
import { parseStatement } from "../../src/core/statement/frame.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { batch, logFiles } from "../fixtures/log.ts"
import { type Demo, demo } from "./demo.ts"
import { allowing } from "./room.ts"
import { cairnOk, spawned } from "./run.ts"

const MIB = 1024 * 1024
const SIZE = (process.env.CAIRN_LONG === "1" ? 4096 : 64) * MIB
const LIMIT = 250e6

/** The intake bundle that a courier would bring of one package. */
async function bundleOf(org: Demo, name: string): Promise<void> {
  const at = (file: string): string => join(org.folder, file)
  const { statement, record, container } = await readPackage(
    createReadStream(at(`${name}.cairn`), { highWaterMark: MIB }),
  )
  if (record === null || !("bytes" in container)) throw new Error("not a whole package")
  const { body } = parseStatement(CONSENT, statement)
  const log = await parsePrivateKey(readFileSync(at("data/log.key"), "utf8").trim())
  const charter = encodeNote(parseCharter(readFileSync(at("data/charter/1.note"))).note)
  const leaves = [charter, ...(await batch(body.day, [statement], log))]
  const file = await open(at("intake.zip"), "wx")
  const zip = new BundleWriter(async (chunk) => void (await file.write(chunk)), nodeSha256)
  await zip.add("charters/1.note", [charter])
  await zip.add("policy.json", [readFileSync(at("data/policy.json"))])
  for (const [path, bytes] of await logFiles(leaves, log)) await zip.add(`log/${path}`, [bytes])
  await zip.add(`records/${hex(await sha256Platform(record))}.age`, [record])
  await zip.add(`containers/${body.content?.root}.age`, container.bytes)
  const { origin } = parseCharter(charter)
  await zip.end({ format: "cairn-intake-bundle/1", origin, size: leaves.length, day: body.day })
  await file.close()
}

test(`${SIZE / MIB} MiB imports and reads under 250 MB`, { timeout: 3_600_000 }, async () => {
  const org = await demo()
  allowing((name) => join(org.folder, name))
  const large = join(org.folder, "large.bin")
  writeFileSync(large, "a file of zeros, but for its beginning")
  truncateSync(large, SIZE)
  const peakOf = async (args: string[]): Promise<number> => {
    process.env.CAIRN_PEAK = join(org.folder, "peak")
    await cairnOk(org.folder, args, ["--import", join(import.meta.dirname, "peak.ts")])
    return Number(readFileSync(join(org.folder, "peak"), "utf8"))
  }
  await cairnOk(org.folder, org.sealing("x", undefined, "--file", "large.bin"))
  await bundleOf(org, "x")
  const desk = ["--store", "store", "--identity", "demo/intake.age-identity", "--key", "demo/console-1.key"]
  const importing = await peakOf([
    "import",
    "intake.zip",
    ...desk,
    "--fingerprint",
    org.fingerprint,
    "--json",
  ])
  const listed = await cairnOk(org.folder, ["cases", ...desk, "--json"])
  const [{ ref }] = JSON.parse(listed.stdout.toString()).cases
  const file = ["--purpose", "legal_analysis", "--file", "1:files/001", "--out", "copy.bin"]
  const reading = await peakOf(["read", ref, ...desk, ...file])
  console.log(
    `peak resident: import ${(importing / 1e6).toFixed(0)} MB, read ${(reading / 1e6).toFixed(0)} MB`,
  )
  expect(await spawned("cmp", ["large.bin", "copy.bin"], org.folder)).toMatchObject({ status: 0, stderr: "" })
  expect(importing).toBeGreaterThan(20e6) // the measure measures something
  expect(importing).toBeLessThan(LIMIT)
  expect(reading).toBeLessThan(LIMIT)
})
