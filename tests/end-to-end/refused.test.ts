// What opening a package refuses, one fault each, and that nothing of a refused package is published.
import { beforeAll, expect, test } from "vitest"
import type { CodedError } from "../../src/core/errors.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { openWith, organisation } from "../fixtures/account.ts"
import { type Forgery, forge, honest, json, type Member, manifestOf, patched } from "../fixtures/forge.ts"
import { MemoryPlace } from "../fixtures/place.ts"

let made: Organisation
beforeAll(async () => {
  made = await organisation()
})

const OTHER = "ab".repeat(32)

/** Replaces some of a forgery's parts. */
function set(forgery: Forgery, parts: Partial<Forgery>): void {
  Object.assign(forgery, parts)
}

type Fault = (forgery: Forgery) => Promise<void> | void

/** Changes one member's bytes, and the manifest with it unless that is the fault. */
function member(name: string, change: (member: Member) => Member): Fault {
  return (forgery) => {
    forgery.members = forgery.members.map((m) => (m.name === name ? change(m) : m))
  }
}

/** Changes submission.json or testimony.json, with a manifest that fits. */
function inside(name: string, change: (value: Record<string, unknown>) => unknown): Fault {
  return async (forgery) => {
    member(name, ({ bytes }) => json(name, change(JSON.parse(Buffer.from(bytes).toString()))))(forgery)
    const files = forgery.members.slice(0, -1)
    forgery.members = [...files, await manifestOf(files)]
  }
}

const FAULTS: readonly (readonly [what: string, code: string, fault: Fault])[] = [
  ["another subject inside (C9)", "subject", inside("submission.json", (s) => ({ ...s, subject: OTHER }))],
  ["another holder in the record (C9)", "subject", (f) => set(f, { record: { ...f.record, holder: OTHER } })],
  ["unknown field inside", "field-unknown", inside("submission.json", (s) => ({ ...s, more: 1 }))],
  [
    "unknown format",
    "field-unknown",
    inside("submission.json", (s) => ({ ...s, format: "cairn-submission/2" })),
  ],
  [
    "keys in another order",
    "inside-malformed",
    inside("submission.json", ({ format, subject, ...rest }) => ({ subject, format, ...rest })),
  ],
  [
    "an answer to no field",
    "field-unknown",
    inside("testimony.json", (t) => ({ ...t, answers: { nonsense: "x" } })),
  ],
  [
    "manifest of other bytes",
    "manifest-mismatch",
    member("files/001", (m) => ({ ...m, bytes: Uint8Array.from(m.bytes).reverse() })),
  ],
  [
    "manifest of fewer files",
    "manifest-mismatch",
    async (f) => {
      f.members = [...f.members.slice(0, 3), await manifestOf(f.members.slice(0, 2))]
    },
  ],
  [
    "manifest of more files",
    "manifest-mismatch",
    async (f) => {
      f.members = [...f.members.slice(0, 2), await manifestOf(f.members.slice(0, 3))]
    },
  ],
  ["no manifest", "inside-malformed", (f) => void f.members.pop()],
  ["no testimony", "tar-malformed", (f) => void f.members.splice(1, 1)],
  ["another name", "tar-malformed", member("files/001", (m) => ({ ...m, name: "files/../../x" }))],
  ["a file that skips a number", "tar-malformed", member("files/001", (m) => ({ ...m, name: "files/002" }))],
  ["one file twice", "tar-malformed", (f) => void f.members.splice(2, 0, f.members[2] as Member)],
  ["a file after the manifest", "tar-malformed", (f) => void f.members.push(f.members[2] as Member)],
  ["a symbolic link", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(156, "2") }))],
  ["a hard link", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(156, "1") }))],
  ["another mode", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(100, "0000755") }))],
  ["an owner", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(108, "0000001") }))],
  ["an owner's name", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(265, "root") }))],
  ["a time", "tar-malformed", member("files/001", (m) => ({ ...m, header: patched(136, "00000000001") }))],
  [
    "data after the end",
    "inside-malformed",
    (f) => {
      f.tail = (size) => Uint8Array.from({ length: size }, (_, i) => (i === size - 1 ? 1 : 0))
    },
  ],
  [
    "a second tar after the end",
    "inside-malformed",
    (f) => {
      f.tail = (size) => Uint8Array.from({ length: size }, (_, i) => (i < 512 ? 65 : 0))
    },
  ],
  ["no padding", "size-not-padded", (f) => set(f, { tail: () => new Uint8Array(0) })],
  [
    "padding of another step",
    "size-not-padded",
    (f) => set(f, { tail: (size) => new Uint8Array(size + 65536) }),
  ],
  [
    "another root in the statement",
    "root-mismatch",
    (f) => {
      f.body = (body) => ({ ...body, content: { root: OTHER, size: body.content?.size ?? 0 } })
    },
  ],
  [
    "another padded size in the statement",
    "root-mismatch",
    (f) => {
      f.body = (body) => ({
        ...body,
        content: { root: body.content?.root ?? "", size: (body.content?.size ?? 0) + 4 * 16384 + 16 },
      })
    },
  ],
  [
    "another record's hash",
    "record-mismatch",
    (f) => {
      f.body = (body) => ({ ...body, record: { sha256: OTHER, size: body.record?.size ?? 0 } })
    },
  ],
  [
    "a record that is not padded",
    "size-not-padded",
    (f) => {
      f.sealedRecord = (record) => record.subarray(0, -1)
    },
  ],
  [
    "a charter that is not ours",
    "charter-unknown",
    (f) => set(f, { body: (body) => ({ ...body, charter: OTHER }) }),
  ],
]

test.each(FAULTS)("%s: %s", async (_what, code, fault) => {
  const forgery = await honest()
  await fault(forgery)
  const file = await forge(made.charter, forgery)
  const place = new MemoryPlace()
  const judge = ({ charter }: { charter: string }): void => {
    if (charter !== made.charter.hash) throw Object.assign(new Error(), { code: "charter-unknown" })
  }
  const refusal = await openWith(made, file, { placeFor: async () => place, judge }).then(
    () => "opened",
    (error: CodedError) => error.code,
  )
  expect(refusal).toBe(code)
  expect(place.state).not.toBe("published")
  expect(place.files.size).toBe(0)
})

test("the same forgery without a fault opens", async () => {
  const { place } = await openWith(made, await forge(made.charter, await honest()))
  expect(place.state).toBe("published")
  expect([...place.files.keys()]).toEqual([
    ...["submission.json", "testimony.json", "files/001", "manifest.json", "consent.json", "SHA256SUMS"],
  ])
})
