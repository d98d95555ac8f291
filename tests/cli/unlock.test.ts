// src/cli/unlock.ts and step-folder.ts: the key that opens from wherever it is kept, and what is thrown away is overwritten first.
import { existsSync, linkSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { keep, settle, throwAway, wipe } from "../../src/cli/step-folder.ts"
import { sharesFrom, unlocked } from "../../src/cli/unlock.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { lockIdentities } from "../../src/custody/passphrase.ts"
import { phraseOf } from "../../src/custody/phrase.ts"
import { encodeShareSet } from "../../src/custody/share-set.ts"
import { shareLine } from "../../src/custody/share-text.ts"
import { splitIdentity } from "../../src/custody/shares.ts"
import { refusalOf } from "../core/refusal.ts"
import { scratch } from "./run.ts"

const one = await newIdentity()
const { set, shares } = await splitIdentity(one.identity, 2, 3)
const none = { identity: [], share: [] }

function kept() {
  const folder = scratch()
  const put = (name: string, text: string | Uint8Array) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const typed = (at: number) => {
    const { number, setId, value } = shares[at] as (typeof shares)[number]
    return put(`typed-${at}`, `${number}\n${setId}\n${phraseOf(value, ALL_LISTS[1] as never).join("\n")}\n`)
  }
  const line = (at: number) => put(`line-${at}`, `${shareLine(shares[at] as (typeof shares)[number], set)}\n`)
  return { folder, put, typed, line }
}

test("from a file, from one under a passphrase, from both", async () => {
  const { put } = kept()
  const plain = put("plain", `# a note\n${one.identity}\n`)
  const two = await newIdentity()
  const locked = put("locked", await lockIdentities([two.identity], "sixteen letters or more", "# x", 10))
  const pass = put("pass", "sixteen letters or more\n")
  expect(await unlocked({ ...none, identity: [plain] })).toEqual([one.identity])
  const both = { ...none, identity: [plain, locked], "passphrase-file": [pass] }
  expect(await unlocked(both)).toEqual([one.identity, two.identity])
  expect(await refusalOf(() => unlocked({ ...both, "passphrase-file": [plain] }))).toBe("passphrase")
  expect(await refusalOf(() => unlocked({ ...none, identity: [locked] }))).toBe("usage") // no terminal to ask on
  expect(await refusalOf(() => unlocked(none))).toBe("usage")
})

test("from shares, typed or as lines, with the set's record or without", async () => {
  const { put, typed, line } = kept()
  const record = { ...none, "share-set": [put("shares.json", encodeShareSet(set))] }
  expect(await unlocked({ ...record, share: [typed(0), line(2)] })).toEqual([one.identity])
  expect(await unlocked({ ...none, share: [typed(0), line(2)] }, [one.recipient])).toEqual([one.identity])
  const other = (await newIdentity()).recipient
  for (const recipients of [[], [other]])
    expect(await refusalOf(() => unlocked({ ...none, share: [typed(0), line(2)] }, recipients))).toBe("usage")
  expect(await refusalOf(() => unlocked({ ...none, share: [typed(0), typed(1)] }, [one.recipient]))).toBe(
    "usage",
  )
  expect(await refusalOf(() => unlocked({ ...record, share: [typed(0)] }))).toBe("share-too-few")
  expect(await refusalOf(() => unlocked({ ...record, share: [typed(0), put("odd", "7\n")] }))).toBe(
    "share-words",
  )
  expect(await refusalOf(() => sharesFrom([], set, 2))).toBe("usage")
})

test("from the sheets of two sets at once, as while the key is changed", async () => {
  const { put, typed } = kept()
  const two = await newIdentity()
  const next = await splitIdentity(two.identity, 2, 2)
  const lines = next.shares.map((share, at) => put(`next-${at}`, shareLine(share, next.set)))
  const records = [put("old.json", encodeShareSet(set)), put("new.json", encodeShareSet(next.set))]
  const share = [typed(0), ...lines, typed(1)]
  const both = { ...none, share, "share-set": records }
  expect(await unlocked(both)).toEqual([one.identity, two.identity])
  const third = await splitIdentity((await newIdentity()).identity, 2, 2)
  const stray = put("stray", shareLine(third.shares[0] as (typeof shares)[number], third.set))
  expect(await refusalOf(() => unlocked({ ...both, share: [...share, stray] }))).toBe("share-set")
  expect(await refusalOf(() => unlocked({ ...both, share: share.slice(1) }))).toBe("share-too-few")
})

test("what is thrown away is overwritten before it is removed", async () => {
  const { folder, put } = kept()
  const room = join(folder, "c")
  await keep(folder, { name: "state", text: "1" }, [
    { path: "c/root-1/root-1.key", content: "secret", secret: true },
  ])
  // Another name of the same bytes on the disk shows what became of them.
  linkSync(join(room, "root-1/root-1.key"), join(folder, "bytes"))
  await throwAway(room)
  expect(existsSync(room)).toBe(false)
  expect(readFileSync(join(folder, "bytes"))).toEqual(Buffer.alloc(6))
  linkSync(put("old", "identity"), join(folder, "more"))
  await wipe(join(folder, "old"))
  expect([existsSync(join(folder, "old")), readFileSync(join(folder, "more"))]).toEqual([
    false,
    Buffer.alloc(8),
  ])
})

test("a step writes over nothing, and what is half written counts for nothing", async () => {
  const folder = scratch()
  const file = { path: "a/b", content: "1", secret: false }
  await keep(folder, { name: "state", text: "1" }, [file])
  expect(await refusalOf(() => keep(folder, { name: "state", text: "2" }, [{ ...file, content: "2" }]))).toBe(
    "exists",
  )
  expect([readFileSync(join(folder, "a/b"), "utf8"), readFileSync(join(folder, "state"), "utf8")]).toEqual([
    "1",
    "1",
  ])
  await keep(folder, { name: "state", text: "2" }, [])
  expect(readFileSync(join(folder, "state"), "utf8")).toBe("2")
  await settle(folder, "state")
  expect(readFileSync(join(folder, "state"), "utf8")).toBe("2")
})
