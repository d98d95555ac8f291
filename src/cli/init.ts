// `cairn init --demo`: a demonstration organisation. What a server would hold goes to one folder, the offline keys to
// another; both appear whole or not at all. With `--charter`, a real one's data folder: init-real.ts.
import { createHash } from "node:crypto"
import { rm } from "node:fs/promises"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { addDays } from "../core/day.ts"
import { encodePolicy } from "../core/policy.ts"
import { isOrigin } from "../core/statement/frame.ts"
import { makeOrganisation, type Organisation } from "../custody/organisation.ts"
import { DEMO_ORGANISATION, DEMO_README, demoPolicy } from "./demo.ts"
import { CliError } from "./errors.ts"
import { besides } from "./files.ts"
import { mergeHours, planOf, publish, requireEmpty, writeAll, writeData } from "./new-data.ts"
import { type Output, today } from "./output.ts"

const CHARTER_DAYS = 365

/** @returns the exit status */
export async function init(args: string[], output: Output): Promise<number> {
  if (!args.includes("--demo")) return (await import("./init-real.ts")).initReal(args, output)
  const { values } = parseArgs({
    args,
    options: {
      demo: { type: "boolean" },
      data: { type: "string", default: process.env.CAIRN_DATA ?? "data" },
      "demo-dir": { type: "string", default: "demo" },
      merge: { type: "string", default: "daily" },
      origin: { type: "string", default: "demo.cairn.example" },
    },
  })
  if (!isOrigin(values.origin)) throw new CliError("usage", "an origin has no scheme, no space and no +")
  const merge = planOf(values.merge)
  const [data, demo] = [resolve(values.data), resolve(values["demo-dir"])]
  await requireEmpty(data)
  await requireEmpty(demo)
  const day = today()
  const policy = encodePolicy(demoPolicy(day))
  const organisation = await makeOrganisation({
    origin: values.origin,
    organisation: DEMO_ORGANISATION,
    kind: "demonstration",
    today: day,
    roots: 1,
    consoles: 2,
    threshold: 1,
    policy: { sha256: createHash("sha256").update(policy).digest("hex") },
    erasureDays: 3,
    graceDays: 90,
    freshDays: 7,
    mergeDelayHours: mergeHours(merge),
    expires: addDays(day, CHARTER_DAYS),
  })
  await writeFolders(data, demo, organisation, fromUtf8(policy), day, values.merge)
  const fingerprint = organisation.charter.hash
  output.result(
    { origin: values.origin, fingerprint, data, demo, kind: "demonstration" },
    `made a demonstration organisation, which protects nobody\n` +
      `  what a server holds   ${data}\n  the offline keys      ${demo}\n  fingerprint           ${fingerprint}\n`,
  )
  return 0
}

/** Writes both folders of a new organisation, or neither. `day` is the time that everything in `data` gets. */
export async function writeFolders(
  data: string,
  demo: string,
  made: Organisation,
  policy: string,
  day: string,
  merge = "daily",
): Promise<void> {
  const parts = [besides(data), besides(demo)] as const
  try {
    await writeData(parts[0], { ...made, policy, merge }, day)
    const secrets = Object.fromEntries([...made.secrets].map(([name, text]) => [name, `${text}\n`]))
    const fingerprint = `${made.charter.hash}\n`
    await writeAll(parts[1], { ...secrets, "fingerprint.txt": fingerprint, README: DEMO_README })
    await publish(parts[1], demo)
    await publish(parts[0], data)
  } catch (error) {
    for (const part of parts) await rm(part, { recursive: true, force: true })
    throw error
  }
}
