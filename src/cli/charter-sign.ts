// `cairn charter sign` and `cairn charter verify`: roots sign, each on a machine of their own if they want; signatures are put
// together, counted, and judged as a stranger would.
import { join } from "node:path"
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parsePrivateKey } from "../core/note/vkey.ts"
import { charterOf, charterSigned, signCharter, stepOf, takeSigned } from "../custody/ceremony.ts"
import { changeWords } from "../custody/change-words.ts"
import { handOver } from "../custody/hand-over.ts"
import {
  encodeProposal,
  finishProposal,
  mergeProposals,
  type Proposal,
  parseProposal,
  type Signed,
  signedSoFar,
  signProposal,
} from "../custody/signing.ts"
import { ask } from "./ask.ts"
import { load, nextWords, save } from "./ceremony-folder.ts"
import { loadCharters, parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { readSmall, readText, writePrivate } from "./files.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

const CHAIN = { charter: { type: "string" }, fingerprint: { type: "string" } } as const
const MAX = 1024 * 1024

export async function charterSign(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...CHAIN,
      dir: { type: "string" },
      key: { type: "string", multiple: true, default: [] },
      yes: { type: "boolean", default: false },
      out: { type: "string" },
    },
  })
  const signers = await Promise.all(
    values.key.map(async (path) => parsePrivateKey((await readText(path)).trim())),
  )
  if (values.dir !== undefined) {
    let ceremony = await load(values.dir)
    for (const path of positionals) ceremony = await takeSigned(ceremony, await proposalIn(path))
    for (const signer of signers) ceremony = await signCharter(ceremony, signer)
    await save(values.dir, { ceremony, files: [] })
    const signed = await charterSigned(ceremony)
    const { hash } = charterOf(ceremony)
    output.result(
      { hash, step: stepOf(ceremony), ...signed },
      `${signedText(hash, signed)}${nextWords(ceremony)}`,
    )
    return 0
  }
  const [path, more] = positionals
  const out = required(values.out, "--out")
  if (path === undefined || more !== undefined || signers.length === 0)
    throw new CliError("usage", "sign takes one charter and --key", "cairn --help")
  const chain = await chainOf(values)
  const before = chain[chain.length - 1] ?? null
  let proposal = await proposalIn(path)
  const said = wordsFor(proposal, before)
  process.stderr.write(`${said.join("\n")}\n`)
  // Whoever signs has read what it changes; a script says so beforehand.
  if (!values.yes && (await ask("sign this? type yes")) !== "yes") throw new CliError("usage", "not signed")
  for (const signer of signers) proposal = await signProposal(proposal, before, signer)
  const signed = await signedSoFar(proposal, before)
  await writePrivate(out, fromUtf8(encodeProposal(proposal)))
  output.result({ hash: proposal.hash, changes: said, ...signed, out }, signedText(proposal.hash, signed))
  return 0
}

/** Ends a ceremony; or puts signatures together. @returns 1 while signatures are missing */
export async function charterVerify(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CHAIN, dir: { type: "string" }, out: { type: "string" } },
  })
  if (values.dir !== undefined) return finishCeremony(values.dir, output)
  if (positionals.length === 0) {
    required(values.charter, "--charter")
    const chain = await chainOf(values)
    const newest = chain[chain.length - 1] as Charter
    requireCurrent(newest, today())
    output.result(
      { version: newest.body.version, hash: newest.hash },
      `version ${newest.body.version} holds: ${newest.hash}\n`,
    )
    return 0
  }
  const chain = await chainOf(values)
  const before = chain[chain.length - 1] ?? null
  const proposal = mergeProposals(await Promise.all(positionals.map(proposalIn)))
  const signed = await signedSoFar(proposal, before)
  const { hash } = proposal
  if (!signed.complete) {
    output.result({ hash, ...signed, out: null }, signedText(hash, signed))
    return 1
  }
  const [newest] = (await finishProposal(proposal, chain)).slice(-1) as [Charter]
  requireCurrent(newest, today())
  if (values.out !== undefined) await writePrivate(values.out, fromUtf8(encodeProposal(proposal)))
  output.result({ hash, ...signed, out: values.out ?? null }, `${signedText(hash, signed)}it holds\n`)
  return 0
}

async function finishCeremony(dir: string, output: Output): Promise<number> {
  const ceremony = await load(dir)
  if (stepOf(ceremony) === "sign") {
    const signed = await charterSigned(ceremony)
    output.result({ step: "sign", ...signed }, signedText(charterOf(ceremony).hash, signed))
    return 1
  }
  const over = await handOver(ceremony, await readSmall(join(dir, "record/policy.json")), today())
  await save(dir, over)
  const fingerprint = over.charter.hash
  output.result(
    { step: "done", fingerprint, dir, made: over.files.map(({ path }) => path) },
    `charter 1 holds\n  fingerprint ${fingerprint}\n  print ${dir}/record/fingerprint.html and ${dir}/record/record.html\n`,
  )
  return 0
}

/** What is signed, in plain words; of charter 1 who must sign. */
export function wordsFor(proposal: Proposal, before: Charter | null): string[] {
  if (before !== null) return changeWords(before.body, proposal.body)
  return [
    `Charter 1 of ${proposal.body.organisation}, with ${proposal.body.roots.length} roots. Its hash: ${proposal.hash}`,
  ]
}

export function signedText(hash: string, { by, before, own }: Signed): string {
  const counts = [before, own].flatMap((count) => (count === null ? [] : [`${count.have} of ${count.need}`]))
  return `${hash}\nsigned by ${by.join(", ") || "nobody"}: ${counts.join(" of the roots before, ")} of its own roots\n`
}

export async function proposalIn(path: string): Promise<Proposal> {
  return parseProposal(await readSmall(path, MAX))
}

/** The verified chain, or none where charter 1 is signed. */
export async function chainOf(values: {
  readonly charter?: string | undefined
  readonly fingerprint?: string | undefined
}): Promise<readonly Charter[]> {
  if (values.charter === undefined) return []
  return (await loadCharters(values.charter, fingerprintOf(values.fingerprint))).chain
}

function fingerprintOf(text: string | undefined): string {
  return parseFingerprint(required(text, "--fingerprint"))
}
