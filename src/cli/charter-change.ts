// `cairn charter change`: a new version from the newest one, for the roots to sign. Keys come in with their holders' proofs.
import { createHash } from "node:crypto"
import { parseArgs } from "node:util"
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import { fromUtf8 } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { type Changes, proposeChange, type Rules } from "../custody/change.ts"
import { changeWords } from "../custody/change-words.ts"
import { requirePolicy } from "../custody/policy-rules.ts"
import { challenge, decodeAsked, encodeAsked, provenKey, requireAnswer } from "../custody/possession.ts"
import { encodeProposal } from "../custody/signing.ts"
import { chainOf } from "./charter-sign.ts"
import { CliError } from "./errors.ts"
import { readJson, readSmall, readText, writePrivate } from "./files.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

const OPTIONS = {
  charter: { type: "string" },
  fingerprint: { type: "string" },
  set: { type: "string" },
  policy: { type: "string" },
  expires: { type: "string" },
  add: { type: "string", multiple: true, default: [] as string[] },
  remove: { type: "string", multiple: true, default: [] as string[] },
  log: { type: "string" },
  audit: { type: "string" },
  "challenge-out": { type: "string" },
  challenge: { type: "string" },
  answer: { type: "string" },
  out: { type: "string" },
} as const

export async function charterChange(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS })
  required(values.charter, "--charter")
  const chain = await chainOf(values)
  const newest = chain[chain.length - 1] as Charter
  if (values["challenge-out"] !== undefined) return askAuditors(values, output)
  const proven = async (path: string) => provenKey(await readSmall(path, 65_536), newest.origin, newest.hash)
  const rules = await rulesFrom(values, newest)
  const changes: Changes = {
    set: rules,
    add: await Promise.all(values.add.map(proven)),
    remove: values.remove,
    ...(values.log !== undefined && { log: await proven(values.log) }),
    ...(values.audit !== undefined && { audit: await provenAudit(values) }),
  }
  const proposal = proposeChange(chain, changes)
  const said = changeWords(newest.body, proposal.body)
  const out = required(values.out, "--out")
  await writePrivate(out, fromUtf8(encodeProposal(proposal)))
  output.result(
    { hash: proposal.hash, version: proposal.body.version, changes: said, out },
    `${said.map((line) => `${line}\n`).join("")}for the roots to sign: ${out}\n`,
  )
  return 0
}

const SETTABLE: readonly (keyof Rules)[] = [
  ...(["organisation", "threshold", "witnesses", "witnessQuorum", "erasureDays"] as const),
  ...(["graceDays", "freshDays", "mergeDelayHours", "expires"] as const),
]

type Values = { readonly [name: string]: string | readonly string[] | undefined }

async function rulesFrom(values: Values, newest: Charter): Promise<Rules> {
  let rules: Record<string, unknown> = {}
  if (typeof values.set === "string") {
    const given = await readJson(values.set)
    if (typeof given !== "object" || given === null || Array.isArray(given))
      throw new CliError("file", `not an object: ${values.set}`)
    const odd = Object.keys(given).find((key) => !(SETTABLE as readonly string[]).includes(key))
    if (odd !== undefined) throw new CliError("usage", `--set takes ${SETTABLE.join(", ")}`)
    rules = given as Record<string, unknown>
  }
  if (typeof values.expires === "string") rules = { ...rules, expires: values.expires }
  if (typeof values.policy === "string") {
    const bytes = await readSmall(values.policy)
    const organisation = (rules as Rules).organisation ?? newest.body.organisation
    requirePolicy(bytes, { organisation, kind: newest.body.kind }, today())
    rules = { ...rules, policy: { sha256: createHash("sha256").update(bytes).digest("hex") } }
  }
  return rules as Rules
}

// The holder of a new audit identity opens a challenge; what must come back is kept beside it, as a hash.
async function askAuditors(values: Values, output: Output): Promise<number> {
  const out = values["challenge-out"] as string
  const recipient = await recipientIn(values)
  const { file, expects } = await challenge(recipient, randomBytes)
  await writePrivate(`${out}.expects`, encodeAsked({ recipient, expects }))
  await writePrivate(out, [file])
  output.result({ challenge: out }, `give this to the holder of the audit identity: ${out}\n`)
  return 0
}

async function provenAudit(values: Values): Promise<Recipient> {
  const [path, answer] = [
    required(values.challenge as string, "--challenge"),
    required(values.answer as string, "--answer"),
  ]
  const asked = decodeAsked(await readSmall(`${path}.expects`))
  const recipient = await recipientIn(values)
  if (asked.recipient !== recipient) throw new CliError("usage", "the challenge was for another recipient")
  requireAnswer(await readText(answer), asked.expects)
  return recipient
}

async function recipientIn(values: Values): Promise<Recipient> {
  return parseRecipient((await readText(required(values.audit as string, "--audit"))).trim())
}
