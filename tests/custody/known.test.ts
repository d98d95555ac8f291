// src/custody/known.ts: the keys that everybody has, and the names that nobody can own.
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { fromHex } from "../../src/core/bytes.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import {
  encodeVkey,
  parsePrivateKey,
  parseVkey,
  signerFromSeed,
  verifierKey,
} from "../../src/core/note/vkey.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { beginCeremony, joinKey } from "../../src/custody/ceremony.ts"
import { type Changes, proposeChange } from "../../src/custody/change.ts"
import { isPublished, keysOf, requireReal } from "../../src/custody/known.ts"
import { proveKey } from "../../src/custody/possession.ts"
import { parseIdentities, recipientOf } from "../../src/open/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import { finished, ORIGIN, POLICY, TODAY, usual } from "./ceremony.ts"

const at = (name: string) => new URL(`../../docs/vectors/${name}`, import.meta.url)
const json = (name: string) => JSON.parse(readFileSync(at(name), "utf8"))
const { body } = parseCharter(readFileSync(at("container/charter.note")))

test("every key of the vectors is known, under any name and type", async () => {
  const container = json("container/container.json")
  const [identity] = await parseIdentities(container.intake)
  const log = json("log/log.json")
  const keys = [...keysOf(body), await recipientOf(identity as never), log.vkey, log.witness.vkey]
  keys.push(encodeVkey((await parsePrivateKey(log.privateKey)).verifier))
  for (const key of keys) expect(isPublished(key), key).toBe(true)
  const renamed = { ...parseVkey(log.vkey), name: "root-7" }
  expect(isPublished(encodeVkey(verifierKey("root-7", renamed.key)))).toBe(true)
  const rfc = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a") // RFC 8032, 7.1, test 1
  expect(isPublished(encodeVkey(verifierKey("console-1", rfc)))).toBe(true)
})

test("a real charter is taken, and none with such a key, kind or origin", async () => {
  const { charter } = await finished(usual({ roots: 1, threshold: 1 }))
  const code = (over: object, origin = charter.origin) =>
    refusalOf(() => requireReal(origin, { ...charter.body, ...over }))
  expect(await code({})).toBe("taken")
  expect(keysOf(charter.body).some(isPublished)).toBe(false)
  expect(await code({ kind: "demonstration" })).toBe("demonstration")
  for (const origin of ["demo.cairn.example", "x.test", "localhost", "a.invalid/log", "example"])
    expect(await code({}, origin)).toBe("demonstration")
  for (const origin of ["example.org", "test.org/log", "cairn.org/example"].slice(0, 2))
    expect(await code({}, origin)).toBe("taken")
  for (const [key, value] of Object.entries({
    roots: body.roots,
    log: body.log,
    audit: body.audit,
    intake: body.intake,
    consoles: body.consoles,
    witnesses: [{ vkey: json("log/log.json").witness.vkey, url: "https://w.org" }],
  }))
    expect([key, await code({ [key]: value })]).toEqual([key, "known-key"])
})

test("such a key joins no ceremony and no charter", async () => {
  const log = json("log/log.json")
  const seed = Buffer.from(log.privateKey.split("+").slice(4).join("+"), "base64").subarray(1)
  const known = await signerFromSeed("root-2", seed)
  const { ceremony } = beginCeremony(usual({ joined: ["root-2"] }), POLICY, TODAY, randomBytes)
  expect(await refusalOf(async () => joinKey(ceremony, await proveKey(ORIGIN, ceremony.id, known)))).toBe(
    "known-key",
  )
  const { charter } = await finished(usual({ roots: 1, threshold: 1 }))
  const change = (changes: Changes) => refusalOf(() => proposeChange([charter], changes))
  const audit = body.audit[0] as never
  expect(await change({ add: [{ ...known.verifier, name: "console-9" }] })).toBe("change-key")
  expect(await change({ log: verifierKey(ORIGIN, known.verifier.key) })).toBe("change-key")
  expect(await change({ audit })).toBe("change-key")
  expect(await change({ intake: { recipient: audit, from: TODAY, revoke: false } })).toBe("change-key")
})
