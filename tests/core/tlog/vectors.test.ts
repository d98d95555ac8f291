// src/core/tlog against docs/vectors/log, which make-vectors.ts computes without it: opened, verified, and made again.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { fromUtf8, hex, utf8 } from "../../../src/core/bytes.ts"
import { encodeSignatures } from "../../../src/core/note/note.ts"
import { encodeVkey, parsePrivateKey, parseVkey } from "../../../src/core/note/vkey.ts"
import { openCheckpoint, signCheckpoint } from "../../../src/core/tlog/checkpoint.ts"
import { addSignatures, cosign, requireQuorum, witnessKey } from "../../../src/core/tlog/cosignature.ts"
import { growEntries, growTree, NO_LEAVES } from "../../../src/core/tlog/grow.ts"
import { leafHash, verifyConsistency } from "../../../src/core/tlog/proof.ts"
import { encodeProof, openProof } from "../../../src/core/tlog/proof-file.ts"
import { proveConsistency, proveInclusion } from "../../../src/core/tlog/prove.ts"
import type { TileReader } from "../../../src/core/tlog/subtree.ts"
import { tilePath } from "../../../src/core/tlog/tile.ts"
import { encodeAddCheckpoint, judge, parseAddCheckpoint } from "../../../src/core/tlog/witness.ts"
import { goVerifies, withGo } from "./go/go.ts"
import { makeVectors } from "./make-vectors.ts"

const folder = join(import.meta.dirname, "../../../docs/vectors/log")
const file = (path: string) => new Uint8Array(readFileSync(join(folder, path)))
const known = JSON.parse(fromUtf8(file("log.json")))
const vkey = parseVkey(known.vkey)
const log = await parsePrivateKey(known.privateKey)
const witness = await parsePrivateKey(known.witness.privateKey)
const entries = Array.from({ length: known.size }, (_, i) => utf8(`leaf ${i}`))
const read: TileReader = async (level, n, width) => file(tilePath(level, n, width))
const checkpoint = await openCheckpoint(file("checkpoint"), known.origin, vkey)
const earlier = await openCheckpoint(file(`checkpoint.${known.earlier}`), known.origin, vkey)

test("the files are what the independent computation gives, and no other", () => {
  const made = makeVectors()
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? join(entry.parentPath, entry.name).slice(folder.length + 1) : [],
  )
  expect(paths.sort()).toEqual([...made.keys()].sort())
  for (const [path, bytes] of made) expect([path, file(path)]).toEqual([path, new Uint8Array(bytes)])
})

describe("are made again, byte for byte", () => {
  test("tiles, entries and checkpoints", async () => {
    const { tiles, root } = growTree(NO_LEAVES, entries.map(leafHash))
    for (const { level, n, width, bytes } of tiles) expect(bytes).toEqual(await read(level, n, width))
    for (const { n, width, bytes } of growEntries(0, [], entries))
      expect(bytes).toEqual(file(tilePath("entries", n, width)))
    expect(hex(root)).toBe(known.root)
    expect([encodeVkey(log.verifier), encodeVkey(witnessKey(witness.verifier))]).toEqual([
      known.vkey,
      known.witness.vkey,
    ])
    const signed = await signCheckpoint({ origin: known.origin, size: known.size, root }, log)
    const line = await cosign(checkpoint.note.text, known.witness.time, witness)
    expect(utf8(encodeSignatures([line]))).toEqual(file("cosignature"))
    expect(addSignatures(signed, [line])).toEqual(file("checkpoint"))
  })

  test("the proof of a leaf, which opens", async () => {
    const hashes = await proveInclusion(read, known.index, known.size)
    const proof = encodeProof({ index: known.index, hashes, checkpoint: file("checkpoint") })
    expect(proof).toEqual(file(`leaf-${known.index}.tlog-proof`))
    const policy = { origin: known.origin, logs: [vkey], witnesses: [known.witness], witnessQuorum: 1 }
    const opened = await openProof(proof, leafHash(entries[known.index] as Uint8Array), policy)
    expect(opened.cosigned).toMatchObject([{ time: known.witness.time }])
  })

  test("a witness's request, whose answer is the cosignature", async () => {
    const { size } = earlier
    const proof = await proveConsistency(read, size, known.size)
    verifyConsistency(size, known.size, earlier.root, checkpoint.root, proof)
    const request = file("add-checkpoint")
    const signed = parseAddCheckpoint(request).checkpoint
    expect(encodeAddCheckpoint({ old: size, proof, checkpoint: signed })).toEqual(request)
    const stored = { keys: [vkey], stored: earlier }
    const answer = await judge(request, () => stored, witness, known.witness.time)
    expect([answer.status, answer.body]).toEqual([200, file("cosignature")])
    expect(await requireQuorum(file("checkpoint"), [known.witness], 1)).toHaveLength(1)
  })
})

test.skipIf(!withGo)("Go verifies them", async () => {
  const report = await goVerifies(folder, known.vkey, [join(folder, `checkpoint.${known.earlier}`)])
  expect(report).toMatchObject({ origin: known.origin, size: 260, tiles: 3, inclusion: 260, earlier: 1 })
})
