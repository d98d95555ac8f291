// src/core/tlog/witness.ts: requests to cosign, and the judgement: every status of c2sp.org/tlog-witness.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fromUtf8, utf8 } from "../../../src/core/bytes.ts"
import { encodeNote, parseNote, signNote } from "../../../src/core/note/note.ts"
import { openCheckpoint, signCheckpoint } from "../../../src/core/tlog/checkpoint.ts"
import { addSignatures, openCosignatures, requireQuorum } from "../../../src/core/tlog/cosignature.ts"
import {
  encodeAddCheckpoint,
  type Judgement,
  judge,
  type KnownLog,
  parseAddCheckpoint,
} from "../../../src/core/tlog/witness.ts"
import { refusalOf } from "../refusal.ts"
import { naiveProof } from "./naive.ts"
import { checkpointAt, LEAVES, listed, log, nextLog, ORIGIN, rootAt, w1, w2 } from "./people.ts"

const proofOf = (old: number, size: number) => (old === 0 ? [] : naiveProof(old, LEAVES.slice(0, size)))
const request = async (old: number, size: number, checkpoint?: Uint8Array) =>
  encodeAddCheckpoint({
    old,
    proof: proofOf(old, size),
    checkpoint: checkpoint ?? (await checkpointAt(size)),
  })
const knowing = (size?: number, keys = [log.verifier]) => ({
  keys,
  stored: size === undefined ? undefined : { size, root: rootAt(size) },
})
const NOW = 1_700_000_000
const judged = (bytes: Uint8Array, known: KnownLog | undefined): Promise<Judgement> =>
  judge(bytes, (origin) => (origin === ORIGIN ? known : undefined), w1, NOW)
const status = async (bytes: Uint8Array, known: KnownLog | undefined) => (await judged(bytes, known)).status

describe("a request", () => {
  test("is read as it was written", async () => {
    const checkpoint = await checkpointAt(3)
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const some = fc.record({ old: fc.maxSafeNat(), proof: fc.array(hash, { maxLength: 63 }) })
    fc.assert(
      fc.property(some, (made) => {
        expect(parseAddCheckpoint(encodeAddCheckpoint({ ...made, checkpoint }))).toEqual({
          ...made,
          checkpoint,
        })
      }),
    )
    const [first, ...rest] = fromUtf8(await request(2, 3)).split("\n")
    expect([first, rest[1], rest[2]]).toEqual(["old 2", "", ORIGIN])
  })

  test.each<[string, (text: string) => string]>([
    ["no old size", (text) => text.slice(text.indexOf("\n") + 1)],
    ["another word", (text) => text.replace("old", "new")],
    ["a zero before", (text) => text.replace("old 4", "old 04")],
    ["no number", (text) => text.replace("old 4", "old four")],
    ["a number past 2^53", (text) => text.replace("old 4", "old 9007199254740992")],
    ["two spaces", (text) => text.replace("old 4", "old  4")],
    ["a carriage return", (text) => text.replace("old 4", "old 4\r")],
    ["no empty line", (text) => text.replaceAll("\n\n", "\n")],
    ["64 hashes", (text) => text.replace("old 4\n", `old 4\n${`${"A".repeat(43)}=\n`.repeat(63)}`)],
    ["a hash of 30 bytes", (text) => text.replace("old 4\n", `old 4\n${"A".repeat(40)}\n`)],
    ["nothing", () => ""],
  ])("is refused: %s", async (_, change) => {
    const text = fromUtf8(await request(4, 7))
    const bytes = utf8(change(text))
    expect(change(text)).not.toBe(text)
    expect(await refusalOf(() => parseAddCheckpoint(bytes))).toBe("witness-malformed")
    expect(await status(bytes, knowing(4))).toBe(400)
  })

  test.each<[string, string, () => unknown]>([
    [
      "64 hashes",
      "witness-malformed",
      () => encodeAddCheckpoint({ old: 1, proof: Array(64).fill(rootAt(1)), checkpoint: rootAt(1) }),
    ],
    ["half a size", "tree-size", () => encodeAddCheckpoint({ old: 0.5, proof: [], checkpoint: rootAt(1) })],
    [
      "a hash of 31 bytes",
      "tree-hash",
      () => encodeAddCheckpoint({ old: 1, proof: [rootAt(1).subarray(1)], checkpoint: rootAt(1) }),
    ],
  ])("is not made of %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))
})

describe("200", () => {
  test("a log's growth from its first tree on, and the same tree again", async () => {
    let known = knowing()
    for (const [old, size] of [
      [0, 3],
      [3, 8],
      [8, 8],
      [8, 20],
    ] as const) {
      const answer = await judged(await request(old, size), known)
      if (answer.status !== 200) throw new Error(`${answer.status}`)
      expect(answer).toMatchObject({
        origin: ORIGIN,
        before: known.stored,
        next: { size, root: rootAt(size) },
      })
      expect(answer.contentType).toBe("text/plain; charset=utf-8")
      const lines = await openCosignatures(await checkpointAt(size), answer.body, w1.verifier)
      const cosigned = await requireQuorum(addSignatures(await checkpointAt(size), lines), [listed(w1)], 1)
      expect(cosigned.map(({ time }) => time)).toEqual([NOW])
      known = { keys: known.keys, stored: answer.next }
    }
  })

  test("the empty tree, and the first tree after it", async () => {
    expect(await status(await request(0, 0), knowing())).toBe(200)
    expect(await status(await request(0, 5), knowing(0))).toBe(200)
  })

  test("what is kept to show has the log's lines and this witness's, and no other", async () => {
    const bytes = await request(0, 3, await checkpointAt(3, [w2], log, nextLog))
    const answer = await judged(bytes, knowing())
    if (answer.status !== 200) throw new Error(`${answer.status}`)
    const shown = answer.next.checkpoint
    expect((await openCheckpoint(shown, ORIGIN, log.verifier)).size).toBe(3)
    expect(await requireQuorum(shown, [listed(w1), listed(w2)], 1)).toHaveLength(1)
    expect(parseNote(shown).signatures).toHaveLength(2)
  })

  test("under either key of a log whose key changes", async () => {
    const both = [log.verifier, nextLog.verifier]
    expect(await status(await request(3, 8, await checkpointAt(8, [], nextLog)), knowing(3, both))).toBe(200)
    expect(await status(await request(3, 8, await checkpointAt(8, [], nextLog, log)), knowing(3, both))).toBe(
      200,
    )
  })
})

describe("refusals", async () => {
  const forged = async (size: number) => signCheckpoint({ origin: ORIGIN, size, root: rootAt(1) }, log)
  const spoilt = async () => {
    const { text, signatures } = parseNote(await checkpointAt(7))
    return encodeNote({
      text,
      signatures: signatures.map((line) => ({ ...line, bytes: new Uint8Array(64) })),
    })
  }
  const withProof = (old: number, proof: Uint8Array[], checkpoint: Uint8Array) =>
    encodeAddCheckpoint({ old, proof, checkpoint })

  test.each<[number, string, Uint8Array, KnownLog | undefined]>([
    [400, "a note that is no checkpoint", await request(0, 3, await signNote("x\n", [log])), knowing()],
    [400, "no note", await request(0, 3, utf8("x")), knowing()],
    [
      400,
      "a checkpoint with more lines",
      await request(0, 3, await signNote(`${ORIGIN}\n1\n${"A".repeat(43)}=\nx\n`, [log])),
      knowing(),
    ],
    [404, "a log it does not serve", await request(0, 3), undefined],
    [403, "another key", await request(0, 3, await checkpointAt(3, [], nextLog)), knowing()],
    [403, "no key at all", await request(0, 3), knowing(undefined, [])],
    [403, "a known key's line that is bad", await request(4, 7, await spoilt()), knowing(4)],
    [400, "an old size above the new", withProof(8, [], await checkpointAt(7)), knowing(8)],
    [409, "an old size below what it knows", await request(3, 8), knowing(4)],
    [409, "an old size above what it knows", await request(5, 8), knowing(4)],
    [409, "a first request that is not from 0", await request(1, 8), knowing()],
    [409, "nothing, once it knows a tree", await request(0, 8), knowing(4)],
    [422, "a proof of another tree", withProof(4, proofOf(3, 8), await checkpointAt(8)), knowing(4)],
    [422, "no proof", withProof(4, [], await checkpointAt(8)), knowing(4)],
    [422, "a proof from 0", withProof(0, proofOf(3, 8), await checkpointAt(8)), knowing()],
    [422, "one size, another root", withProof(4, [], await forged(4)), knowing(4)],
    [422, "one size and a proof", withProof(4, [rootAt(4)], await checkpointAt(4)), knowing(4)],
    [422, "an empty tree with a root", withProof(0, [], await forged(0)), knowing()],
    [422, "a fork", withProof(4, proofOf(4, 8), await forged(8)), knowing(4)],
  ])("%i: %s", async (code, _, bytes, known) => {
    const answer = await judged(bytes, known)
    expect(answer.status).toBe(code)
    expect(answer).not.toHaveProperty("next")
    if (code === 409) {
      expect(answer.contentType).toBe("text/x.tlog.size")
      expect(fromUtf8(answer.body)).toBe(`${known?.stored?.size ?? 0}\n`)
    } else expect(fromUtf8(answer.body)).toMatch(/^[a-z-]+\n$/)
  })

  test("404 and 403 say nothing of what it knows, whatever the sizes are", async () => {
    expect(await status(withProof(9, [], await checkpointAt(7)), undefined)).toBe(404)
    expect(await status(withProof(9, [], await checkpointAt(7, [], nextLog)), knowing(4))).toBe(403)
  })
})

test("requests in any order: it goes on only to trees that grew out of what it knows, and never back", async () => {
  const signed: { honest: Uint8Array; forked: Uint8Array }[] = []
  for (let size = 0; size <= 20; size++) {
    const forked = await signCheckpoint({ origin: ORIGIN, size, root: rootAt((size + 7) % 20) }, log)
    signed.push({ honest: await checkpointAt(size), forked })
  }
  const size = fc.integer({ min: 0, max: 20 })
  const step = fc.record({ right: fc.boolean(), old: size, size, fork: fc.boolean() })
  let taken = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let at = 4
      for (const { right, old, size, fork } of steps) {
        const from = right ? at : old
        const checkpoint = signed[size]?.[fork ? "forked" : "honest"] as Uint8Array
        const proof = from > size ? [] : proofOf(from, size)
        const answer = await judged(encodeAddCheckpoint({ old: from, proof, checkpoint }), knowing(at))
        expect(answer.status === 200).toBe(from === at && size >= at && !fork)
        if (answer.status !== 200) continue
        expect(answer.next).toMatchObject({ size, root: rootAt(size) })
        at = size
        taken++
      }
    }),
    { numRuns: 60 },
  )
  expect(taken).toBeGreaterThan(20)
})

test("an error that is no refusal is not answered with one", async () => {
  const broken = judge(await request(0, 3), () => Promise.reject(new Error("disk")), w1, NOW)
  await expect(broken).rejects.toThrow("disk")
})
