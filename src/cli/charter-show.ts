// `cairn charter show`: where a ceremony stands; what a charter says; or what a proposed one would change.
import { parseArgs } from "node:util"
import { fromUtf8 } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { charterOf, charterSigned, stepOf } from "../custody/ceremony.ts"
import { charterRows } from "../custody/charter-rows.ts"
import { encodeProposal, signedSoFar } from "../custody/signing.ts"
import { stepsOf } from "../custody/steps.ts"
import { load, stepText } from "./ceremony-folder.ts"
import { chainOf, proposalIn, signedText, wordsFor } from "./charter-sign.ts"
import { CliError } from "./errors.ts"
import { writePrivate } from "./files.ts"
import type { Output } from "./output.ts"

export async function charterShow(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ dir: { type: "string" }, charter: { type: "string" }, fingerprint: { type: "string" } },
      out: { type: "string" },
    },
  })
  if (values.dir !== undefined) return showCeremony(values.dir, values.out, output)
  const chain = await chainOf(values)
  const newest = chain[chain.length - 1] ?? null
  const [path] = positionals
  if (path !== undefined) {
    const proposal = await proposalIn(path)
    const signed = await signedSoFar(proposal, newest)
    const changes = wordsFor(proposal, newest)
    output.result(
      { hash: proposal.hash, changes, ...signed },
      `${changes.map((line) => `${line}\n`).join("")}${signedText(proposal.hash, signed)}`,
    )
    return 0
  }
  if (newest === null)
    throw new CliError("usage", "show takes --dir, a proposal, or --charter", "cairn --help")
  output.result({ fingerprint: chain[0]?.hash, hash: newest.hash, body: newest.body }, charterText(newest))
  return 0
}

async function showCeremony(dir: string, out: string | undefined, output: Output): Promise<number> {
  const ceremony = await load(dir)
  const steps = stepsOf(ceremony)
  const drafted = ceremony.drilled === null ? null : charterOf(ceremony)
  if (out !== undefined) await writePrivate(out, fromUtf8(encodeProposal(drafted ?? charterOf(ceremony))))
  const signed = drafted === null ? null : await charterSigned(ceremony)
  output.result(
    {
      id: ceremony.id,
      step: stepOf(ceremony),
      steps,
      seats: ceremony.seats,
      hash: drafted?.hash ?? null,
      signed,
    },
    [
      `ceremony ${ceremony.id} of ${ceremony.plan.organisation}\n`,
      ...steps.map((step) =>
        step.state === "now" ? `> ${stepText(step)}` : `${MARKS[step.state]} ${step.title}\n`,
      ),
      drafted === null || signed === null ? "" : signedText(drafted.hash, signed),
    ].join(""),
  )
  return 0
}

const MARKS = { over: "✓", later: " ", now: ">" } as const

/** A charter as people read it. */
export function charterText({ origin, hash, body }: Charter): string {
  const rows = [{ name: "log", says: [origin] }, { name: "hash", says: [hash] }, ...charterRows(body)]
  const lines = rows.map(({ name, says }) => `  ${name.padEnd(15)} ${says.join(", ") || "none"}\n`)
  return `charter ${body.version} of ${body.organisation}\n${lines.join("")}`
}
