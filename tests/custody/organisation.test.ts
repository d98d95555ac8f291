// src/custody/organisation.ts and charter.ts: a new organisation's keys and charter 1, as a stranger would check them.
import { expect, test } from "vitest"
import { requireCurrent, verifyChain } from "../../src/core/charter/chain.ts"
import { encodeVkey, parsePrivateKey, parseVkey, type Signer } from "../../src/core/note/vkey.ts"
import { signFirstCharter } from "../../src/custody/charter.ts"
import type { OrganisationPlan } from "../../src/custody/organisation.ts"
import { type Identity, recipientOf } from "../../src/open/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import { ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

const made = await organisation({ roots: 3, threshold: 2, consoles: 3 })
const { body } = made.charter
const vkeyOf = async (file: string) =>
  encodeVkey((await parsePrivateKey(made.secrets.get(file) as string)).verifier)

test("a stranger takes its charter, from the fingerprint", async () => {
  const [charter] = await verifyChain([made.note], made.charter.hash)
  expect(charter).toEqual(made.charter)
  requireCurrent(made.charter, TODAY)
})

test("every secret is there once, under its file's name, and is the one the charter names", async () => {
  expect([...made.secrets.keys()]).toEqual([
    ...["root-1.key", "root-2.key", "root-3.key", "console-1.key", "console-2.key", "console-3.key"],
    ...["courier.key", "auditor.key", "release-1.key", "intake.age-identity", "audit.age-identity"],
  ])
  const files = (role: string) => Promise.all([1, 2, 3].map((n) => vkeyOf(`${role}-${n}.key`)))
  expect(body.roots).toEqual(await files("root"))
  expect(body.consoles).toEqual(await files("console"))
  expect(body.couriers).toEqual([await vkeyOf("courier.key")])
  expect(body.auditors).toEqual([await vkeyOf("auditor.key")])
  expect(body.releases).toEqual([await vkeyOf("release-1.key")])
  const recipient = (file: string) => recipientOf(made.secrets.get(file) as Identity)
  expect(body.intake).toEqual([{ recipient: await recipient("intake.age-identity"), from: TODAY }])
  expect(body.audit).toEqual([await recipient("audit.age-identity")])
})

test("the log's key is apart from the offline ones, and named by the origin", async () => {
  expect([...made.secrets.values()]).not.toContain(made.logKey)
  expect(body.log).toBe(encodeVkey((await parsePrivateKey(made.logKey)).verifier))
  expect(parseVkey(body.log).name).toBe(ORIGIN)
})

test("no secret stands in the charter", () => {
  const text = new TextDecoder().decode(made.note)
  for (const secret of [...made.secrets.values(), made.logKey]) expect(text).not.toContain(secret.slice(-40))
})

test("two organisations have no key in common", async () => {
  const other = await organisation()
  const both = [...made.secrets.values(), made.logKey, ...other.secrets.values(), other.logKey]
  expect(new Set(both).size).toBe(both.length)
})

test.each<[string, string, Partial<OrganisationPlan>]>([
  ["a threshold that its roots cannot meet", "note-malformed", { roots: 2, threshold: 3 }],
  ["no root", "note-malformed", { roots: 0 }],
  ["one console", "note-malformed", { consoles: 1 }],
  ["a nameless organisation", "note-malformed", { organisation: "" }],
  ["an origin with a scheme", "origin", { origin: "https://demo.cairn.example" }],
  ["a term that is over", "charter-expired", { expires: "2026-11-20" }],
  ["a term over 400 days", "charter-expired", { expires: "2027-12-27" }],
])("%s makes no organisation", async (_, expected, plan) => {
  expect(await refusalOf(() => organisation(plan))).toBe(expected)
})

test("a term of 400 days does", async () => {
  expect((await organisation({ expires: "2027-12-26" })).charter.body.expires).toBe("2027-12-26")
})

const signers = (await Promise.all(
  [1, 2, 3].map((n) => parsePrivateKey(made.secrets.get(`root-${n}.key`) as string)),
)) as [Signer, Signer, Signer]

test("charter 1 is given out only if all its roots signed, and if it is version 1", async () => {
  const [one, two] = signers
  const sign = (over: object, by: Signer[]) =>
    refusalOf(() => signFirstCharter(ORIGIN, { ...body, ...over }, by, TODAY))
  expect(await sign({}, signers)).toBe("taken")
  expect(await sign({}, [one, two])).toBe("charter-signatures")
  expect(await sign({ version: 2, previous: made.charter.hash }, signers)).toBe("charter-chain")
  expect(
    await sign({}, [...signers, await parsePrivateKey(made.secrets.get("console-1.key") as string)]),
  ).toBe("charter-signatures")
})
