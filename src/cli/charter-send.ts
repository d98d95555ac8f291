// `cairn charter send`: a finished charter, and the policy that it names, as a dispatch bundle for the courier. Anything that the
// server would refuse is refused here, before anybody travels.
import { createHash } from "node:crypto"
import { parseArgs } from "node:util"
import { BundleWriter } from "../bundle/writer.ts"
import { requireCurrent } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { requirePolicy } from "../custody/policy-rules.ts"
import { encodeProposal, finishProposal } from "../custody/signing.ts"
import { chainOf, proposalIn } from "./charter-sign.ts"
import { CliError } from "./errors.ts"
import { readSmall, writePrivateBy } from "./files.ts"
import { nodeSha256 } from "./native.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

export class SendError extends CodedError<"policy-mismatch"> {}

export async function charterSend(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      charter: { type: "string" },
      fingerprint: { type: "string" },
      policy: { type: "string" },
      out: { type: "string" },
    },
  })
  const [path, more] = positionals
  if (path === undefined || more !== undefined)
    throw new CliError("usage", "send takes one charter", "cairn --help")
  required(values.charter, "--charter")
  const chain = await chainOf(values)
  const before = chain.at(-1) as Charter
  const proposal = await proposalIn(path)
  const newest = (await finishProposal(proposal, chain)).at(-1) as Charter
  const day = today()
  requireCurrent(newest, day)
  const policy = values.policy === undefined ? null : await readSmall(values.policy)
  const { sha256 } = newest.body.policy
  if (policy === null && sha256 !== before.body.policy.sha256)
    throw new CliError("usage", "it names another policy than before", "give that policy with --policy")
  if (policy !== null) {
    if (createHash("sha256").update(policy).digest("hex") !== sha256)
      throw new SendError("policy-mismatch", "not the policy that the charter names")
    requirePolicy(policy, newest.body, day)
  }
  const out = required(values.out, "--out")
  await writePrivateBy(out, async (sink) => {
    const zip = new BundleWriter(sink, nodeSha256)
    await zip.add(`charters/${newest.body.version}.note`, [encodeProposal(proposal)])
    if (policy !== null) await zip.add("policy.json", [policy])
    await zip.end({ format: "cairn-dispatch-bundle/1", origin: newest.origin, size: 0, day })
  })
  output.result(
    { version: newest.body.version, hash: newest.hash, out },
    `version ${newest.body.version} for the courier: ${out}\ncairn carry push brings it to the server\n`,
  )
  return 0
}
