// src/core/tlog/checkpoint.ts: what a checkpoint says, who must have signed it, and a change of the log's key.
import { describe, expect, test } from "vitest"
import { fromUtf8, utf8 } from "../../../src/core/bytes.ts"
import { encodeNote, parseNote, signNote } from "../../../src/core/note/note.ts"
import {
  openCheckpoint,
  openHandover,
  openSigned,
  peekCheckpoint,
  signCheckpoint,
} from "../../../src/core/tlog/checkpoint.ts"
import { witnessKey } from "../../../src/core/tlog/cosignature.ts"
import { refusalOf } from "../refusal.ts"
import { checkpointAt, log, nextLog, ORIGIN, rootAt, w1 } from "./people.ts"

const [old, next] = [log.verifier, nextLog.verifier]
const checkpoint = await checkpointAt(7)

test("what was signed is read, and the lines of others are passed over", async () => {
  const opened = await openCheckpoint(await checkpointAt(7, [w1]), ORIGIN, old)
  expect(opened).toMatchObject({ origin: ORIGIN, size: 7, root: rootAt(7), signedBy: [old] })
  expect(opened.note.signatures).toHaveLength(2)
  expect(peekCheckpoint(checkpoint)).toEqual({ origin: ORIGIN, size: 7, root: rootAt(7) })
})

const text = (lines: string) => signNote(lines, [log])
const root64 = fromUtf8(checkpoint).split("\n")[2] as string
describe("refused, though the log signed it", () => {
  test.each([
    ["another origin", `other.example\n7\n${root64}\n`, "origin"],
    ["no origin", `\n7\n${root64}\n`, "checkpoint-malformed"],
    ["an extension line", `${ORIGIN}\n7\n${root64}\nmore\n`, "checkpoint-malformed"],
    ["an empty line", `${ORIGIN}\n7\n${root64}\n\n`, "checkpoint-malformed"],
    ["no root", `${ORIGIN}\n7\n`, "checkpoint-malformed"],
    ["no size", `${ORIGIN}\n`, "checkpoint-malformed"],
    ["a leading zero", `${ORIGIN}\n07\n${root64}\n`, "checkpoint-malformed"],
    ["a sign", `${ORIGIN}\n+7\n${root64}\n`, "checkpoint-malformed"],
    ["hex", `${ORIGIN}\n0x7\n${root64}\n`, "checkpoint-malformed"],
    ["a size of 2^53", `${ORIGIN}\n9007199254740992\n${root64}\n`, "checkpoint-malformed"],
    ["a size of 2^64", `${ORIGIN}\n18446744073709551616\n${root64}\n`, "checkpoint-malformed"],
    ["a root of 31 bytes", `${ORIGIN}\n7\n${root64.slice(0, 40)}AA==\n`, "checkpoint-malformed"],
    [
      "a root that is not canonical",
      `${ORIGIN}\n7\n${root64.slice(0, -2)}${root64.at(-2) === "9" ? "8" : "9"}=\n`,
      "checkpoint-malformed",
    ],
    ["a root in hex", `${ORIGIN}\n7\n${"0".repeat(63)}\n`, "checkpoint-malformed"],
  ])("%s", async (_, lines, code) => {
    const bytes = await text(lines)
    expect(await refusalOf(() => openCheckpoint(bytes, ORIGIN, old))).toBe(code)
  })
})

test("by the log's key or not at all", async () => {
  expect(await refusalOf(() => openCheckpoint(checkpoint, ORIGIN, next))).toBe("signature")
  const forged = utf8(fromUtf8(checkpoint).replace("\n7\n", "\n8\n"))
  expect(await refusalOf(() => openCheckpoint(forged, ORIGIN, old))).toBe("signature")
  expect(await refusalOf(() => openSigned(checkpoint, ORIGIN, []))).toBe("signature")
  expect((await openSigned(checkpoint, ORIGIN, [next, old])).signedBy).toEqual([old])
})

test("a witness's key is no log's key: it signs another message", async () => {
  const asWitness = { verifier: witnessKey(log.verifier), sign: log.sign }
  const bytes = await signCheckpoint({ origin: ORIGIN, size: 7, root: rootAt(7) }, asWitness)
  expect(await refusalOf(() => openCheckpoint(bytes, ORIGIN, asWitness.verifier))).toBe("signature")
})

test("a change of key: both keys sign, each line is checked", async () => {
  const both = await checkpointAt(8, [], nextLog, log)
  expect((await openHandover(both, ORIGIN, old, next)).signedBy).toHaveLength(2)
  for (const key of [old, next]) expect((await openCheckpoint(both, ORIGIN, key)).size).toBe(8)
  for (const alone of [log, nextLog]) {
    const bytes = await checkpointAt(8, [], alone)
    expect(await refusalOf(() => openHandover(bytes, ORIGIN, old, next))).toBe("signature")
  }
  expect(await refusalOf(() => openHandover(both, "other.example", old, next))).toBe("origin")
  const { text, signatures } = parseNote(both)
  const spoilt = signatures.map((line) =>
    line.id === old.id ? { ...line, bytes: new Uint8Array(64) } : line,
  )
  const bytes = encodeNote({ text, signatures: spoilt })
  expect(await refusalOf(() => openHandover(bytes, ORIGIN, old, next))).toBe("signature")
})
