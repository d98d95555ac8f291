// Makes docs/vectors/log from the specifications with Node's own cryptography, the RFC's recursion (naive.ts) and no line of
// src: a second computation to compare with. Run it with `node tests/core/tlog/make-vectors.ts`.
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { naivePath, naiveProof, naiveRoot } from "./naive.ts"

const ORIGIN = "vectors.cairn.example"
const WITNESS = "witness.cairn.example/1"
const TIME = 1_800_000_000
const SIZE = 260
const EARLIER = 8
const INDEX = 200

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** An Ed25519 key of a name: the vkeys it has, its private form, and signature lines by it. */
function keyOf(name: string, seed: Buffer) {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]) // RFC 8410
  const secret = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
  const key = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32)
  const id = (type: number) => sha256(`${name}\n`, Buffer.of(type), key).subarray(0, 4)
  const text = (type: number, bytes: Buffer) =>
    `${name}+${id(type).toString("hex")}+${Buffer.concat([Buffer.of(type), bytes]).toString("base64")}`
  return {
    privateKey: `PRIVATE+KEY+${text(1, seed)}`,
    vkey: (type: number) => text(type, key),
    line: (type: number, before: Buffer, message: string) => {
      const payload = Buffer.concat([id(type), before, sign(null, Buffer.from(message), secret)])
      return `\u2014 ${name} ${payload.toString("base64")}\n`
    },
  }
}

/** Every file of the vectors, by its path. */
export function makeVectors(): Map<string, Buffer> {
  const log = keyOf(ORIGIN, sha256("cairn vectors: log"))
  const witness = keyOf(WITNESS, sha256("cairn vectors: witness"))
  const entries = Array.from({ length: SIZE }, (_, i) => Buffer.from(`leaf ${i}`))
  const leaves = entries.map((entry) => new Uint8Array(sha256(Buffer.of(0), entry)))
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")
  const head = (size: number) => `${ORIGIN}\n${size}\n${base64(naiveRoot(leaves.slice(0, size)))}\n`
  const signed = (size: number) => `${head(size)}\n${log.line(1, Buffer.alloc(0), head(size))}`
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(TIME))
  const cosignature = witness.line(4, time, `cosignature/v1\ntime ${TIME}\n${head(SIZE)}`)
  const checkpoint = `${signed(SIZE)}${cosignature}`

  const bundle = (some: Buffer[]) => Buffer.concat(some.flatMap((e) => [Buffer.of(0, e.length), e]))
  const proof = [`c2sp.org/tlog-proof@v1`, `index ${INDEX}`, ...naivePath(INDEX, leaves).map(base64)]
  const request = [`old ${EARLIER}`, ...naiveProof(EARLIER, leaves).map(base64)]
  const about = {
    format: "cairn-log-vectors/1",
    origin: ORIGIN,
    privateKey: log.privateKey,
    vkey: log.vkey(1),
    witness: { privateKey: witness.privateKey, vkey: witness.vkey(4), time: TIME },
    size: SIZE,
    root: Buffer.from(naiveRoot(leaves)).toString("hex"),
    earlier: EARLIER,
    index: INDEX,
  }
  const files: Record<string, string | Uint8Array> = {
    "log.json": `${JSON.stringify(about, null, 2)}\n`,
    checkpoint,
    [`checkpoint.${EARLIER}`]: signed(EARLIER),
    "tile/entries/000": bundle(entries.slice(0, 256)),
    "tile/entries/001.p/4": bundle(entries.slice(256)),
    "tile/0/000": Buffer.concat(leaves.slice(0, 256)),
    "tile/0/001.p/4": Buffer.concat(leaves.slice(256)),
    "tile/1/000.p/1": naiveRoot(leaves.slice(0, 256)),
    [`leaf-${INDEX}.tlog-proof`]: `${proof.join("\n")}\n\n${checkpoint}`,
    "add-checkpoint": `${request.join("\n")}\n\n${signed(SIZE)}`,
    cosignature,
  }
  return new Map(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes)]))
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, "../../../docs/vectors/log")
  rmSync(folder, { recursive: true, force: true })
  for (const [path, bytes] of makeVectors()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}
