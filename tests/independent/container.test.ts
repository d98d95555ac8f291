// The second reader of archives, tree roots, sizes and notes, put to the test before it judges the first: against
// modern-tar, tweetnacl, noble and outside vectors. Nothing of src is looked at here.
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { sha256 } from "@noble/hashes/sha2.js"
import fc from "fast-check"
import { packTar } from "modern-tar"
import nacl from "tweetnacl"
import { describe, expect, it } from "vitest"
import { merkleRoot, openNote, padme, parseVkey, readTar, treeRoot } from "./container.ts"

const vectors = join(import.meta.dirname, "../../../shared/vectors")
const withVectors = existsSync(vectors) || process.env.CAIRN_ALL === "1"
if (!withVectors) console.log("independent: skipping outside vectors, ../shared/vectors is not here")
const readVectors = (name: string) => JSON.parse(readFileSync(join(vectors, name), "utf8"))

const noise = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 2654435761) >>> 13)
const bytesOf = (...parts: (Uint8Array | string)[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))))

/** The first word a call refuses with, or "ok". */
function outcome(call: () => unknown): string {
  try {
    call()
    return "ok"
  } catch (error) {
    return (error as Error).message.split(":")[0] ?? ""
  }
}

const pack = (files: Record<string, Uint8Array>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({
      header: {
        name,
        size: body.length,
        mode: 0o600,
        uid: 0,
        gid: 0,
        mtime: new Date(0),
        type: "file" as const,
      },
      body,
    })),
  )

describe("tar", () => {
  const files = {
    "submission.json": noise(20),
    "files/001": noise(512),
    "files/002": noise(0),
    last: noise(1025),
  }

  it("reads what modern-tar packs, with zeros after it", async () => {
    const tar = await pack(files)
    const read = readTar(tar)
    expect(Object.fromEntries(read.files)).toEqual(files)
    expect([...read.files.keys()]).toEqual(Object.keys(files))
    expect(read.headers.map(({ mode, uid, gid, mtime, size }) => [mode, uid, gid, mtime, size])).toEqual(
      Object.values(files).map((body) => [0o600, 0, 0, 0, body.length]),
    )
    expect(read.headers[0]?.raw).toEqual(tar.subarray(0, 512))
    expect(readTar(bytesOf(tar, new Uint8Array(5120))).zeros).toBe(read.zeros + 5120)
  })

  it("a name may be split over prefix and name", async () => {
    const name = `${"a".repeat(90)}/${"b".repeat(90)}`
    expect([...readTar(await pack({ [name]: noise(1) })).files.keys()]).toEqual([name])
  })

  // A change to the first header is followed by a right checksum, so that only the guard in question can refuse.
  const edit = (tar: Uint8Array, at: number, text: string, fix = true) => {
    const out = Buffer.from(tar)
    out.write(text, at, "latin1")
    if (fix) {
      out.write("        ", 148, "latin1")
      const sum = out.subarray(0, 512).reduce((total, byte) => total + byte, 0)
      out.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1")
    }
    return new Uint8Array(out)
  }
  const twice = (tar: Uint8Array) => bytesOf(tar.subarray(0, 1024), tar)
  const cases: [string, (tar: Uint8Array) => Uint8Array, string][] = [
    ["as packed", (tar) => tar, "ok"],
    ["the same header with a fresh checksum", (tar) => edit(tar, 0, "s"), "ok"],
    ["a byte of a header", (tar) => edit(tar, 0, "S", false), "a header's checksum is wrong"],
    ["GNU's magic", (tar) => edit(tar, 257, "ustar  \0"), "not POSIX ustar"],
    ["a link", (tar) => edit(tar, 156, "2"), "not a regular file"],
    ["a PAX header", (tar) => edit(tar, 156, "x"), "not a regular file"],
    ["a size in base 256", (tar) => edit(tar, 124, "\x80"), "a number field is not octal"],
    ["a name beyond ASCII", (tar) => edit(tar, 0, "\xe9"), "a text field is not ASCII, then zeros"],
    ["bytes behind a name's end", (tar) => edit(tar, 50, "x"), "a text field is not ASCII, then zeros"],
    ["bytes behind a file's end", (tar) => edit(tar, 512 + 20, "x"), "bytes after a file's end"],
    ["a name twice", twice, "a name stands twice"],
    ["a cut in a file", (tar) => tar.subarray(0, 512 * 3), "a file is cut short"],
    ["a cut in a block", (tar) => tar.subarray(0, -1), "not whole blocks"],
    [
      "one end block",
      (tar) => bytesOf(tar.subarray(0, 512 * 4), new Uint8Array(512)),
      "the two end blocks are missing",
    ],
    ["bytes at the very end", (tar) => edit(tar, tar.length - 1, "x"), "bytes after the end"],
  ]
  it.each(cases)("%s", async (_, change, expected) => {
    const tar = change(await pack({ "submission.json": noise(20), second: noise(600) }))
    if (expected === "ok") readTar(tar)
    else expect(() => readTar(tar)).toThrow(`tar: ${expected}`)
  })
})

describe("tree root and sizes", () => {
  it.skipIf(!withVectors)("the known answers of RFC 6962", () => {
    const { hasher, reference_tree } = readVectors("rfc6962/rfc6962-constants.json")
    const leaves: Uint8Array[] = reference_tree.leaf_inputs_hex.map((hex: string) => Buffer.from(hex, "hex"))
    expect(merkleRoot([])).toBe(hasher.empty_root)
    for (const [size, root] of Object.entries(reference_tree.root_by_size))
      expect(merkleRoot(leaves.slice(0, Number(size)))).toBe(root)
  })

  it("parts are of 1 MiB, the last one shorter", () => {
    const bytes = noise(3 * 1048576 + 5)
    const part = (i: number) => bytes.subarray(i * 1048576, (i + 1) * 1048576)
    const leaf = (x: Uint8Array) => sha256(bytesOf(Uint8Array.of(0), x))
    const node = (l: Uint8Array, r: Uint8Array) => sha256(bytesOf(Uint8Array.of(1), l, r))
    const hex = (x: Uint8Array) => Buffer.from(x).toString("hex")
    const left = node(leaf(part(0)), leaf(part(1)))
    expect(treeRoot(bytes)).toBe(hex(node(left, node(leaf(part(2)), leaf(part(3))))))
    expect(treeRoot(bytes.subarray(0, 3 * 1048576))).toBe(hex(node(left, leaf(part(2)))))
    expect(treeRoot(part(0))).toBe(hex(leaf(part(0))))
    expect(treeRoot(bytes.subarray(0, 1))).toBe(hex(leaf(bytes.subarray(0, 1))))
    expect(treeRoot(new Uint8Array(0))).toBe(createHash("sha256").digest("hex"))
  })

  it("padmé is the protocol's formula, grows by at most an eighth, and rounds once", () => {
    const formula = (n: number) => {
      const e = Math.floor(Math.log2(n))
      const z = e - (Math.floor(Math.log2(e)) + 1)
      return z <= 0 ? n : Math.ceil(n / 2 ** z) * 2 ** z
    }
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 40 }), (n) => {
        expect(padme(n)).toBe(formula(n))
        expect(padme(n) - n).toBeLessThan(n / 8)
        expect(padme(padme(n))).toBe(padme(n))
      }),
    )
    for (let n = 2; n < 5000; n++) expect(padme(n)).toBe(formula(n))
    // Where a logarithm in floating point rounds up to 49.
    expect(padme(2 ** 49 - 1)).toBe(2 ** 49)
  })
})

describe("notes", () => {
  const keys = nacl.sign.keyPair.fromSeed(noise(32))
  const keyId = (name: string, publicKey = keys.publicKey) =>
    sha256(bytesOf(`${name}\n\x01`, publicKey)).subarray(0, 4)
  const line = (text: string, name = "holder", pair = keys) => {
    const signature = nacl.sign.detached(bytesOf(text), pair.secretKey)
    return `— ${name} ${Buffer.from(bytesOf(keyId(name, pair.publicKey), signature)).toString("base64")}\n`
  }
  const text = 'cairn/tick/v1 demo.cairn.example\n{"day":"2026-11-21"}\n'
  const other = nacl.sign.keyPair.fromSeed(noise(33).subarray(1))
  const spare = (signed: string) =>
    signed.replace(/(.)=\n$/, (_, a: string) => `${String.fromCharCode(a.charCodeAt(0) + 1)}=\n`)

  it("tells text, name and count of lines, from text or bytes", () => {
    const note = `${text}\n${line(text)}${line(text, "console-1", other)}`
    expect(openNote(note, keys.publicKey)).toEqual({ text, name: "holder", lines: 2 })
    expect(openNote(bytesOf(note), other.publicKey)).toEqual({ text, name: "console-1", lines: 2 })
    expect(openNote(`a\n\nb\n\n${line("a\n\nb\n")}`, keys.publicKey).text).toBe("a\n\nb\n")
  })

  it.each([
    ["nothing", "", "note"],
    ["no signature line", `${text}\n`, "note"],
    ["no empty line", `${text}${line(text)}`, "note"],
    ["no text", `\n${line("")}`, "note"],
    ["no last newline", `${text}\n${line(text)}`.slice(0, -1), "note"],
    ["a line of another kind after them", `${text}\n${line(text)}junk\n`, "note"],
    ["a line of another kind before them", `${text}\njunk\n${line(text)}`, "note"],
    ["a hyphen for the dash", `${text}\n${line(text).replace("—", "-")}`, "note"],
    ["a plus in the name", `${text}\n${line(text, "a+b")}`, "note"],
    ["two spaces", `${text}\n${line(text).replace("holder ", "holder  ")}`, "note"],
    ["a control character", `\u0001${text}\n${line(`\u0001${text}`)}`, "note"],
    ["half of a surrogate pair", `\ud800${text}\n${line(`\ufffd${text}`)}`, "note"],
    ["bytes that are not UTF-8", bytesOf(Uint8Array.of(0xff), `${text}\n`, line(`\ufffd${text}`)), "note"],
    ["another text", `${text}x\n\n${line(text)}`, "note"],
    ["another's signature only", `${text}\n${line(text, "holder", other)}`, "note"],
    ["another's name on the line", `${text}\n${line(text).replace("holder", "root-1")}`, "note"],
    ["one right and one wrong line of the key", `${text}\n${line(text)}${line(`${text}x`)}`, "note"],
    ["spare bits in base64", `${text}\n${spare(line(text))}`, "base64"],
  ])("refuses %s", (_, note, code) => {
    expect(outcome(() => openNote(note, keys.publicKey))).toBe(code)
  })

  it("every flipped bit of a note is refused", () => {
    const note = bytesOf(`${text}\n${line(text)}`)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: note.length * 8 - 1 }), (bit) => {
        const flipped = note.slice()
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(outcome(() => openNote(flipped, keys.publicKey))).not.toBe("ok")
      }),
    )
  })

  it.skipIf(!withVectors)("the outside vectors of signed-note", () => {
    const all = readVectors("signed-note/vectors.json")
    for (const vkey of all.verifier_keys_valid) expect(parseVkey(vkey).publicKey.length).toBe(32)
    for (const { vkey } of all.verifier_keys_invalid.slice(0, 2))
      expect(outcome(() => parseVkey(vkey))).toMatch(/^(vkey|base64)$/)
    let opened = 0
    for (const { note, verified, keys: vkeys } of all.open_valid)
      for (const { publicKey } of vkeys.map(parseVkey)) {
        expect(verified).toContain(openNote(note, publicKey).name)
        opened++
      }
    expect(opened).toBeGreaterThan(3)
    const known = parseVkey(all.verifier_keys_valid[0])
    for (const { note, note_bytes_prefix_hex: prefix, repeat_sig_line: repeat } of all.open_invalid) {
      if (repeat) continue // an upper bound on lines is each implementation's own; a reader for tests has none
      const bytes = bytesOf(Buffer.from(prefix ?? "", "hex"), note)
      expect(outcome(() => openNote(bytes, known.publicKey))).toMatch(/^(note|base64)$/)
    }
  })

  it("a vkey with another's key ID, kind, length or form is refused", () => {
    const make = (name: string, data: Uint8Array, id = sha256(bytesOf(`${name}\n`, data)).subarray(0, 4)) =>
      `${name}+${Buffer.from(id).toString("hex")}+${Buffer.from(data).toString("base64")}`
    const data = bytesOf(Uint8Array.of(1), keys.publicKey)
    expect(parseVkey(make("holder", data))).toEqual({ name: "holder", publicKey: keys.publicKey })
    for (const bad of [
      make("holder", data, keyId("root-1")),
      make("holder", bytesOf(Uint8Array.of(4), keys.publicKey)),
      make("holder", bytesOf(Uint8Array.of(4), keys.publicKey), keyId("holder")),
      make("holder", bytesOf(data, "x")),
      make("hol der", data),
      make("holder", data).toUpperCase(),
      "",
    ])
      expect([bad, outcome(() => parseVkey(bad))]).toEqual([bad, "vkey"])
  })
})
