// Which charters a client seals to: those that the log holds, under the log key and witnesses that it knew before.
import { expect, test } from "vitest"
import { type Charter, verifyChain } from "../../../src/core/charter/chain.ts"
import type { CharterBody } from "../../../src/core/charter/charter.ts"
import { requireProven } from "../../../src/core/charter/proven.ts"
import { encodeNote, parseNote } from "../../../src/core/note/note.ts"
import { encodeVkey, parsePrivateKey, type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { signCheckpoint } from "../../../src/core/tlog/checkpoint.ts"
import { addSignatures, cosign, witnessKey } from "../../../src/core/tlog/cosignature.ts"
import { leafHash, treeRoot } from "../../../src/core/tlog/merkle.ts"
import { encodeProof, parseProof } from "../../../src/core/tlog/proof-file.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import { ORIGIN } from "../../fixtures/account.ts"
import { nextBody, noteOf, threeRoots } from "./charters.ts"

const newSigner = (name: string): Promise<Signer> => signerFromSeed(name, randomBytes(32))

async function world(over: Partial<CharterBody> = {}) {
  const made = await threeRoots()
  const oldLog = await parsePrivateKey(made.logKey)
  const newLog = await newSigner(ORIGIN)
  const second = await noteOf(
    nextBody(made.charter, { log: encodeVkey(newLog.verifier), ...over }),
    made.roots,
  )
  const chain = await verifyChain([made.note, second], made.charter.hash)
  const leaves = chain.map(({ note }) => leafHash(encodeNote(note)))
  const proofBy = async (...logs: Signer[]): Promise<Uint8Array> => {
    const [first, ...more] = logs
    const tree = { origin: ORIGIN, size: 2, root: treeRoot(leaves) }
    const checkpoint = await signCheckpoint(tree, first as Signer, ...more)
    return encodeProof({ index: 1, hashes: [leaves[0] as Uint8Array], checkpoint })
  }
  return { chain, oldLog, newLog, proofBy }
}

const code = (chain: readonly Charter[], proof: Uint8Array): Promise<string> =>
  requireProven(chain, proof).then(
    () => "taken",
    (error: { code: string }) => error.code,
  )

test("the log key of the version before it must have signed, not the one that it brings", async () => {
  const { chain, oldLog, newLog, proofBy } = await world()
  expect(await code(chain, await proofBy(oldLog))).toBe("taken")
  expect(await code(chain, await proofBy(oldLog, newLog))).toBe("taken")
  expect(await code(chain, await proofBy(newLog))).toBe("charter-unproven")
  expect(await code(chain, await proofBy(await newSigner(ORIGIN)))).toBe("charter-unproven")
})

test("the first in hand goes by its own: charter 1, and a version that the page was released with", async () => {
  const { chain, oldLog, newLog, proofBy } = await world()
  expect(await code(chain.slice(1), await proofBy(newLog))).toBe("taken")
  expect(await code(chain.slice(1), await proofBy(oldLog))).toBe("charter-unproven")
})

test("the witnesses that the version before it demands must have cosigned", async () => {
  const witness = await newSigner("witness.example/1")
  const listed = { vkey: encodeVkey(witnessKey(witness.verifier)), url: "https://witness.example" }
  const { chain, oldLog, proofBy } = await world({ witnesses: [listed], witnessQuorum: 1 })
  expect(await code(chain, await proofBy(oldLog))).toBe("taken") // the one before demands none
  const second = chain[1] as Charter // demands one, and goes by its own where it is the first in hand
  const own = [{ ...second, body: { ...second.body, log: encodeVkey(oldLog.verifier) } }]
  expect(await code(own, await proofBy(oldLog))).toBe("charter-unproven")
  const { index, hashes, checkpoint } = parseProof(await proofBy(oldLog))
  const line = await cosign(parseNote(checkpoint).text, 1_700_000_000, witness)
  const cosigned = encodeProof({ index, hashes, checkpoint: addSignatures(checkpoint, [line]) })
  expect(await code(own, cosigned)).toBe("taken")
})

test("another leaf's proof, another log's, and none at all prove nothing", async () => {
  const { chain, oldLog, proofBy } = await world()
  const other = await world()
  expect(await code(chain.slice(0, 1), await proofBy(oldLog))).toBe("charter-unproven")
  expect(await code(chain, await other.proofBy(other.oldLog))).toBe("charter-unproven")
  expect(await code(chain, new Uint8Array(0))).toBe("charter-unproven")
})
