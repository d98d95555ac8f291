// Any byte of a stored log changed: never a clean verdict, never a crash. Each byte of a small log in each of its files, and random
// changes of a large one with many people in it. CAIRN_LONG=1 tries 5 000 of those.
import fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import { audit } from "../../src/auditor/audit.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { nodeIsSignature } from "../../src/cli/native-keys.ts"
import { hex } from "../../src/core/bytes.ts"
import { CONSENT, HOLDER } from "../../src/core/consent/statement.ts"
import { CodedError } from "../../src/core/errors.ts"
import type { SignatureCheck } from "../../src/core/note/ed25519.ts"
import { signerFromSeed } from "../../src/core/note/vkey.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { logFiles } from "../fixtures/log.ts"
import { Forge } from "./forge.ts"
import { honestLog, LAST_DAY, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

const LONG = process.env.CAIRN_LONG === "1"
const RUNS = Number(process.env.RUNS ?? 0) || (LONG ? 5000 : 100)
const PEOPLE = LONG ? 2400 : 300

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

type Files = ReadonlyMap<string, Uint8Array>

// A verdict on the same key, message and signature is the same: thousands of audits of one log ask for it once.
const verdicts = new Map<string, Promise<boolean>>()
const remembering: SignatureCheck = (key, message, signature) => {
  const name = Buffer.concat([key, signature, message]).toString("latin1")
  const known = verdicts.get(name) ?? nodeIsSignature(key, message, signature)
  if (verdicts.size < 10_000) verdicts.set(name, known)
  return known
}

/** What an audit comes to: its verdict, or the code with which it could not begin. */
async function outcome(forge: Forge, files: Files): Promise<string> {
  try {
    const { report } = await audit({
      ...{ source: sourceOf(forge, files), fingerprint: keys.made.charter.hash, aead: nodeAead },
      sampling: { containers: 0, records: 0, draw: () => 0 },
      isSignature: remembering,
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
  const clean: (readonly [string, number])[] = []
  for (const place of places) {
    const other = mutated(files, ...place, (byte) => byte ^ 1)
    if ((await outcome(forge, other)) === "clean") clean.push(place)
  }
  expect(clean).toEqual([])
  console.log(`mutations: each of ${places.length} bytes`)
})

test("random changes of a large log", { timeout: 7_200_000 }, async () => {
  const forge = await honestLog(keys)
  await crowd(forge)
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
    { numRuns: RUNS },
  )
  console.log(`mutations: ${RUNS} of a log of ${forge.leaves.length} entries, ${PEOPLE + 3} people`)
})

/** Many who gave consent, each in her own name. */
async function crowd(forge: Forge): Promise<void> {
  for (let n = 0; n < PEOPLE; n++) {
    const own = await signerFromSeed(HOLDER, randomBytes(32))
    const subject = hex(own.verifier.key)
    const content = { root: hex(randomBytes(32)), size: 5000 }
    const record = { sha256: hex(randomBytes(32)), size: 40_000 }
    const said = { subject, seq: 0, prev: null, action: "given", day: LAST_DAY, until: "2028-11" } as const
    const body = { ...said, record, content, erase: null, charter: forge.charter }
    forge.put(`crowd ${n}`, await signStatement(CONSENT, ORIGIN, body, [own]))
    const bytes = { length: content.size } as Uint8Array // its size is all that is asked for here
    forge.stored.containers.set(content.root, { subject, bytes, state: "held" })
    if (n % 120 === 119) await forge.batch(`crowd ${n}`, LAST_DAY)
  }
}
