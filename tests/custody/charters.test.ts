// src/custody/chain-files.ts, charter-rows.ts and sending.ts: charters out of files in any order, beside each other, and on their way
// to the server.
import { expect, test } from "vitest"
import { readZip } from "../../src/bundle/reader.ts"
import { utf8 } from "../../src/core/bytes.ts"
import type { Charter, CharterBody } from "../../src/core/charter/charter.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { chainOfFiles, chainSource, encodeChain } from "../../src/custody/chain-files.ts"
import { nextName, proposeChange, type Rules } from "../../src/custody/change.ts"
import { charterRows, compareCharters, SHOWN_FIELDS } from "../../src/custody/charter-rows.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { decodeAsked, encodeAsked } from "../../src/custody/possession.ts"
import { namesNewPolicy, writeCharterDispatch } from "../../src/custody/sending.ts"
import { finishProposal, signProposal } from "../../src/custody/signing.ts"
import { refusalOf } from "../core/refusal.ts"
import { inMemory } from "../courier/carrying.ts"
import { finished, POLICY, policyOf, rootOf, TODAY, usual } from "./ceremony.ts"

const over = await finished(usual({ roots: 1, threshold: 1 }))
const first = over.charter
const root = await rootOf(over, 1)
const { sha256Platform } = await import("../../src/core/webcrypto.ts")
const policy2 = encodePolicy(policyOf({ open: false }))
const hashOf = async (bytes: Uint8Array) => Buffer.from(await sha256Platform(bytes)).toString("hex")

async function changed(chain: readonly Charter[], set: Rules, add: string[] = []): Promise<Charter[]> {
  const keys = await Promise.all(add.map(async (name) => (await newSigningKey(name)).signer.verifier))
  const proposal = proposeChange(chain, { set, add: keys })
  return finishProposal(await signProposal(proposal, chain.at(-1) as Charter, root), chain)
}
const two = await changed([first], { graceDays: 30 }, ["console-3"])
const three = await changed(two, { policy: { sha256: await hashOf(policy2) } })
const notes = three.map(({ note }) => encodeNote(note)) as [Uint8Array, Uint8Array, Uint8Array]

test("a chain out of files in any order, with one in two of them, or in one file, or as the server answers", async () => {
  const versions = async (...files: Uint8Array[]) =>
    (await chainOfFiles(files, first.hash)).map(({ body }) => body.version)
  expect(await versions(notes[2], notes[0], notes[1])).toEqual([1, 2, 3])
  expect(await versions(utf8(encodeChain(two)), notes[1])).toEqual([1, 2])
  expect(await versions(utf8(encodeChain(three)))).toEqual([1, 2, 3])
  const charters = notes.map((note) => new TextDecoder().decode(note))
  expect(await versions(utf8(JSON.stringify({ charters, proof: "" })))).toEqual([1, 2, 3])
  const code = (...files: Uint8Array[]) => refusalOf(() => chainOfFiles(files, first.hash))
  expect(await code()).toBe("charter-chain")
  expect(await code(notes[1])).toBe("charter-fingerprint")
  expect(await code(notes[0], notes[2])).toBe("charter-version")
  expect(await code(utf8("{}"))).toBe("proposal")
  expect(await code(Uint8Array.of(0xff, 0xfe))).toBe("proposal")
  expect(await code(utf8("x"))).toBe("note-malformed")
  expect(chainSource('{"charters":[]}').notes).toEqual([])
})

test("every field of a charter has its line, and whatever is another is marked", () => {
  const body = first.body
  const fields = Object.keys(body).filter((key) => key !== "version" && key !== "previous")
  expect([...SHOWN_FIELDS].sort()).toEqual(fields.sort())
  expect(compareCharters(body, body).filter(({ changed }) => changed)).toEqual([])
  for (const field of fields as (keyof CharterBody)[]) {
    const marked = compareCharters(body, { ...body, [field]: alike(body, field) })
    expect([field, marked.filter(({ changed }) => changed).length]).toEqual([field, 1])
  }
  expect(charterRows(body).find(({ name }) => name === "consoles")?.says).toHaveLength(2)
})

// Another value of the same kind: what a line makes of it must not throw.
function alike(body: CharterBody, field: keyof CharterBody): unknown {
  const value = body[field]
  if (typeof value === "number") return value + 1
  if (typeof value === "string") return `${value}x`
  if (field === "policy") return { sha256: "0".repeat(64) }
  if (field === "revoked") return [body.audit[0]]
  if (field === "witnesses") return [{ vkey: body.log, url: "https://w" }]
  return (value as unknown[]).slice(1)
}

test("a key's number is never used again, by whichever charter it was", async () => {
  expect(nextName([first], "console")).toBe("console-3")
  const without = (charter: Charter): Charter => ({ ...charter, body: { ...charter.body, consoles: [] } })
  expect(nextName([first, two[1] as Charter, without(three[2] as Charter)], "console")).toBe("console-4")
  expect(nextName([{ ...first, body: { ...first.body, couriers: [] } }], "courier")).toBe("courier-1")
})

test("what is kept of a question reads back, and another file is none", async () => {
  const asked = { recipient: first.body.audit[0] as never, expects: "0".repeat(64) }
  expect(decodeAsked(utf8(encodeAsked(asked)))).toEqual(asked)
  for (const text of [
    "",
    "{}",
    encodeAsked({ ...asked, expects: "0" }),
    encodeAsked({ ...asked, recipient: "x" as never }),
  ])
    expect(await refusalOf(async () => decodeAsked(utf8(text)))).toBe("join-challenge")
})

test("for the courier: the charter, and the policy where it is another one", async () => {
  const send = async (chain: readonly Charter[], policy: Uint8Array | null, today = TODAY) => {
    const parts: Uint8Array[] = []
    await writeCharterDispatch({ chain, policy, today }, (chunk) => void parts.push(Uint8Array.from(chunk)))
    const entries = await readZip(inMemory(Buffer.concat(parts)))
    return [...entries.keys()].sort()
  }
  expect([namesNewPolicy(two), namesNewPolicy(three)]).toEqual([false, true])
  expect(await send(two, null)).toEqual(["bundle.json", "charters/2.note"])
  expect(await send(two, POLICY)).toEqual(["bundle.json", "charters/2.note", "policy.json"])
  expect(await send(three, policy2)).toEqual(["bundle.json", "charters/3.note", "policy.json"])
  expect(await refusalOf(() => send(three, null))).toBe("policy-mismatch")
  expect(await refusalOf(() => send(three, POLICY))).toBe("policy-mismatch")
  expect(await refusalOf(() => send(three, policy2, "2031-01-01"))).toBe("charter-expired")
  const stale = policyOf({ support: [] })
  const bad = await changed([first], { policy: { sha256: await hashOf(encodePolicy(stale)) } })
  expect(await refusalOf(() => send(bad, encodePolicy(stale)))).toBe("policy-support")
})
