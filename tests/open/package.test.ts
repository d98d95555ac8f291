// src/open/package.ts and container.ts: what a package, its record and its container must have in common, one fault each.
// The container's inside is in end-to-end/refused.test.ts; here are the guards between the parts.
import { expect, test } from "vitest"
import { collect } from "../../src/core/chunks.ts"
import type { ConsentBody } from "../../src/core/consent/statement.ts"
import { fileName } from "../../src/core/container/inside.ts"
import { tarHeader } from "../../src/core/container/tar.ts"
import { encodePackage, readPackage } from "../../src/core/package.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import type { PackageInput } from "../../src/open/package.ts"
import { refusalOf } from "../core/refusal.ts"
import { openWith, organisation, packageOf } from "../fixtures/account.ts"
import { type Forgery, forge, honest, json, type Member, manifestOf } from "../fixtures/forge.ts"
import { MemoryPlace } from "../fixtures/place.ts"

const made = await organisation()
const HASH = "ab".repeat(32)

/** The code that a package is refused with; nothing of it may be left. */
async function code(file: Uint8Array, over: Partial<PackageInput> = {}): Promise<string> {
  const place = new MemoryPlace()
  const answer = await refusalOf(() => openWith(made, file, { placeFor: async () => place, ...over }))
  expect(place.state === "published").toBe(answer === "taken")
  if (answer !== "taken") expect(place.files.size).toBe(0)
  return answer
}

const forged = async (change: (forgery: Forgery) => Promise<void> | void): Promise<Uint8Array> => {
  const forgery = await honest()
  await change(forgery)
  return forge(made.charter, forgery)
}
const saying = (body: (body: ConsentBody) => ConsentBody) => forged((f) => void Object.assign(f, { body }))
const later = (body: ConsentBody) => ({ ...body, seq: 1, prev: HASH, until: null, record: null })

/** The parts of a package, to be put together otherwise. */
async function partsOf(file: Uint8Array) {
  const { statement, record, container } = await readPackage([file])
  if (!("bytes" in container)) throw new Error("no container")
  return { statement, record, container: await collect(container.bytes, 1e9) }
}

test("an honest one opens; so does an addition, which has no record", async () => {
  expect(await code(await forged(() => {}))).toBe("taken")
  const added = await partsOf(await saying((body) => ({ ...later(body), action: "added" })))
  expect(await code(await packageOf({ ...added, record: null }))).toBe("taken")
  expect(await code(await packageOf(added))).toBe("record-mismatch")
})

test("a record that the statement names is there, and has its size and hash", async () => {
  const parts = await partsOf(await forged(() => {}))
  expect(await code(await packageOf({ ...parts, record: null }))).toBe("record-mismatch")
  const resized = await saying((body) => ({
    ...body,
    record: { sha256: body.record?.sha256 ?? "", size: 1 },
  }))
  expect(await code(resized)).toBe("record-mismatch")
})

test("nothing comes after its end", async () => {
  const file = await forged(() => {})
  expect(await code(Buffer.concat([file, Uint8Array.of(1)]))).toBe("trailing-data")
})

test("a statement without an account is no submission", async () => {
  const amended = await saying((body) => ({
    ...later(body),
    action: "amended",
    until: body.until,
    record: body.record,
    content: null,
  }))
  expect(await code(amended)).toBe("not-a-submission")
})

test("a container that was uploaded apart is not in a package carried by hand", async () => {
  const { statement, record } = await partsOf(await forged(() => {}))
  const upload = { id: "0a".repeat(16), root: HASH, size: 70_000 }
  const file = await collect(encodePackage({ statement, record, container: upload }), 1e9)
  expect(await code(file)).toBe("container-elsewhere")
})

test("another log's statement is refused where the log is known", async () => {
  const file = await forged(() => {})
  expect(await code(file, { origin: "other.example" })).toBe("origin")
  expect(await code(file, { origin: made.charter.origin })).toBe("taken")
})

test("a size that no padding gives is refused before the container is unwrapped", async () => {
  const real = unwrapWith(await parseIdentities(made.secrets.get("intake.age-identity") as string))
  let unwrapped = 0
  const unwrap = (header: Uint8Array) => {
    unwrapped++
    return real(header)
  }
  const file = await saying((body) => ({
    ...body,
    content: { root: body.content?.root ?? "", size: (body.content?.size ?? 0) + 1 },
  }))
  expect(await code(file, { unwrap })).toBe("size-not-padded")
  expect(unwrapped).toBe(1) // the record's
})

/** The manifest with one part's field changed. */
const manifestSaying = (change: object) =>
  forged(async (f) => {
    const manifest = JSON.parse(Buffer.from((f.members.at(-1) as Member).bytes).toString())
    Object.assign(manifest.parts[2], change)
    f.members = [...f.members.slice(0, -1), json("manifest.json", manifest)]
  })

test.each([{ name: "files/002" }, { size: 99 }, { tree: HASH }])(
  "a manifest that says %j is refused",
  async (change) => {
    expect(await code(await manifestSaying(change))).toBe("manifest-mismatch")
  },
)

test("what a manifest says of type and name is hers to say", async () => {
  expect(await code(await manifestSaying({ original: "x", type: "y", hidden: "unsure" }))).toBe("taken")
})

test("data in the fill after a file is refused", async () => {
  const file = await forged(async (f) => {
    const [submission, testimony] = f.members as [Member, Member]
    const short = { name: "files/001", bytes: new Uint8Array(100).fill(1) }
    const block = await tarHeader(short.name, 100)
    const full = { name: short.name, bytes: new Uint8Array(512).fill(1), header: () => block }
    f.members = [submission, testimony, full, await manifestOf([submission, testimony, short])]
  })
  expect(await code(file)).toBe("tar-malformed")
})

test("999 attachments are taken, and not one more", async () => {
  const many = (count: number) =>
    forged(async (f) => {
      const [submission, testimony] = f.members as [Member, Member]
      const files = Array.from({ length: count }, (_, i) => ({
        name: fileName(i + 1),
        bytes: new Uint8Array(0),
      }))
      const { bytes } = await manifestOf([submission, testimony, ...files.slice(0, 1)])
      const [first, second, empty] = JSON.parse(Buffer.from(bytes).toString()).parts
      const parts = [first, second, ...files.map(({ name }) => ({ ...empty, name }))]
      f.members = [submission, testimony, ...files, json("manifest.json", { parts })]
    })
  expect(await code(await many(999))).toBe("taken")
  expect(await code(await many(1000))).toBe("tar-malformed")
})

test("a JSON file of more than eight MiB is refused from its header", async () => {
  const written: string[] = []
  const place = {
    create: (name: string) => ({ write: () => void written.push(name), close: () => {} }),
    publish: () => {},
    discard: () => {},
  }
  const file = await forged(async (f) => {
    const [submission] = f.members as [Member]
    const testimony = json("testimony.json", {
      format: "cairn-testimony/1",
      answers: { account_text: "x".repeat(8 * 1024 * 1024) },
    })
    f.members = [submission, testimony, await manifestOf([submission, testimony])]
  })
  expect(await refusalOf(() => openWith(made, file, { placeFor: async () => place }))).toBe(
    "inside-malformed",
  )
  expect(written).not.toContain("testimony.json")
})
