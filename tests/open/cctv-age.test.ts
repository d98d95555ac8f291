// The age vectors of C2SP/CCTV through src/open: hybrid files to the letter, everything else refused as not ours, and
// every payload through our STREAM.
import { createHash } from "node:crypto"
import { inflateSync } from "node:zlib"
import { Decrypter } from "age-encryption"
import * as vectors from "cctv-age"
import { expect, test } from "vitest"
import { nodeAead } from "../../src/cli/native.ts"
import { nodeHybridKem } from "../../src/cli/native-keys.ts"
import { nobleAead, webAead } from "../../src/core/age/aead.ts"
import { headerSize } from "../../src/core/age/header.ts"
import type { HybridKem } from "../../src/core/age/hybrid.ts"
import { openBytes, type Unwrap } from "../../src/core/age/open.ts"
import { concat } from "../../src/core/bytes.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { type Identity, unwrapWith } from "../../src/open/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { refusalOf } from "../core/refusal.ts"

const MAX = 32 * 1024 * 1024

interface Vector {
  name: string
  expect: string
  payload: string | undefined
  identities: string[]
  armored: boolean
  file: Uint8Array
}

function vector([name, bytes]: [string, Uint8Array]): Vector {
  const raw = Buffer.from(bytes)
  const cut = raw.indexOf("\n\n")
  const fields = raw
    .subarray(0, cut)
    .toString()
    .split("\n")
    .map((line) => line.split(": ") as [string, string])
  const all = (key: string) => fields.flatMap(([k, value]) => (k === key ? [value] : []))
  const body = raw.subarray(cut + 2)
  const file = all("compressed")[0] === "zlib" ? inflateSync(body) : body
  const [expected = "none"] = all("expect")
  return {
    name,
    expect: expected,
    payload: all("payload")[0],
    identities: all("identity"),
    armored: all("armored").length > 0,
    file,
  }
}

const ALL = Object.entries(vectors)
  .filter(([name]) => name !== "default")
  .map(vector)
const OURS = ALL.filter(({ name }) => name.startsWith("hybrid"))
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

/** Good age files that Cairn refuses by design, because a stanza beside the hybrid one is of another kind. */
const REFUSED_BY_DESIGN: Record<string, string> = {
  hybrid_and_x25519: "a classic recipient beside it: whoever breaks X25519 reads the file",
  hybrid_grease: "a stanza that nobody knows could be anyone's way in",
}

const unwrapping = ({ identities }: Vector, kem?: HybridKem) =>
  unwrapWith(identities.filter((text) => text.startsWith("AGE-SECRET-KEY-PQ-1")) as Identity[], kem)

test("there are as many vectors as there were", () => {
  console.log(`cctv-age: ${ALL.length} vectors, ${OURS.length} of them hybrid and binary`)
  expect([ALL.length, OURS.length]).toEqual([143, 18])
})

test.each(OURS.filter(({ name, expect }) => expect === "success" && !(name in REFUSED_BY_DESIGN)))(
  "$name opens, and its plaintext is the one that is named",
  async (v) => {
    for (const kem of [undefined, nodeHybridKem])
      expect(sha256(await openBytes(v.file, unwrapping(v, kem), nodeAead, MAX))).toBe(v.payload)
  },
)

test.each(OURS.filter(({ expect }) => expect !== "success"))("$name is refused ($expect)", async (v) => {
  for (const kem of [undefined, nodeHybridKem])
    expect(["recipients", "no-identity-fits"]).toContain(
      await refusalOf(() => openBytes(v.file, unwrapping(v, kem), nodeAead, MAX)),
    )
})

test.each(Object.entries(REFUSED_BY_DESIGN))("%s is refused by design: %s", async (name) => {
  const v = OURS.find((one) => one.name === name) as Vector
  expect(v.expect).toBe("success")
  const types =
    Buffer.from(v.file)
      .toString("latin1")
      .match(/(?<=^-> )\S+/gm) ?? []
  expect(types.some((type) => type !== "mlkem768x25519")).toBe(true)
  expect(await refusalOf(() => openBytes(v.file, unwrapping(v), nodeAead, MAX))).toBe("recipients")
})

test("everything classic, under a passphrase or armoured is refused as not ours, before any unwrapping", async () => {
  const others = ALL.filter((v) => !OURS.includes(v))
  const never: Unwrap = () => Promise.reject(new Error("unwrapped"))
  for (const v of others) {
    expect(await refusalOf(() => openBytes(v.file, never, nodeAead, MAX)), v.name).toBe("recipients")
  }
  const armoured = others.filter((v) => v.armored).length
  const passphrases = others.filter((v) => !v.armored && v.name.startsWith("scrypt")).length
  const hybrid = Object.keys(REFUSED_BY_DESIGN).length
  const failing = OURS.filter((v) => v.expect !== "success").length
  console.log(
    `cctv-age: hybrid: ${OURS.length - hybrid - failing} opened, ${failing} refused as they must be, ${hybrid} refused by design; ` +
      `not ours: ${armoured} armoured, ${passphrases} passphrase, ${others.length - armoured - passphrases} other`,
  )
})

// A header of ours in front of the vector's payload, and the vector's file key for what it unwraps to: so the whole
// way from nonce to plaintext is the product's, whatever wrapped the key.
test("every payload whose file key can be had goes through our STREAM, to the letter", async () => {
  const { recipient } = await newIdentity()
  const ours = (await sealBytes(new Uint8Array(0), [recipient])).subarray(0, headerSize(1))
  const counts: Record<string, number> = {}
  for (const v of ALL.filter(({ armored }) => !armored)) {
    const key = await fileKey(v)
    if (key === undefined) continue
    const file = concat(ours, v.file.subarray(headerEnd(v.file)))
    for (const aead of [nodeAead, webAead, nobleAead]) {
      const open = () => openBytes(file, async () => key, aead, MAX)
      if (v.expect === "success") expect(sha256(await open()), v.name).toBe(v.payload)
      else expect(await refusalOf(open), v.name).toBe(v.expect === "header failure" ? "truncated" : "damaged")
    }
    const kind = v.name.startsWith("stream_") ? "stream" : "other"
    const outcome = `${kind}: ${v.expect}`
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  console.log("cctv-age payloads:", counts)
  const streams = Object.entries(counts).filter(([outcome]) => outcome.startsWith("stream"))
  expect(streams.reduce((sum, [, n]) => sum + n, 0)).toBe(
    ALL.filter(({ name }) => name.startsWith("stream_")).length,
  )
})

/** Undefined where typage refuses the header, as most vectors are made to be. */
async function fileKey({ file, identities }: Vector): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  try {
    return await decrypter.decryptHeader(file)
  } catch {
    return undefined
  }
}

function headerEnd(file: Uint8Array): number {
  const text = Buffer.from(file).toString("latin1")
  return text.indexOf("\n", text.indexOf("\n--- ") + 1) + 1
}
