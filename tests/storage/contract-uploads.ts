// The part of the storage contract about uploads: parts that arrive in any order, never change, and go when nobody
// claims them.
import { concat, hex, utf8 } from "../../src/core/bytes.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type { UploadedPart } from "../../src/storage/port.ts"
import { DAY, random } from "./made.ts"
import { bytesOf, type Case, same, sameBytes, thrown } from "./says.ts"

const ID = "00112233445566778899aabbccddeeff"
const OTHER = "ffeeddccbbaa99887766554433221100"

async function part(n: number, bytes: Uint8Array): Promise<UploadedPart> {
  return { n, size: bytes.length, sha256: hex(await sha256Platform(bytes)) }
}

export const UPLOAD_CASES: readonly Case[] = [
  {
    name: "parts arrive in any order and are read in theirs",
    run: async (store) => {
      const bytes = [random(1000), random(2000), random(30)]
      for (const n of [2, 0, 1])
        same(
          await store.putPart(ID, await part(n, bytes[n] ?? utf8("")), bytes[n] ?? utf8(""), DAY),
          "stored",
        )
      same(
        (await store.parts(ID)).map((one) => [one.n, one.size]),
        [
          [0, 1000],
          [1, 2000],
          [2, 30],
        ],
      )
      sameBytes(await bytesOf(store.readUpload(ID, 3)), concat(...bytes))
      sameBytes(await bytesOf(store.readUpload(ID, 2)), concat(...bytes.slice(0, 2)))
      same(await store.parts(OTHER), [])
      same(await store.uploadBytes(), 3030)
    },
  },
  {
    name: "a part again is repeated, other bytes conflict, and what stands never changes",
    run: async (store) => {
      const [bytes, other] = [random(500), random(500)]
      const [first, second] = [await part(0, bytes), await part(0, other)]
      same(await store.putPart(ID, first, bytes, DAY), "stored")
      same(await store.putPart(ID, first, bytes, DAY), "repeated")
      same(await store.putPart(ID, second, other, DAY), "conflict")
      sameBytes(await bytesOf(store.readUpload(ID, 1)), bytes)
      same(await store.parts(ID), [first])
      for await (const problem of store.problems(true)) throw new Error(problem.code)
    },
  },
  {
    name: "of different bytes for one part at once, one is stored and its own bytes are read",
    run: async (store) => {
      const all = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const bytes = random(3000)
          return { bytes, part: await part(4, bytes) }
        }),
      )
      const outcomes = await Promise.all(all.map((one) => store.putPart(ID, one.part, one.bytes, DAY)))
      same(outcomes.toSorted(), [...Array(7).fill("conflict"), "stored"])
      same(await store.parts(ID), [all[outcomes.indexOf("stored")]?.part])
      for await (const problem of store.problems(true)) throw new Error(problem.code)
    },
  },
  {
    name: "an upload with a part missing is not read past it",
    run: async (store) => {
      const bytes = random(10)
      await store.putPart(ID, await part(1, bytes), bytes, DAY)
      const error = await thrown(() => bytesOf(store.readUpload(ID, 2)))
      same(error.message, "a part of the upload has not arrived")
      sameBytes(await bytesOf(store.readUpload(ID, 0)), utf8(""))
    },
  },
  {
    name: "a dropped upload is gone, and its id may be used again",
    run: async (store) => {
      const [bytes, other] = [random(10), random(12)]
      await store.putPart(ID, await part(0, bytes), bytes, DAY)
      await store.putPart(OTHER, await part(0, other), other, DAY)
      await store.dropUpload(ID)
      await store.dropUpload(ID)
      same(await store.parts(ID), [])
      same(await store.uploadBytes(), 12)
      same(await store.putPart(ID, await part(0, other), other, DAY), "stored")
      for await (const problem of store.problems(true)) throw new Error(problem.code)
    },
  },
  {
    name: "uploads go when nobody added to them since a day, and a later part keeps one",
    run: async (store) => {
      const bytes = random(10)
      await store.putPart(ID, await part(0, bytes), bytes, "2026-11-18")
      await store.putPart(OTHER, await part(0, bytes), bytes, "2026-11-18")
      await store.putPart(OTHER, await part(1, bytes), bytes, "2026-11-20")
      await store.putPart(OTHER, await part(2, bytes), bytes, "2026-11-19") // a day never goes back
      same(await store.dropUploadsBefore("2026-11-18"), 0)
      same(await store.dropUploadsBefore("2026-11-20"), 1)
      same([(await store.parts(ID)).length, (await store.parts(OTHER)).length], [0, 3])
      same(await store.dropUploadsBefore("2026-11-21"), 1)
      same(await store.uploadBytes(), 0)
    },
  },
  {
    name: "names that are not names reach nothing",
    run: async (store) => {
      const bytes = random(10)
      for (const id of ["../records", "", "a/b", ".", "x".repeat(65)])
        await thrown(async () => store.putPart(id, await part(0, bytes), bytes, DAY))
      for (const n of [-1, 1.5, Number.NaN])
        await thrown(async () => store.putPart(ID, await part(n, bytes), bytes, DAY))
      same(await store.uploadBytes(), 0)
    },
  },
]
