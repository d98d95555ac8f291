// The last step (PROTOCOL sections 8 and 9): the package to the server, and its promise judged. Nothing is called received
// until the log's signature under a promise for this very statement checks out.
import { hex } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/chain.ts"
import { collect } from "../../src/core/chunks.ts"
import { CodedError } from "../../src/core/errors.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { encodePackage, type Package } from "../../src/core/package.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { ask, type Patience, persist, RefusedError } from "./line.ts"

export class PromiseError extends CodedError<"promise-mismatch"> {}

/**
 * Hands the package in until the promise for it is true. The same bytes get the same answer, so trying again is safe.
 * @param pack with a container that is small, or uploaded before
 * @throws {RefusedError} if the server will not take it
 */
export async function handIn(pack: Package, charter: Charter, patience: Patience): Promise<void> {
  const body = await collect(encodePackage(pack), Number.POSITIVE_INFINITY)
  const headers = { "content-type": "application/x-tar" }
  for (;;) {
    const { status, bytes } = await persist(patience, () =>
      ask({ method: "POST", url: "/submissions", headers, body, signal: patience.signal }),
    )
    if (status === 404) throw new RefusedError("not-found", "the server takes no packages")
    try {
      return await requirePromise(bytes, pack.statement, charter)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      await patience.stuck("promise")
    }
  }
}

/**
 * @throws {PromiseError} `promise-mismatch` for another statement's promise
 * @throws {StatementError|NoteError} unless it is a promise that this charter's log signed
 */
async function requirePromise(promise: Uint8Array, statement: Uint8Array, charter: Charter): Promise<void> {
  const { leaf } = await openPromise(promise, charter.origin, parseVkey(charter.body.log))
  if (leaf !== hex(leafHash(statement))) {
    throw new PromiseError("promise-mismatch", "promises another statement")
  }
}
