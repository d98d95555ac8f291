// A statement type of its own for tests of the frame, with a body of it and three signers.
import * as z from "zod/mini"
import { type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { count, fileRef } from "../../../src/core/statement/fields.ts"
import type { StatementType } from "../../../src/core/statement/frame.ts"

const schema = z.strictObject({
  n: count,
  file: z.nullable(fileRef),
  kind: z.enum(["x", "y"]),
  text: z.string(),
})
export type Sample = z.infer<typeof schema>
export const SAMPLE: StatementType<Sample> = { word: "sample", schema, maxBytes: 1000 }
export const ORIGIN = "demo.cairn.example"
export const SHA = "0123456789abcdef".repeat(4)
export const BODY: Sample = { n: 7, file: { sha256: SHA, size: 5 }, kind: "x", text: "a" }
export const JSON_BODY = `{"n":7,"file":{"sha256":"${SHA}","size":5},"kind":"x","text":"a"}`

const keys: Signer[] = await Promise.all(
  [1, 2, 3].map((n) => signerFromSeed(`key-${n}`, new Uint8Array(32).fill(n))),
)
export const [one, two, three] = keys as [Signer, Signer, Signer]
