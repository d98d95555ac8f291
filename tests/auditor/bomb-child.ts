// Audits each file that is named to it, one after another, in this one process; says the code of each, then its peak memory.
import { audit } from "../../src/auditor/audit.ts"
import { bundleSource } from "../../src/auditor/bundle-source.ts"
import { withFile } from "../../src/cli/files.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { CodedError } from "../../src/core/errors.ts"

for (const path of process.argv.slice(2)) process.stdout.write(`${await codeOf(path)}\n`)
process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)}\n`)

async function codeOf(path: string): Promise<string> {
  try {
    const { report } = await withFile(path, async (file) =>
      audit({
        ...{ source: await bundleSource(file), fingerprint: "0".repeat(64), aead: nodeAead },
        ...{ sampling: { containers: 0, records: 0, draw: () => 0 }, today: "2026-11-29" },
      }),
    )
    return report.verdict
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}
