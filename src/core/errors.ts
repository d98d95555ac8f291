// How Cairn says no: one error class with a stable code (design: docs/ARCHITECTURE.md, "Errors").

/**
 * `code` is stable: faces translate it, tests assert it, the server maps it to
 * a status. The message is English, for logs, and never holds what a person wrote.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code

  constructor(code: Code, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options)
    this.name = new.target.name
    this.code = code
  }
}
