// How the server says no: RFC 9457 problem documents with a stable `code`, from one exhaustive table. Outside, little is
// told: codes of the inside are gathered into those of the interface, no detail, no echo, and never a cause.
import type { RecipientError } from "../core/age/recipient.ts"
import type { BundleError } from "../core/bundle.ts"
import type { ReadError } from "../core/chunks.ts"
import type { RuleError } from "../core/consent/rules.ts"
import type { SizeError } from "../core/container/padding.ts"
import type { TarError } from "../core/container/tar.ts"
import { CodedError } from "../core/errors.ts"
import type { RequestError } from "../core/http/signature.ts"
import type { NoteError } from "../core/note/note.ts"
import type { PackageError } from "../core/package.ts"
import type { PolicyError } from "../core/policy.ts"
import type { StatementError } from "../core/statement/frame.ts"
import type { CheckpointError } from "../core/tlog/checkpoint.ts"
import { StoreError } from "../storage/port.ts"
import type { MultipartError } from "./multipart.ts"

/** Every code that leaves the server, with its status. `fault` is ours: it says only that it was not theirs. */
export const STATUS = {
  "note-malformed": 400,
  signature: 400,
  subject: 400,
  "field-unknown": 400,
  origin: 400,
  "size-not-padded": 400,
  "root-mismatch": 400,
  recipients: 400,
  unauthorised: 401,
  clock: 401,
  "not-found": 404,
  "upload-conflict": 409,
  "head-moved": 409,
  withdrawn: 409,
  "charter-superseded": 409,
  "foreign-root": 409,
  erased: 410,
  "too-large": 413,
  "slow-down": 429,
  fault: 500,
  busy: 503,
  "storage-full": 507,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof STATUS

/** Whether `text` is one of them. */
export function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(STATUS, text)
}

/** A refusal that the server itself decides on. */
export class Refusal extends CodedError<Exclude<ProblemCode, "fault">> {}

type Coded =
  | BundleError
  | CheckpointError
  | PolicyError
  | RecipientError
  | ReadError
  | RuleError
  | SizeError
  | TarError
  | RequestError
  | NoteError
  | PackageError
  | StatementError
  | MultipartError
  | Refusal
  | StoreError

// The compiler holds this table to every code that reading a request can throw.
const SAID: Readonly<Record<Coded["code"], ProblemCode>> = {
  "note-malformed": "note-malformed",
  "bundle-malformed": "note-malformed",
  "checkpoint-malformed": "note-malformed",
  "package-malformed": "note-malformed",
  "policy-malformed": "note-malformed",
  "tar-malformed": "note-malformed",
  "multipart-malformed": "note-malformed",
  truncated: "note-malformed",
  "trailing-data": "note-malformed",
  signature: "signature",
  subject: "subject",
  "field-unknown": "field-unknown",
  origin: "origin",
  "size-not-padded": "size-not-padded",
  "root-mismatch": "root-mismatch",
  "bundle-mismatch": "root-mismatch",
  recipients: "recipients",
  unauthorised: "unauthorised",
  clock: "clock",
  "not-found": "not-found",
  "upload-conflict": "upload-conflict",
  "head-moved": "head-moved",
  withdrawn: "withdrawn",
  "charter-superseded": "charter-superseded",
  "foreign-root": "foreign-root",
  erased: "erased",
  "too-large": "too-large",
  "slow-down": "slow-down",
  busy: "busy",
  "storage-full": "storage-full",
}

/** The code that is told outside for anything thrown; `fault` for whatever is not a refusal. */
export function codeOf(error: unknown): ProblemCode {
  if (!(error instanceof CodedError || error instanceof StoreError)) return "fault"
  const code: string = error.code
  return Object.hasOwn(SAID, code) ? SAID[code as Coded["code"]] : "fault"
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
  507: "Insufficient Storage",
}

// When to come again, in seconds: a window of the rate limit, and a while for a disk.
const RETRY: Partial<Record<ProblemCode, number>> = { "slow-down": 60, busy: 10 }

/** Headers and body of a refusal. @param now the server's time, seconds since 1970: said with `clock` alone */
export function problem(
  code: ProblemCode,
  now: number,
): { status: (typeof STATUS)[ProblemCode]; headers: Record<string, string>; body: string } {
  const status = STATUS[code]
  const document = { type: "about:blank", title: TITLES[status], status, code }
  const retry = RETRY[code]
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(retry !== undefined && { "retry-after": String(retry) }),
    },
    body: JSON.stringify(code === "clock" ? { ...document, now } : document),
  }
}
