// src/core/tlog/proof-file.ts: tlog-proof files, written, read strictly and verified in order.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat, fromUtf8, utf8 } from "../../../src/core/bytes.ts"
import { encodeProof, type LogPolicy, openProof, parseProof } from "../../../src/core/tlog/proof-file.ts"
import { refusalOf } from "../refusal.ts"
import { naivePath } from "./naive.ts"
import { checkpointAt, LEAVES, listed, log, nextLog, ORIGIN, rootAt, w1, w2 } from "./people.ts"

const policy: LogPolicy = {
  origin: ORIGIN,
  logs: [log.verifier],
  witnesses: [w1, w2].map(listed),
  witnessQuorum: 1,
}
const leaf = LEAVES[5] as Uint8Array
const hashes = naivePath(5, LEAVES.slice(0, 13))
const checkpoint = await checkpointAt(13, [w1])
const proof = { index: 5, hashes, checkpoint }
const file = encodeProof(proof)
const text = fromUtf8(file)

test("a file opens to the checkpoint that holds the leaf", async () => {
  const opened = await openProof(file, leaf, policy)
  expect(opened).toMatchObject({ origin: ORIGIN, size: 13, root: rootAt(13), index: 5 })
  expect(opened.cosigned.map(({ witness }) => witness.name)).toEqual(["w.example/1"])
  expect(text.split("\n").slice(0, 2)).toEqual(["c2sp.org/tlog-proof@v1", "index 5"])
  expect(text.endsWith(fromUtf8(checkpoint))).toBe(true)
})

test("any proof is read as it was written", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const extra = fc.option(fc.uint8Array({ minLength: 1 }), { nil: undefined })
  const some = fc.record({ index: fc.maxSafeNat(), hashes: fc.array(hash, { maxLength: 63 }), extra })
  fc.assert(
    fc.property(some, ({ extra, ...rest }) => {
      const made = { ...(extra && { extra }), ...rest, checkpoint }
      expect(parseProof(encodeProof(made))).toEqual(made)
    }),
  )
})

test("the proof of the only leaf has no hash, and of any log key any will do", async () => {
  const only = encodeProof({ index: 0, hashes: [], checkpoint: await checkpointAt(1, [w2], nextLog) })
  const both = { ...policy, logs: [log.verifier, nextLog.verifier] }
  expect((await openProof(only, LEAVES[0] as Uint8Array, both)).signedBy).toEqual([nextLog.verifier])
})

const line2 = text.split("\n")[2] as string
describe("a file that is refused", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "proof-malformed"],
    ["another version", text.replace("@v1", "@v2"), "proof-malformed"],
    ["no first line", text.slice(text.indexOf("\n") + 1), "proof-malformed"],
    ["carriage returns", text.replaceAll("\n", "\r\n"), "proof-malformed"],
    ["a carriage return", text.replace("index 5\n", "index 5\r\n"), "proof-malformed"],
    ["no index", text.replace("index 5\n", ""), "proof-malformed"],
    ["an index with a zero before", text.replace("index 5", "index 05"), "proof-malformed"],
    ["a negative index", text.replace("index 5", "index -1"), "proof-malformed"],
    ["an index past 2^53", text.replace("index 5", "index 9007199254740992"), "proof-malformed"],
    ["two spaces", text.replace("index 5", "index  5"), "proof-malformed"],
    ["two indexes", text.replace("index 5\n", "index 5\nindex 5\n"), "proof-malformed"],
    ["extra after the index", text.replace("index 5\n", "index 5\nextra AAAA\n"), "proof-malformed"],
    ["extra twice", text.replace("index 5\n", "extra AAAA\nextra AAAA\nindex 5\n"), "proof-malformed"],
    ["extra of nothing", text.replace("index 5\n", "extra \nindex 5\n"), "proof-malformed"],
    ["extra that is not canonical", text.replace("index 5\n", "extra AB==\nindex 5\n"), "proof-malformed"],
    ["a hash that is cut", text.replace(line2, line2.slice(0, -4)), "proof-malformed"],
    ["a hash of 33 bytes", text.replace(line2, line2.replace("=", "A")), "proof-malformed"],
    ["64 hashes", text.replace(line2, Array(61).fill(line2).join("\n")), "proof-malformed"],
    ["a space after a hash", text.replace(line2, `${line2} `), "proof-malformed"],
    ["no empty line", text.replaceAll("\n\n", "\n"), "proof-malformed"],
    ["another letter", text.replace("index 5", "index ٥"), "proof-malformed"],
    ["two empty lines", text.replace("\n\n", "\n\n\n"), "checkpoint-malformed"],
    ["no checkpoint", text.slice(0, text.indexOf("\n\n") + 2), "note-malformed"],
    ["a checkpoint without signature", text.slice(0, text.indexOf("\n\n—") + 1), "note-malformed"],
    ["something after", `${text}x\n`, "note-malformed"],
  ])("%s", async (_, bytes, code) => {
    expect(bytes).not.toBe(text)
    expect(await refusalOf(() => openProof(utf8(bytes), leaf, { ...policy, witnessQuorum: 0 }))).toBe(
      code === "checkpoint-malformed" ? "signature" : code, // the text that was signed is another one
    )
  })

  test.each<[string, string, () => unknown]>([
    ["no UTF-8", "note-malformed", () => parseProof(concat(file, Uint8Array.of(255, 10)))],
    ["extra of nothing", "proof-malformed", () => encodeProof({ ...proof, extra: new Uint8Array(0) })],
    ["64 hashes", "proof-malformed", () => encodeProof({ ...proof, hashes: Array(64).fill(leaf) })],
    ["half an index", "tree-size", () => encodeProof({ ...proof, index: 0.5 })],
    ["a hash of 31 bytes", "tree-hash", () => encodeProof({ ...proof, hashes: [leaf.subarray(1)] })],
  ])("written or read: %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

describe("a proof that is refused, in this order", async () => {
  const elsewhere = await checkpointAt(12, [w1])
  test.each<[string, string, Uint8Array, Uint8Array, Partial<LogPolicy>]>([
    [
      "another log's name",
      "origin",
      file,
      LEAVES[0] as Uint8Array,
      { origin: "other.example", witnessQuorum: 2 },
    ],
    [
      "another log's key",
      "signature",
      file,
      LEAVES[0] as Uint8Array,
      { logs: [nextLog.verifier], witnessQuorum: 2 },
    ],
    ["too few witnesses", "witnesses", file, LEAVES[0] as Uint8Array, { witnessQuorum: 2 }],
    ["another leaf", "inclusion", file, LEAVES[0] as Uint8Array, {}],
    ["another index", "inclusion", encodeProof({ ...proof, index: 4 }), leaf, {}],
    ["an index that is the size", "tree-size", encodeProof({ ...proof, index: 13 }), leaf, {}],
    ["another tree", "inclusion", encodeProof({ ...proof, checkpoint: elsewhere }), leaf, {}],
    ["a hash less", "inclusion", encodeProof({ ...proof, hashes: hashes.slice(1) }), leaf, {}],
    ["no leaf hash", "tree-hash", file, leaf.subarray(1), {}],
  ])("%s: %s", async (_, code, bytes, leafHash, over) =>
    expect(await refusalOf(() => openProof(bytes, leafHash, { ...policy, ...over }))).toBe(code),
  )
})
