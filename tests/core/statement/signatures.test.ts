// src/core/statement/frame.ts: exactly the signature lines that a statement's type demands, and no other.
import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { parseNote, signNote } from "../../../src/core/note/note.ts"
import { type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { statementText, textHash, verifyAmong, verifyExactly } from "../../../src/core/statement/frame.ts"
import { refusalOf } from "../refusal.ts"
import { BODY, ORIGIN, one, SAMPLE, three, two } from "./sample.ts"

const note = (signers: Signer[], text = statementText(SAMPLE, ORIGIN, BODY)) =>
  signNote(text, signers).then(parseNote)
const both = await note([one, two])
const alone = await note([one])
const [low, high] = both.signatures as [(typeof both.signatures)[0], (typeof both.signatures)[0]]
const exactly = (n: typeof both, ...by: Signer[]) =>
  refusalOf(() =>
    verifyExactly(
      n,
      by.map((s) => s.verifier),
    ),
  )
const among = (n: typeof both, ...by: Signer[]) =>
  refusalOf(() =>
    verifyAmong(
      n,
      by.map((s) => s.verifier),
    ),
  )

test("exactly the lines that are asked for", async () => {
  expect(await exactly(alone, one)).toBe("taken")
  expect(await exactly(both, one, two)).toBe("taken")
  expect(await exactly(both, one)).toBe("signature")
  expect(await exactly(alone, one, two)).toBe("signature")
  expect(await exactly(alone, two)).toBe("signature")
  expect(await exactly(await note([one, three]), one, two)).toBe("signature")
})

test("some of those that may, and no stranger", async () => {
  const some = await note([one, three])
  expect(await verifyAmong(some, [one.verifier, two.verifier, three.verifier])).toHaveLength(2)
  expect(await among(some, one, two)).toBe("signature")
  expect(await among(alone, one, two)).toBe("taken")
})

test("lines in another order, or one of them twice", async () => {
  expect(await exactly({ ...both, signatures: [high, low] }, one, two)).toBe("signature")
  expect(await among({ ...both, signatures: [high, low] }, one, two)).toBe("signature")
  expect(await exactly({ ...both, signatures: [low, low] }, one, two)).toBe("signature")
  expect(await among({ ...both, signatures: [low, low] }, one, two)).toBe("signature")
})

test("a line of another name, or on another text", async () => {
  expect(await among({ ...both, signatures: [{ ...low, name: "key-9" }, high] }, one, two)).toBe("signature")
  const moved = await note([one], statementText(SAMPLE, "other.example", BODY))
  expect(await exactly({ ...alone, signatures: moved.signatures }, one)).toBe("signature")
})

test("the hash is of the text, without its signatures", () => {
  expect(textHash(both)).toBe(textHash(alone))
  expect(textHash({ ...both, text: `${both.text}\n` })).not.toBe(textHash(both))
})

// The seeds were found by a birthday search over SHA-256("root-n i"): two keys whose 32-bit IDs are the same.
test("two keys of one ID are told apart by their names", async () => {
  const seed = (text: string) => createHash("sha256").update(text).digest()
  const first = await signerFromSeed("root-1", seed("root-1 48451"))
  const second = await signerFromSeed("root-2", seed("root-2 33232"))
  expect(first.verifier.id).toBe(second.verifier.id)
  expect(await verifyAmong(await note([second]), [first.verifier, second.verifier])).toEqual([
    second.verifier,
  ])
  expect(await among(await note([second]), first)).toBe("signature")
})
