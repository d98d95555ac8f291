// One audit in a process of its own: seconds by the wall, seconds of all cores, peak memory. Arguments: folder, and `first`, from
// nothing, or `second`, from what the first kept.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { audit } from "../../src/auditor/audit.ts"
import type { Source } from "../../src/auditor/source.ts"
import { auditThreads } from "../../src/cli/audit-hands.ts"
import { readState, writeState } from "../../src/cli/audit-state.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import { nodeHybridKem, nodeIsSignature } from "../../src/cli/native-keys.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { POLICY } from "../../tests/auditor/keys.ts"

const [folder = "", what = "first"] = process.argv.slice(2)
const file = (path: string): Buffer => readFileSync(join(folder, path))
const charter = file("charter.note")
const sealed = existsSync(join(folder, "records"))
const state = join(folder, "state")

const source: Source = {
  ...{ kind: "server", whole: true },
  charters: async () => [charter],
  policy: async () => POLICY,
  checkpoint: async () => file(`${what}/checkpoint`),
  tile: async (path) => file(`${what}/${path}`),
  pending: async () => [],
  holdings: async () => JSON.parse(file(`${what}/holdings.json`).toString()),
  record: async (hash) => file(`records/${hash}`),
  hashes: async () => ({ state: "unknown" }),
  part: async () => ({ state: "unknown" }),
}

const begun = performance.now()
const used = process.cpuUsage()
const { hash: fingerprint } = parseCharter(charter)
const kept = what === "first" ? undefined : await readState(state, fingerprint)
const identities = await parseIdentities(file("identity").toString())
const { report, kept: next } = await audit({
  ...{ source, fingerprint, kept, aead: nodeAead, today: "2026-11-22" },
  unwrap: sealed ? unwrapWith(identities, nodeHybridKem) : undefined,
  handsFor: sealed ? auditThreads(identities) : undefined,
  newSha256: nodeSha256,
  isSignature: nodeIsSignature,
  sampling: { containers: 0, records: 0, draw: () => 0 },
})
// Without records nothing of custody can be judged: that verdict says so, and nothing else may.
if (next === undefined || report.verdict !== (sealed ? "ok" : "incomplete") || report.findings.length > 0)
  throw new Error(JSON.stringify([report.verdict, report.unchecked, report.findings.slice(0, 3)]))
await writeState(state, next)
const seconds = (performance.now() - begun) / 1000
const cpu = process.cpuUsage(used)
const { checked } = report
process.stdout.write(
  `  ${what}: ${seconds.toFixed(2)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(2)} s of all cores, ` +
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MB, ` +
    `${((cpu.user + cpu.system) / Math.max(1, checked.entries)).toFixed(0)} µs an entry; ${report.verdict}; ` +
    `${checked.entries} entries, ${checked.custodyRecords} custody records opened, of ${checked.subjects} people\n`,
)
