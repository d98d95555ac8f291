// What may be a leaf of the log (PROTOCOL sections 6 and 8), by its first word: for whoever reads a log in order. Form only;
// signatures are verified by each type's own `open…`, because who may sign depends on the charter before it.
import { type Charter, parseCharter } from "../charter/charter.ts"
import { CONSENT, type ConsentBody } from "../consent/statement.ts"
import { CUSTODY, type CustodyBody } from "./custody.ts"
import { ERASURE, type ErasureBody } from "./erasure.ts"
import { parseStatement, type Statement, StatementError } from "./frame.ts"
import { RELEASE, type ReleaseBody } from "./release.ts"
import { TICK, type TickBody } from "./tick.ts"

/** A leaf taken apart; its signatures are not verified yet. */
export type Leaf =
  | ({ readonly type: "charter" } & Charter)
  | ({ readonly type: "consent" } & Statement<ConsentBody>)
  | ({ readonly type: "tick" } & Statement<TickBody>)
  | ({ readonly type: "erasure" } & Statement<ErasureBody>)
  | ({ readonly type: "custody" } & Statement<CustodyBody>)
  | ({ readonly type: "release" } & Statement<ReleaseBody>)

const HEAD = /^cairn\/([a-z]+)\/v1 /

/**
 * Parses any statement that may be a leaf, strictly.
 * @param origin the log it must name; leave out for leaf 0 where nothing says it yet
 * @throws {StatementError} `field-unknown` for a type or version that is no leaf's; `note-malformed`, `origin`
 * @throws {NoteError} `note-malformed`
 */
export function parseLeaf(bytes: Uint8Array, origin?: string): Leaf {
  const type = typeOf(bytes)
  switch (type) {
    case "charter":
      return { type, ...parseCharter(bytes, origin) }
    case "consent":
      return { type, ...parseStatement(CONSENT, bytes, origin) }
    case "tick":
      return { type, ...parseStatement(TICK, bytes, origin) }
    case "erasure":
      return { type, ...parseStatement(ERASURE, bytes, origin) }
    case "custody":
      return { type, ...parseStatement(CUSTODY, bytes, origin) }
    case "release":
      return { type, ...parseStatement(RELEASE, bytes, origin) }
    default:
      throw new StatementError("field-unknown", "not a statement that may be a leaf")
  }
}

// Only the first bytes are looked at, one character each: the parser of the type judges all of them.
function typeOf(bytes: Uint8Array): string | undefined {
  return HEAD.exec(String.fromCharCode(...bytes.subarray(0, 64)))?.[1]
}
