// `cairn charter send`: a finished charter, and the policy that it names, as a dispatch bundle for the courier.
import { parseArgs } from "node:util"
import type { Charter } from "../core/charter/charter.ts"
import { namesNewPolicy, writeCharterDispatch } from "../custody/sending.ts"
import { finishProposal } from "../custody/signing.ts"
import { chainOf, proposalIn } from "./charter-sign.ts"
import { CliError } from "./errors.ts"
import { readSmall, writePrivateBy } from "./files.ts"
import { nodeSha256 } from "./native.ts"
import { type Output, today } from "./output.ts"
import { required } from "./usage.ts"

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
  const proposal = await proposalIn(path)
  const whole = await finishProposal(proposal, chain)
  const newest = whole.at(-1) as Charter
  const policy = values.policy === undefined ? null : await readSmall(values.policy)
  if (policy === null && namesNewPolicy(whole))
    throw new CliError("usage", "it names another policy than before", "give that policy with --policy")
  const out = required(values.out, "--out")
  const sending = { chain: whole, policy, today: today(), newSha256: nodeSha256 }
  await writePrivateBy(out, (sink) => writeCharterDispatch(sending, sink))
  output.result(
    { version: newest.body.version, hash: newest.hash, out },
    `version ${newest.body.version} for the courier: ${out}\ncairn carry push brings it to the server\n`,
  )
  return 0
}
