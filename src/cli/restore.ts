// `cairn restore FILE`: a backup into a new data folder, which may then sign nothing; or an intake bundle into a folder that
// was stopped, which refills its log and lets it sign again. Never both in one go: a backup alone would fork the log.
import { readFile, rename, rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { Reader } from "../core/chunks.ts"
import { readTarHeaderLike, skipTarFill } from "../core/container/tar.ts"
import { CodedError } from "../core/errors.ts"
import { parseSite } from "../server/site.ts"
import { openNodeStore } from "../storage/node/store.ts"
import { FILES } from "./backup.ts"
import { CliError } from "./errors.ts"
import {
  besides,
  isThere,
  isZip,
  makeFolder,
  readStream,
  requireAbsent,
  syncFolder,
  withFile,
  writePrivate,
} from "./files.ts"
import { guard, release } from "./leftovers.ts"
import { dateAll } from "./new-data.ts"
import { type Output, today } from "./output.ts"
import { refill } from "./refill.ts"
import { dataFolder, storeTrouble } from "./serve.ts"

/** `backup-malformed`: not a backup of ours. */
export class RestoreError extends CodedError<"backup-malformed"> {}

/** @returns the exit status: 1 if something could not be brought back */
export async function restore(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: "string" } },
  })
  const [file, more] = positionals
  if (file === undefined || more !== undefined)
    throw new CliError("usage", "restore takes one file", "cairn --help")
  const data = resolve(values.data ?? dataFolder())
  return (await withFile(file, isZip)) ? refilled(file, data, output) : unpacked(file, data, output)
}

async function refilled(file: string, data: string, output: Output): Promise<number> {
  const done = await withFile(file, (bundle) => refill(bundle, data))
  for (const { kind, hash } of done.lost) process.stderr.write(`cairn: lost: ${kind} ${hash}\n`)
  const lost =
    done.lost.length === 0 ? "" : `, ${done.lost.length} files are lost: name the bundles that hold them`
  output.result(
    done,
    `refilled the log from ${done.from} to ${done.size} entries and erased again what it says is erased${lost}\n` +
      "it may sign again: start the server\n",
  )
  return done.lost.length === 0 ? 0 : 1
}

async function unpacked(file: string, data: string, output: Output): Promise<number> {
  await requireAbsent(data)
  const part = besides(data)
  guard(part)
  let withoutHeader: readonly string[]
  try {
    await makeFolder(part)
    const names = await untar(file, part, WHOLE)
    if (!names.includes("cairn.db") || !names.includes("site.json"))
      throw new RestoreError("backup-malformed", "no database in it: is it the file without .headers?")
    const headers = `${file}.headers`
    const there = (await isThere(headers)) ? await untar(headers, part, HEADERS) : []
    withoutHeader = containersWithout(names, new Set(there))
    await stop(part)
    await dateAll(part, today())
    await rename(part, data)
    await syncFolder(dirname(data))
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  } finally {
    release(part)
  }
  for (const root of withoutHeader)
    process.stderr.write(`cairn: cannot be opened, its header is not there: ${root}\n`)
  output.result({ data, withoutHeader, signs: false }, `${UNPACKED.replace("DATA", data)}`)
  return withoutHeader.length === 0 ? 0 : 1
}

const UNPACKED = `restored into DATA
it may not sign: what was logged after the backup is not in it, and to sign would fork the log. So it takes
withdrawals, and nothing else, until the log is refilled from the newest intake bundle that a courier has:
  cairn restore intake.zip --data DATA
If nobody has one, this log has ended: a new one, with a new origin, must name its last checkpoint.
`

// Marked in the folder itself, before it has its name: there is no moment at which it could sign.
async function stop(data: string): Promise<void> {
  parseSite(await readFile(join(data, "site.json")))
  const store = await openNodeStore(data).catch((error) => {
    throw storeTrouble(error, data)
  })
  try {
    await store.setStopped({ reason: "restored", checkpoint: null })
  } finally {
    await store.close()
  }
}

const HASHED = "[0-9a-f]{2}/[0-9a-f]{64}"
const WHOLE = new RegExp(
  `^(cairn\\.db|merge|${FILES.join("|").replaceAll(".", "\\.")}|charter/[1-9][0-9]*\\.note|(containers|records)/${HASHED}|replies/[0-9a-f]{64}\\.[0-9]+|tiles(/[a-z0-9]+(\\.p)?)+)$`,
)
const HEADERS = new RegExp(`^headers/${HASHED}$`)

/** @returns the names of its files */
async function untar(file: string, folder: string, allowed: RegExp): Promise<string[]> {
  const tar = new Reader(readStream(file))
  const names: string[] = []
  try {
    for (;;) {
      const header = await tarHeaderOf(tar, allowed)
      if (header === undefined) return names
      const { name, size } = header
      await makeFolder(dirname(join(folder, name)))
      await writePrivate(join(folder, name), tar.stream(size))
      await skipTarFill(tar, size)
      names.push(name)
    }
  } finally {
    await tar.close()
  }
}

async function tarHeaderOf(tar: Reader, allowed: RegExp) {
  try {
    return await readTarHeaderLike(tar, allowed)
  } catch (cause) {
    throw new RestoreError("backup-malformed", "not a backup, or cut off", { cause })
  }
}

function containersWithout(names: readonly string[], headers: ReadonlySet<string>): string[] {
  const roots = names.flatMap((name) => /^containers\/..\/(.*)$/.exec(name)?.[1] ?? [])
  return roots.filter((root) => !headers.has(`headers/${root.slice(0, 2)}/${root}`))
}
