// `cairn init --charter`: the data folder of a real organisation, from what its ceremony handed to the server. Anything that could
// be a rehearsal's is refused: people would be told that they are safe.
import { createHash } from "node:crypto"
import { rm } from "node:fs/promises"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeNote } from "../core/note/note.ts"
import { encodeVkey, parsePrivateKey } from "../core/note/vkey.ts"
import { requireReal } from "../custody/known.ts"
import { requirePolicy } from "../custody/policy-rules.ts"
import { loadCharters, parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { besides, readSmall, readText } from "./files.ts"
import { mergeHours, planOf, publish, requireEmpty, writeData } from "./new-data.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

export class InitError extends CodedError<
  | "log-key" // not the key that the charter names as the log's
  | "policy-mismatch" // not the policy whose hash the charter names
  | "charter-version" // later charters come by the dispatch, into the log
> {}

/** @returns the exit status */
export async function initReal(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      charter: { type: "string" },
      policy: { type: "string" },
      fingerprint: { type: "string" },
      "log-key": { type: "string" },
      data: { type: "string", default: process.env.CAIRN_DATA ?? "data" },
      merge: { type: "string", default: "daily" },
      demonstration: { type: "boolean", default: false },
    },
  })
  const source = required(values.charter, "--charter (or --demo)")
  const plan = planOf(values.merge)
  const data = resolve(values.data)
  await requireEmpty(data)
  const { chain } = await loadCharters(
    source,
    parseFingerprint(required(values.fingerprint, "--fingerprint")),
  )
  const [charter, later] = chain
  if (later !== undefined)
    throw new InitError("charter-version", "a log begins with charter 1; later ones come by a dispatch")
  const day = today()
  requireCurrent(charter, day)
  // A rehearsal is wanted at times; it has to be said, and every screen says it too.
  if (!values.demonstration || charter.body.kind === "production") requireReal(charter.origin, charter.body)
  const policy = await policyFor(charter, required(values.policy, "--policy"), day)
  const logKey = await logKeyFor(charter, required(values["log-key"], "--log-key"))
  if (mergeHours(plan) > charter.body.mergeDelayHours)
    throw new CliError("usage", "--merge is slower than the charter promises")
  const part = besides(data)
  try {
    await writeData(
      part,
      { charter, note: encodeNote(charter.note), logKey, policy, merge: values.merge },
      day,
    )
    await publish(part, data)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
  const { kind } = charter.body
  output.result(
    { origin: charter.origin, fingerprint: charter.hash, data, kind },
    `made the data folder of ${charter.body.organisation}${kind === "production" ? "" : ", a demonstration, which protects nobody"}\n` +
      `  what a server holds   ${data}\n  fingerprint           ${charter.hash}\n  next                  cairn serve --data ${data}\n`,
  )
  return 0
}

async function policyFor({ body }: Charter, path: string, day: string): Promise<string> {
  const bytes = await readSmall(path)
  if (createHash("sha256").update(bytes).digest("hex") !== body.policy.sha256)
    throw new InitError("policy-mismatch", "not the policy that the charter names")
  requirePolicy(bytes, body, day)
  return fromUtf8(bytes)
}

async function logKeyFor({ body }: Charter, path: string): Promise<string> {
  const secret = (await readText(path)).trim()
  if (encodeVkey((await parsePrivateKey(secret)).verifier) === body.log) return secret
  throw new InitError("log-key", "not the key that the charter names as the log's")
}
