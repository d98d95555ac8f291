// Keys for tests of the log: the log's, its next one's, three witnesses'; and a signed checkpoint of a small log.

import { parseNote } from "../../../src/core/note/note.ts"
import { encodeVkey, type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { signCheckpoint } from "../../../src/core/tlog/checkpoint.ts"
import { addSignatures, cosign, witnessKey } from "../../../src/core/tlog/cosignature.ts"
import { naiveRoot } from "./naive.ts"
import { leavesOf } from "./tiles.ts"

export const ORIGIN = "demo.cairn.example"
export const LEAVES = leavesOf(20)
export const rootAt = (size: number): Uint8Array => naiveRoot(LEAVES.slice(0, size))

const signer = (name: string, n: number) => signerFromSeed(name, new Uint8Array(32).fill(n))
export const log = await signer(ORIGIN, 1)
export const nextLog = await signer(ORIGIN, 2)
export const [w1, w2, w3] = await Promise.all([
  signer("w.example/1", 11),
  signer("w.example/2", 12),
  signer("w.example/3", 13),
])

/** A witness as a charter lists it. */
export const listed = (witness: Signer): { vkey: string } => ({
  vkey: encodeVkey(witnessKey(witness.verifier)),
})

/** The log's checkpoint at `size`, signed by `logs` and cosigned by `witnesses`. */
export async function checkpointAt(size: number, witnesses: readonly Signer[] = [], ...logs: Signer[]) {
  const bytes = await signCheckpoint(
    { origin: ORIGIN, size, root: rootAt(size) },
    logs[0] ?? log,
    ...logs.slice(1),
  )
  const { text } = parseNote(bytes)
  return addSignatures(
    bytes,
    await Promise.all(witnesses.map((one, i) => cosign(text, 1_700_000_000 + i, one))),
  )
}
