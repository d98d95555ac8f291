// The custody sheet of a disclosure, as text (survivor-standards 5.1, 5.5): what was given to whom on what ground, by whom and who
// approved it, the hashes, and what all this does and does not prove.
import type { CustodyRecord } from "../core/custody/record.ts"

export interface Sheet {
  readonly organisation: string
  readonly record: CustodyRecord
  /** Leaf hash of the custody statement. */
  readonly leaf: string
  readonly console: string
  readonly containers: readonly { readonly root: string; readonly size: number; readonly consent: string }[]
  readonly checkpoint: string
  readonly files: readonly { readonly name: string; readonly size: number; readonly sum: string }[]
}

export function sheetOf(sheet: Sheet): string {
  const { organisation, record, leaf, containers, checkpoint, files } = sheet
  const { purpose, recipientId, identifiability, dataScope, decisionId, by, day, note, approval } = record
  const approver = /^— (\S+) /m.exec(approval ?? "")?.[1] ?? "nobody"
  return [
    "CUSTODY SHEET",
    "",
    `Organisation      ${organisation}`,
    `Given on          ${day}`,
    `To                ${recipientId ?? "nobody by name"}`,
    `For               ${purpose}`,
    `How plainly       ${identifiability}`,
    `What it takes in  ${dataScope.join(", ")}`,
    `Her decision      ${decisionId}`,
    `By                ${by} (${sheet.console})`,
    `Approved by       ${approver}`,
    `Note              ${note ?? "none"}`,
    `In the log as     ${leaf}`,
    "",
    "FILES (SHA-256, bytes, name)",
    ...files.map(({ sum, size, name }) => `${sum}  ${size}  ${name}`),
    "",
    "TAKEN FROM (sealed containers as the log names them: root, bytes, leaf hash of the statement)",
    ...containers.map(({ root, size, consent }) => `${root}  ${size}  ${consent}`),
    "",
    "THE LOG AS THE CONSOLE LAST SAW IT",
    checkpoint.trimEnd(),
    "",
    "WHAT THIS SHOWS",
    "From the moment it was sealed on the device that sent it, no byte of a file changed.",
    "Whoever holds the receipt agreed to this use, in the words of a record whose hash is in the log.",
    "Two consoles of the organisation signed for this use, and it was stated before this copy was made.",
    "",
    "WHAT THIS DOES NOT SHOW",
    "Who wrote it. When anything in it happened. That a file was not changed before it was sealed.",
    "account.json holds answers that were chosen from her account; it is a working copy, not the original.",
    "",
  ].join("\n")
}
