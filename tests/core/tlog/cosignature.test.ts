// src/core/tlog/cosignature.ts: a witness's line, made and verified against sigsum-go's; and the quorum.
import { describe, expect, test } from "vitest"
import { concat, fromHex, utf8 } from "../../../src/core/bytes.ts"
import {
  encodeNote,
  encodeSignatures,
  type NoteSignature,
  parseNote,
  parseSignatures,
} from "../../../src/core/note/note.ts"
import { encodeVkey, signerFromSeed, verifierKey } from "../../../src/core/note/vkey.ts"
import {
  addSignatures,
  cosign,
  openCosignatures,
  parseWitness,
  requireQuorum,
  verifyCosignature,
  witnessKey,
} from "../../../src/core/tlog/cosignature.ts"
import { refusalOf } from "../refusal.ts"
import { sharedVectors } from "../shared.ts"
import { checkpointAt, listed, log, w1, w2, w3 } from "./people.ts"

interface Sigsum {
  seed_hex: string
  key_name: string
  timestamp: number
  checkpoint_body: string
  signature_line: string
  must_not_match: string[]
}
const sigsum = sharedVectors<Sigsum>("cosignature-v1/sigsum-go-deterministic.json")

describe.skipIf(sigsum === undefined)("sigsum-go's line", () => {
  const known = () => sigsum as Sigsum
  const signer = () => signerFromSeed(known().key_name, fromHex(known().seed_hex))

  test("is made byte for byte, and verifies", async () => {
    const { checkpoint_body: text, timestamp, signature_line } = known()
    const line = await cosign(text, timestamp, await signer())
    expect(encodeSignatures([line])).toBe(`${signature_line}\n`)
    expect(await verifyCosignature({ text }, line, (await signer()).verifier)).toBe(timestamp)
  })

  test.each(sigsum?.must_not_match ?? [])("not %s", async (told) => {
    const [line] = parseSignatures(`${told.replace(/ \([^)]*\)$/, "")}\n`)
    const { verifier } = await signer()
    const call = () => verifyCosignature({ text: known().checkpoint_body }, line as NoteSignature, verifier)
    expect(await refusalOf(call)).toBe("cosignature")
  })
})

const checkpoint = await checkpointAt(7)
const note = parseNote(checkpoint)
const line = await cosign(note.text, 1_700_000_000, w1)
const under = (...lines: NoteSignature[]) => addSignatures(checkpoint, lines)

describe("a line", () => {
  const at = (bytes: number[]): NoteSignature => ({
    ...line,
    bytes: concat(Uint8Array.from(bytes), line.bytes.subarray(8)),
  })
  const w1Key = w1.verifier
  test.each<[string, string, () => unknown]>([
    ["itself", "taken", () => verifyCosignature(note, line, w1Key)],
    ["by the vkey of type 4", "taken", () => verifyCosignature(note, line, witnessKey(w1Key))],
    ["another witness's", "cosignature", () => verifyCosignature(note, line, w2.verifier)],
    ["another name", "cosignature", () => verifyCosignature(note, { ...line, name: "w.example/2" }, w1Key)],
    [
      "the ID of the plain key",
      "cosignature",
      () => verifyCosignature(note, { ...line, id: w1Key.id }, w1Key),
    ],
    ["another text", "cosignature", () => verifyCosignature({ text: `${note.text}\n` }, line, w1Key)],
    [
      "another time",
      "cosignature",
      () => verifyCosignature(note, at([0, 0, 0, 0, 0x65, 0x53, 0xf1, 1]), w1Key),
    ],
    [
      "a byte less",
      "cosignature",
      () => verifyCosignature(note, { ...line, bytes: line.bytes.subarray(0, 71) }, w1Key),
    ],
    [
      "a byte more",
      "cosignature",
      () => verifyCosignature(note, { ...line, bytes: concat(line.bytes, Uint8Array.of(0)) }, w1Key),
    ],
    [
      "a note signature",
      "cosignature",
      async () => verifyCosignature(note, { ...line, bytes: await w1.sign(utf8(note.text)) }, w1Key),
    ],
    ["time 0", "cosignature", () => cosign(note.text, 0, w1)],
    ["half a second", "cosignature", () => cosign(note.text, 0.5, w1)],
    ["before 1970", "cosignature", () => cosign(note.text, -1, w1)],
  ])("%s: %s", async (_, code, call) => expect(await refusalOf(call)).toBe(code))

  test.each([
    ["zero", 0n],
    ["past what is counted exactly", 2n ** 53n],
    ["past 2^63", 2n ** 63n],
  ])("whose time is %s, though the witness signed it", async (_, time) => {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setBigUint64(0, time)
    const signature = await w1.sign(utf8(`cosignature/v1\ntime ${time}\n${note.text}`))
    const odd = { ...line, bytes: concat(bytes, signature) }
    expect(await refusalOf(() => verifyCosignature(note, odd, w1.verifier))).toBe("cosignature")
  })

  test("the last time that is taken", async () => {
    const last = await cosign(note.text, Number.MAX_SAFE_INTEGER, w1)
    expect(await verifyCosignature(note, last, w1.verifier)).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe("the quorum", () => {
  const three = [w1, w2, w3].map(listed)

  test("counts witnesses, whatever else stands there", async () => {
    const bytes = await checkpointAt(7, [w1, w3])
    const cosigned = await requireQuorum(bytes, three, 2)
    expect(cosigned.map(({ witness, time }) => [witness.name, time])).toEqual([
      ["w.example/1", 1_700_000_000],
      ["w.example/3", 1_700_000_001],
    ])
    expect(await refusalOf(() => requireQuorum(bytes, three, 3))).toBe("witnesses")
    expect(await refusalOf(() => requireQuorum(bytes, [listed(w1)], 2))).toBe("witnesses")
    expect(await requireQuorum(checkpoint, [], 0)).toEqual([])
  })

  test("counts a witness once, at two times, under two types, under two names", async () => {
    const again = await cosign(note.text, 1_700_000_009, w1)
    const plain = { vkey: encodeVkey(w1.verifier) }
    const alias = verifierKey("w.example/alias", w1.verifier.key)
    const other = await cosign(note.text, 1_700_000_000, { verifier: alias, sign: w1.sign })
    const bytes = under(line, again, other)
    const listing = [listed(w1), plain, { vkey: encodeVkey(witnessKey(alias)) }]
    expect(await requireQuorum(bytes, listing, 1)).toHaveLength(1)
    expect(await refusalOf(() => requireQuorum(bytes, listing, 2))).toBe("witnesses")
  })

  test("does not take the log for a witness, nor a witness's plain signature", async () => {
    expect(await refusalOf(() => requireQuorum(checkpoint, [listed(log)], 1))).toBe("witnesses")
    const plain = { name: w1.verifier.name, id: w1.verifier.id, bytes: await w1.sign(utf8(note.text)) }
    expect(await refusalOf(() => requireQuorum(under(plain), [listed(w1)], 1))).toBe("witnesses")
  })

  test.each([Number.NaN, -1, 0.5, 2 ** 53])("is a number: %d", async (quorum) =>
    expect(await refusalOf(() => requireQuorum(under(line), three, quorum))).toBe("witnesses"),
  )

  test("one bad line of a known witness spoils it, one of an unknown does not", async () => {
    const bad = { ...(await cosign(note.text, 5, w2)), bytes: line.bytes }
    expect(await refusalOf(() => requireQuorum(under(line, bad), three, 1))).toBe("cosignature")
    expect(await requireQuorum(under(line, bad), [listed(w1)], 1)).toHaveLength(1)
  })

  test("a vkey is of one of the two types", async () => {
    expect(parseWitness(encodeVkey(w1.verifier))).toEqual(parseWitness(listed(w1).vkey))
    const sth = encodeVkey(verifierKey("w.example/1", w1.verifier.key, 5))
    expect(await refusalOf(() => requireQuorum(checkpoint, [{ vkey: sth }], 0))).toBe("vkey")
  })
})

describe("a witness's answer", async () => {
  const answer = (...lines: NoteSignature[]) => utf8(encodeSignatures(lines))

  test("gives its lines, which stand under the checkpoint then", async () => {
    const others = await cosign(note.text, 5, w2)
    const taken = await openCosignatures(checkpoint, answer(others, line), w1.verifier)
    expect(taken).toEqual([line])
    expect(addSignatures(checkpoint, taken)).toEqual(
      encodeNote({ ...note, signatures: [...note.signatures, line] }),
    )
    expect(await requireQuorum(addSignatures(checkpoint, taken), [listed(w1)], 1)).toHaveLength(1)
  })

  test.each<[string, string, Uint8Array]>([
    ["only another's line", "cosignature", answer(await cosign(note.text, 5, w2))],
    ["a line for another checkpoint", "cosignature", answer(await cosign(`${note.text}x\n`, 5, w1))],
    ["one good and one bad", "cosignature", answer(line, { ...line, bytes: new Uint8Array(72) })],
    ["nothing", "note-malformed", new Uint8Array(0)],
    ["no end of line", "note-malformed", answer(line).subarray(0, -1)],
    ["an empty line after it", "note-malformed", concat(answer(line), utf8("\n"))],
    ["words", "note-malformed", utf8("no\n")],
    ["no text", "utf8", Uint8Array.of(255, 10)],
    ["more than a hundred lines", "note-malformed", answer(...Array<NoteSignature>(101).fill(line))],
  ])("%s: %s", async (_, code, bytes) =>
    expect(await refusalOf(() => openCosignatures(checkpoint, bytes, w1.verifier))).toBe(code),
  )
})
