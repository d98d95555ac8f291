// The auditor over a forge, as every test of findings runs it.
import { type Audited, type AuditInput, audit } from "../../src/auditor/audit.ts"
import type { FindingCode } from "../../src/auditor/findings.ts"
import type { Source } from "../../src/auditor/source.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { LAST_DAY } from "./honest.ts"
import type { Keys } from "./keys.ts"

export function auditing(keys: Keys, source: Source, over: Partial<AuditInput> = {}): Promise<Audited> {
  return audit({
    source,
    fingerprint: keys.made.charter.hash,
    unwrap: keys.unwrap,
    aead: nodeAead,
    sampling: { containers: 100, records: 100, draw: (below) => below - 1 },
    today: LAST_DAY,
    ...over,
  })
}

/** The codes of what was found, once each. */
export function codesOf({ report }: Audited): FindingCode[] {
  return [...new Set(report.findings.map(({ code }) => code))]
}
