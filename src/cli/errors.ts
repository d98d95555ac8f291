// How the command line says no: one line for the code, one for what to do next, and the exit status.
import { CodedError } from "../core/errors.ts"

/** What could not be done at all: exit status 2. Everything else that is refused ends with 1. */
export class CliError extends CodedError<
  "usage" | "file" | "network" | "exists" | "storage-full" | "busy" | "database-older"
> {
  readonly hint: string | undefined

  constructor(code: CliError["code"], detail: string, hint?: string, options?: ErrorOptions) {
    super(code, detail, options)
    this.hint = hint
  }
}

const HINTS: Readonly<Record<string, string>> = {
  "unknown-receipt": "please check the words; nothing was changed",
  "head-moved": "somebody with the same receipt was faster: look again with cairn consent show",

  "charter-fingerprint": "compare the fingerprint with the one the organisation printed",
  "charter-unproven": "the server shows it to nobody else: ask the organisation before you seal to it",
  "charter-expired": "ask the organisation for its newest charter; nothing was sealed",
  "charter-signatures": "do not use this charter; tell the organisation",
  "charter-chain": "give the whole chain of charters, oldest first",
  "charter-version": "give the whole chain of charters, oldest first",
  "share-words": "look at that sheet again, word by word",
  "share-wrong": "look at that sheet again; if every word is right, it is not the sheet that was made",
  "share-set": "that sheet is of another key; look for the set that is asked for",
  "share-rebuilt": "give one sheet more: then the wrong one is named",
  passphrase: "type the words in small letters, one space between; nothing was changed",
  demonstration: "make the keys of a real organisation in a ceremony; see docs/CEREMONY.md",
  "ceremony-step": "cairn charter show --dir DIR says what comes next",
  "proposal-chain": "give the whole chain of charters, and the proposal that follows its last one",
  "rotation-early": "nothing was destroyed; look again with cairn rotate show",

  witnesses: "ask the organisation: its log shows too few independent witnesses",
  "charter-unknown": "give the organisation's charters with --charter",
  "consent-store": "the consent record needs a yes to keeping the account; without it nothing is sent",
  "bundle-full": "pull with --since the last checkpoint that was imported",
  "container-elsewhere": "open the intake bundle that holds its container",
  damaged: "get the file again from where it came from; nothing of it was kept",
  truncated: "get the file again from where it came from; nothing of it was kept",
  identity: "give the file that holds the AGE-SECRET-KEY-PQ-1 line",
  "no-identity-fits": "it was sealed to another key; try the identity that was in use then",
  "log-fork": "keep both bundles or checkpoints, and tell the auditors: the log was rewritten",
  "log-gap": "name the bundle before it with --since, or pull again without --since",
  "log-mismatch": "keep it, and tell the auditors; nothing of it was opened",
  "log-older": "take the newest bundle; if the server itself is older than what was seen, tell the auditors",
  "log-stopped": "cairn restore fills in what is missing; until then the log may not be signed",
  "log-key": "log.key holds the key that the newest charter names, one to a line with the one before",
  "log-missing": "give the folder that cairn init made, or restore it from a backup",
  "log-tree": "restore the folder from a backup; do not begin again, that would fork the log",
  "head-malformed": "CAIRN_HEAD names a file that is not this log's",
  "head-inside": "choose a place that a backup of the data folder does not bring back",
  "not-a-courier": "give the key of one of the charter's couriers",
  "nothing-imported": "cairn import intake.zip --fingerprint F begins a store",
  "store-key": "give the identity that the charter named at the last import",
  "store-busy": "let the other command or page end; nothing was changed",
  "store-older":
    "an older copy of the store was put back, or its console's key was used elsewhere: import the newest bundle with --go-on",
  "store-malformed": "put back a copy of the whole folder, then import again",
  stale: "import a newer bundle first",
  "clock-behind": "set this machine's clock right",
  locked: "she withdrew, or its time is over: nothing of it is shown",
  covered: "cairn read CASE --purpose P first; what her consent does not cover stays covered",
  quarantined: "somebody trained in child protection decides: cairn cases quarantine lift",
  "no-recipient": "only recipients of the organisation's policy can be chosen",
  "request-changed": "ask again: the case, or her consent, is not as it was",
  "one-approver": "another console than the one that asked has to approve",
  "storage-full": "make room and run it again; nothing half written was left",
}

/** Writes the error to stderr; never a stack trace, never what a person wrote. @returns the exit status */
export function report(error: unknown): number {
  const known = named(error)
  const detail = known.message.slice(known.code.length + 2)
  process.stderr.write(`cairn: error: ${known.code}: ${detail}\n`)
  const hint = (known instanceof CliError ? known.hint : undefined) ?? HINTS[known.code]
  if (hint !== undefined) process.stderr.write(`cairn: hint: ${hint}\n`)
  return known instanceof CliError ? 2 : 1
}

/** A coded error for anything thrown: files that are missing or full have their own words. */
export function named(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  const { code, path } = error as NodeJS.ErrnoException
  if (code === "ENOSPC" || code === "EDQUOT") return new CliError("storage-full", "no room left on the disk")
  if (code === "EPIPE") return new CliError("file", "whoever was reading the output went away")
  if (code !== undefined && path !== undefined)
    return new CliError("file", `${FILE_WORDS[code] ?? code}: ${path}`)
  if (code?.startsWith("ERR_PARSE_ARGS"))
    return new CliError("usage", firstSentence(error as Error), "cairn --help")
  return new CliError("file", `unexpected ${(error as Error)?.name ?? "failure"}`)
}

// Node says which option it was; the advice that follows is its own.
function firstSentence({ message }: Error): string {
  const [sentence = ""] = message.split(/\. |\n/)
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "")
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "not allowed",
  EPERM: "not allowed",
  EISDIR: "is a folder",
  ENOTDIR: "is not a folder",
  EEXIST: "is there already",
  EROFS: "read-only",
}
