// The end of a ceremony: which files each holder takes home, and the sheets that everybody sees. Only after all roots signed.
import { sha256 } from "@noble/hashes/sha2.js"
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { charterNote, finishedCharter, type Stepped, stepOf } from "./ceremony.ts"
import { type Ceremony, CeremonyError } from "./ceremony-state.ts"
import type { HandedFile } from "./intake.ts"
import { encodeShareSet } from "./share-set.ts"
import { auditSheet, fingerprintSheet, recordSheet } from "./sheets.ts"

/**
 * @param policy the very bytes that were checked at the beginning
 * @throws {CeremonyError} `ceremony-step`, `ceremony-policy`
 * @throws {CharterError} while a root has not signed
 */
export async function handOver(
  ceremony: Ceremony,
  policy: Uint8Array,
  today: string,
): Promise<Stepped & { readonly charter: Charter }> {
  if (stepOf(ceremony) !== "hand-over")
    throw new CeremonyError("ceremony-step", `the step "${stepOf(ceremony)}" comes now, not "hand-over"`)
  if (hex(sha256(policy)) !== ceremony.policy)
    throw new CeremonyError("ceremony-policy", "not the policy that was checked at the beginning")
  const charter = await finishedCharter(ceremony, today)
  return { ceremony: { ...ceremony, finished: true }, files: filesOf(ceremony, charter, policy), charter }
}

function filesOf(ceremony: Ceremony, charter: Charter, policy: Uint8Array): HandedFile[] {
  const { plan, intake, began: day } = ceremony
  const frame = { organisation: plan.organisation, day, demonstration: plan.kind === "demonstration" }
  const open = (path: string, content: string | Uint8Array): HandedFile => ({ path, content, secret: false })
  const note = charterNote(ceremony)
  const fingerprint = `${charter.hash}\n`
  const set = intake?.set ?? null
  const everybody = [...new Set(ceremony.seats.map(({ seat }) => (seat === "log" ? "server" : seat)))]
  return [
    open("record/charter.note", note),
    open("record/fingerprint.txt", fingerprint),
    open("record/fingerprint.html", fingerprintSheet(frame, charter)),
    open("record/record.html", recordSheet(frame, charter, set)),
    open("audit/audit.html", auditSheet(frame, charter)),
    open("server/policy.json", policy),
    ...everybody.flatMap((holder) => [
      open(`${holder}/charter.note`, note),
      open(`${holder}/fingerprint.txt`, fingerprint),
    ]),
    ...(set === null
      ? []
      : everybody
          .filter((holder) => holder.startsWith("console-"))
          .map((holder) => open(`${holder}/shares.json`, encodeShareSet(set)))),
  ]
}
