// One audit in a process of its own: seconds by the wall, seconds of all cores, peak memory. Arguments: folder, and `first`, from
// nothing, or `second`, from what the first kept.
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { audit } from "../../src/auditor/audit.ts"
import type { Source } from "../../src/auditor/source.ts"
import { readKept } from "../../src/auditor/state.ts"
import { nodeAead } from "../../src/cli/native.ts"
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
const kept = what === "first" ? undefined : readKept(readFileSync(state, "utf8"))
const identities = await parseIdentities(file("identity").toString())
const { report, kept: next } = await audit({
  ...{ source, fingerprint: parseCharter(charter).hash, kept, aead: nodeAead, today: "2026-11-22" },
  unwrap: sealed ? unwrapWith(identities) : undefined,
  sampling: { containers: 0, records: 0, draw: () => 0 },
})
if (next === undefined || report.findings.length > 0)
  throw new Error(JSON.stringify(report.findings.slice(0, 3)))
const out = openSync(state, "w")
for (const line of next.lines()) writeSync(out, `${line}\n`)
closeSync(out)
const seconds = (performance.now() - begun) / 1000
const cpu = process.cpuUsage(used)
const { checked } = report
process.stdout.write(
  `  ${what}: ${seconds.toFixed(2)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(2)} s of all cores, ` +
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MB; ` +
    `${checked.entries} entries, ${checked.custodyRecords} custody records opened, of ${checked.subjects} people\n`,
)
