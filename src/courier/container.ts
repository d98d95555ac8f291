// A container from the server, part by part (PROTOCOL sections 4 and 9). The parts' hashes come first and must give the
// root; then every part is checked before anyone sees it, and asked for again if it is not what it should be.
import { concat, equal, fromHex, hex } from "../core/bytes.ts"
import { PART } from "../core/container/parts.ts"
import { CodedError } from "../core/errors.ts"
import { HASHES, parseAnswer } from "../core/http/answers.ts"
import type { Signer } from "../core/note/vkey.ts"
import type { ContentRef } from "../core/statement/fields.ts"
import { LEAF_PREFIX, treeRoot } from "../core/tlog/merkle.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { ask, type Line } from "./line.ts"

export class PartError extends CodedError<"root-mismatch" | "part-mismatch"> {}

/** A server, and who asks it. */
export interface Source {
  readonly line: Line
  readonly role: { readonly signer: Signer; readonly origin: string }
}

const HASH_JSON = 67 // 64 digits, two quotation marks and a comma

/**
 * Asks for the hashes of a container's parts.
 * @param told bytes of this container that have come
 * @returns its bytes, each part verified; reading them asks for them
 * @throws {PartError} `root-mismatch`; while reading, `part-mismatch`
 * @throws {Refusal} `withdrawn`, `erased`, `not-found`, from here or while reading
 */
export async function askContainer(
  source: Source,
  { root, size }: ContentRef,
  told: (done: number) => void,
): Promise<AsyncGenerator<Uint8Array>> {
  const { line, role } = source
  const count = Math.ceil(size / PART)
  let hashes: Uint8Array[] = []
  const check = (bytes: Uint8Array): void => {
    const said = parseAnswer(HASHES, bytes)
    hashes = said.hashes.map(fromHex)
    if (said.size !== size || hashes.length !== count || hex(treeRoot(hashes)) !== root)
      throw new PartError("root-mismatch", "not the hashes of the container that the statement names")
  }
  const path = `/containers/${root}/hashes`
  await ask(line, { method: "GET", path, max: 100 + count * HASH_JSON, role, check })
  return parts(source, root, size, hashes, told)
}

async function* parts(
  { line, role }: Source,
  root: string,
  size: number,
  hashes: readonly Uint8Array[],
  told: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  for (const [n, hash] of hashes.entries()) {
    const expected = Math.min(PART, size - n * PART)
    const check = async (bytes: Uint8Array): Promise<void> => {
      const found = await sha256Platform(concat(Uint8Array.of(LEAF_PREFIX), bytes))
      if (bytes.length !== expected || !equal(found, hash))
        throw new PartError("part-mismatch", "a part is not what its hash says")
    }
    yield await ask(line, { method: "GET", path: `/containers/${root}/${n}`, max: expected, role, check })
    told(n * PART + expected)
  }
}
