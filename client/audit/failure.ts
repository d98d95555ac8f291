// Why there is no report, in a sentence: codes of src/auditor and what lies beneath it.
import { CodedError } from "../../src/core/errors.ts"

const SENTENCES: Readonly<Record<string, string>> = {
  fingerprint: "This is another organisation than the one with this fingerprint.",
  "charter-chain": "The organisation’s charters do not hold together. Nothing here can be believed.",
  checkpoint: "The log’s state is not signed by the log. Nothing here can be believed.",
  network: "The server did not answer, or was cut off.",
  slow: "The server did not answer in time.",
  redirected: "The server points to another place. That is never followed.",
  "too-large": "The answer, or the file, is longer than it may be.",
  refused: "The server does not give what it must.",
  malformed: "An answer is not what it must be.",
  missing: "The bundle lacks what it must hold.",
  "bundle-malformed": "This file is not an intake bundle. Choose the .zip that the courier carried.",
  "bundle-mismatch": "This bundle does not hold what its index says.",
  "state-malformed":
    "The file from the last audit is not one of this page’s, or is damaged. Take your copy of it, or audit without.",
  identity: "The file with the audit identity holds none.",
}

export function sentenceFor(error: unknown): string {
  if (error instanceof DOMException && error.name === "NotReadableError")
    return "A file cannot be read. If it was changed after you chose it, choose it again."
  const code = error instanceof CodedError ? error.code : ""
  return SENTENCES[code] ?? "It could not be checked. Something here is broken; that says nothing of the log."
}
