// Any byte of a stored log changed: never a clean verdict, never a crash. Every byte of a small log in each of its files, and
// random changes of a large one. CAIRN_LONG=1 tries more.
import fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import { audit } from "../../src/auditor/audit.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { CodedError } from "../../src/core/errors.ts"
import { logFiles, tick } from "../fixtures/log.ts"
import { Forge } from "./forge.ts"
import { honestLog, LAST_DAY, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

const LONG = process.env.CAIRN_LONG === "1"

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

type Files = ReadonlyMap<string, Uint8Array>

/** What an audit comes to: its verdict, or the code with which it could not begin. */
async function outcome(forge: Forge, files: Files): Promise<string> {
  try {
    const { report } = await audit({
      ...{ source: sourceOf(forge, files), fingerprint: keys.made.charter.hash, aead: nodeAead },
      sampling: { containers: 0, records: 0, draw: () => 0 },
      today: LAST_DAY,
    })
    // Without the identity a clean log is incomplete.
    return report.findings.length === 0 ? "clean" : "findings"
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

function mutated(files: Files, path: string, at: number, to: (byte: number) => number): Files {
  const bytes = Uint8Array.from(files.get(path) as Uint8Array)
  bytes[at] = to(bytes[at] as number) & 0xff
  return new Map(files).set(path, bytes)
}

test("each single byte of a small log", { timeout: 1_200_000 }, async () => {
  const forge = new Forge(keys)
  const [ada] = keys.people
  const { leaf } = await forge.consent("given", ada, { action: "given", day: "2026-11-21" })
  await forge.custody("import", ada, keys.consoles[0], { action: "imported", consent: leaf, log: 1 })
  await forge.batch("one", "2026-11-22")
  const files = await forge.files()
  expect(await outcome(forge, files)).toBe("clean")
  const places = [...files].flatMap(([path, { length }]) =>
    Array.from({ length }, (_, at) => [path, at] as const),
  )
  // The charter alone is thousands of bytes of keys: always on, every fifth byte from another start each day would hide one.
  const every = LONG ? 1 : 7
  for (const [i, [path, at]] of places.entries())
    if (i % every === 0)
      expect([
        path,
        at,
        await outcome(
          forge,
          mutated(files, path, at, (byte) => byte ^ 1),
        ),
      ]).not.toContain("clean")
  console.log(`mutations: ${Math.ceil(places.length / every)} of ${places.length} bytes`)
})

test("random changes of a large log", { timeout: 1_200_000 }, async () => {
  const forge = await honestLog(keys)
  while (forge.leaves.length < (LONG ? 20_000 : 1500)) forge.leaves.push(...(await batchOf(64)))
  const files = await logFiles(forge.leaves, keys.log)
  expect(await outcome(forge, files)).toBe("clean")
  const paths = [...files.keys()]
  const change = fc.record({
    path: fc.constantFrom(...paths),
    at: fc.nat(),
    how: fc.constantFrom("flip", "set", "cut", "add", "swap"),
    byte: fc.integer({ min: 1, max: 255 }),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ path, at, how, byte }) => {
      const bytes = files.get(path) as Uint8Array
      const place = at % bytes.length
      let other: Files
      if (how === "cut") other = new Map(files).set(path, bytes.subarray(0, place))
      else if (how === "add") other = new Map(files).set(path, Buffer.concat([bytes, Uint8Array.of(byte)]))
      else if (how === "swap") {
        const from = paths[(paths.indexOf(path) + 1 + (byte % (paths.length - 1))) % paths.length] as string
        other = new Map(files).set(path, files.get(from) as Uint8Array)
      } else other = mutated(files, path, place, (old) => (how === "flip" ? old ^ byte : old + byte))
      expect(await outcome(forge, other)).not.toBe("clean")
    }),
    { numRuns: LONG ? 5000 : 150 },
  )
})

async function batchOf(width: number): Promise<Uint8Array[]> {
  return Promise.all(Array.from({ length: width }, () => tick(LAST_DAY, keys.log)))
}
