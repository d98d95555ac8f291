// Opens a package as it was carried by hand (PROTOCOL sections 5 and 9): the statement's signature, then the account.
import type { Bytes } from "../core/chunks.ts"
import { type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { readPackage } from "../core/package.ts"
import { OpenError, type OpenedAccount, type Opening, openAccount } from "./account.ts"

/** What opening a package takes. */
export interface PackageInput extends Opening {
  readonly file: Bytes
  /** The log that the statement must name, where a charter says it. */
  readonly origin?: string
  /** Given the statement once its signature is good; throws if the charter it names is not the organisation's. */
  readonly judge: (statement: ConsentBody) => void
}

/** An opened, published case. */
export type OpenedPackage = OpenedAccount

/**
 * Opens a package and publishes its case; where anything is wrong, nothing is published.
 * @throws {CodedError} the first thing found wrong; see {@link openAccount} for the account's
 */
export async function openPackage(input: PackageInput): Promise<OpenedPackage> {
  const pack = await readPackage(input.file)
  const { body } = await openConsentStatement(pack.statement, input.origin)
  const { content } = body
  if (content === null) throw new OpenError("not-a-submission", "a statement without an account")
  input.judge(body)
  if (!("bytes" in pack.container))
    throw new OpenError("container-elsewhere", "its container was uploaded apart")
  return openAccount(input, {
    statement: { ...body, content },
    record: pack.record,
    file: pack.container.bytes,
    end: pack.end,
  })
}
