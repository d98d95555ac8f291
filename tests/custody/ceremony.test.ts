// src/custody/ceremony.ts and hand-over.ts: the steps in their order and in no other, the drill before the charter, and what
// each holder takes home.
import { describe, expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import { verifyChain } from "../../src/core/charter/chain.ts"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import {
  askAudit,
  beginCeremony,
  charterOf,
  charterSigned,
  drill,
  drillPurpose,
  emptySeats,
  finishedCharter,
  joinAudit,
  joinKey,
  makeCeremonyIntake,
  makeKeys,
  signCharter,
  stepOf,
  takeSigned,
} from "../../src/custody/ceremony.ts"
import { decodeCeremony, encodeCeremony } from "../../src/custody/ceremony-state.ts"
import { handOver } from "../../src/custody/hand-over.ts"
import { newIdentity, newSigningKey } from "../../src/custody/keys.ts"
import { answerChallenge, proveKey } from "../../src/custody/possession.ts"
import { signProposal } from "../../src/custody/signing.ts"
import { stepsOf } from "../../src/custody/steps.ts"
import { type Identity, recipientOf } from "../../src/open/identity.ts"
import { refusalOf } from "../core/refusal.ts"
import {
  drilled,
  evidenceOf,
  finished,
  made,
  ORIGIN,
  PASSPHRASE,
  POLICY,
  policyOf,
  rootOf,
  sheetsIn,
  TODAY,
  textOf,
  usual,
  WORDS,
} from "./ceremony.ts"

const whole = usual({ intake: { how: "whole" }, roots: 1, threshold: 1 })

describe.each([
  ["split", usual()],
  ["whole", whole],
] as const)("a ceremony, its key %s", (_, plan) => {
  test("ends with a charter that a stranger takes", async () => {
    const over = await finished(plan)
    const [charter] = await verifyChain([over.note], textOf(over, "record/fingerprint.txt").trim())
    expect(charter).toEqual(over.charter)
    expect(charter?.body).toMatchObject({
      kind: "production",
      threshold: plan.threshold,
      expires: plan.expires,
    })
    expect(stepOf(over.ceremony)).toBe("done")
    expect(stepsOf(over.ceremony).map(({ state }) => state)).toEqual(Array(5).fill("over"))
  })

  test("each secret is in one folder, is the charter's, and stands in no public file", async () => {
    const over = await finished(plan)
    const { body } = over.charter
    const secrets = [...over.files.values()].filter(({ secret }) => secret)
    const names = (role: string, n: number) =>
      Array.from({ length: n }, (_, i) => `${role}-${i + 1}/${role}-${i + 1}.key`)
    const keys = [names("root", plan.roots), names("console", 2), ["courier-1/courier-1.key"]].flat()
    keys.push(
      "auditor-1/auditor-1.key",
      "release-1/release-1.key",
      "server/log.key",
      "audit/audit.age-identity",
    )
    expect(secrets.map(({ path }) => path).filter((path) => /key$|identity$/.test(path))).toEqual(keys)
    for (const path of keys.slice(0, -1)) {
      const { verifier } = await parsePrivateKey(textOf(over, path).trim())
      expect(JSON.stringify(body)).toContain(verifier.id)
    }
    expect(await recipientOf(textOf(over, "audit/audit.age-identity").trim() as Identity)).toBe(body.audit[0])
    const open = [...over.files.values()].filter(({ secret }) => !secret).map(({ content }) => `${content}`)
    const state = encodeCeremony(over.ceremony)
    for (const { path, content } of secrets.filter(({ path }) => path.endsWith("key")))
      for (const text of [...open, state]) expect(text, path).not.toContain(`${content}`.trim().slice(-40))
    for (const share of sheetsIn(over))
      for (const text of [...open, state])
        expect(text).not.toContain(Buffer.from(share.value).toString("hex"))
  })
})

test("the steps come in one order, and each says what is to be done", async () => {
  const begun = beginCeremony(usual(), POLICY, TODAY, randomBytes).ceremony
  const ready = await made()
  const tried = await drilled(ready)
  const note = await proveKey(ORIGIN, drillPurpose(ready.ceremony), await rootOf(ready, 1))
  const steps = [
    ["keys", () => makeKeys(ready.ceremony, randomBytes)],
    ["keys again", async () => makeKeys((await made()).ceremony, randomBytes)],
    ["intake before keys", () => makeCeremonyIntake(begun, { words: WORDS, random: randomBytes })],
    ["intake twice", () => makeCeremonyIntake(ready.ceremony, { words: WORDS, random: randomBytes })],
    ["drill before intake", () => drill(begun, evidenceOf(ready), note, TODAY)],
    ["drill twice", () => drill(tried.ceremony, evidenceOf(ready), note, TODAY)],
    ["the charter before the drill", () => charterOf(ready.ceremony)],
    ["a signature before the drill", async () => signCharter(ready.ceremony, await rootOf(ready, 1))],
    ["handing over before signing", () => handOver(tried.ceremony, POLICY, TODAY)],
  ] as const
  for (const [name, step] of steps) expect([name, await refusalOf(step)]).toEqual([name, "ceremony-step"])
  for (const step of stepsOf(ready.ceremony)) {
    expect(step.doing.length).toBeGreaterThan(0)
    expect(step.checks.length).toBeGreaterThan(0)
  }
  expect(stepsOf(ready.ceremony).map(({ state }) => state)).toEqual(["over", "over", "now", "later", "later"])
})

test("the charter is not finished until every root signed, whoever counts the lines", async () => {
  let held = await drilled(await made())
  for (const n of [1, 2]) {
    held = { ...held, ceremony: await signCharter(held.ceremony, await rootOf(held, n)) }
    expect(stepOf(held.ceremony)).toBe("sign")
    expect((await charterSigned(held.ceremony)).own).toEqual({ have: n, need: 3 })
    expect(await refusalOf(() => handOver(held.ceremony, POLICY, TODAY))).toBe("ceremony-step")
    expect(await refusalOf(() => finishedCharter(held.ceremony, TODAY))).toBe("charter-signatures")
  }
  // A third line that is no root's does not do.
  const console1 = await parsePrivateKey(textOf(held, "console-1/console-1.key").trim())
  expect(await refusalOf(() => signCharter(held.ceremony, console1))).toBe("proposal-root")
  const elsewhere = await signProposal(charterOf(held.ceremony), null, await rootOf(held, 3))
  const over = await takeSigned(held.ceremony, elsewhere)
  expect(stepOf(over)).toBe("hand-over")
  expect(await refusalOf(() => handOver(over, encodePolicy(policyOf({ open: false })), TODAY))).toBe(
    "ceremony-policy",
  )
  expect(await refusalOf(() => handOver(over, POLICY, "2027-11-22"))).toBe("charter-expired")
  const done = await handOver(over, POLICY, TODAY)
  expect(await refusalOf(async () => signCharter(done.ceremony, await rootOf(held, 1)))).toBe("ceremony-step")
  const other = await drilled(await made())
  expect(await refusalOf(() => takeSigned(held.ceremony, charterOf(other.ceremony)))).toBe("proposal-other")
})

describe("the drill", () => {
  test("reads every sheet, and a root's file", async () => {
    const held = await made()
    const note = await proveKey(ORIGIN, drillPurpose(held.ceremony), await rootOf(held, 1))
    const [a, b, c] = sheetsIn(held) as [never, never, never]
    const code = (shares: never[], root = note) =>
      refusalOf(() => drill(held.ceremony, { shares }, root, TODAY))
    expect(await code([a, b])).toBe("drill-sheets")
    expect(await code([a])).toBe("share-too-few")
    expect(await code([a, b, { ...(c as object), value: new Uint8Array(32) } as never])).toBe("share-wrong")
    expect(await code([a, b, c], await proveKey(ORIGIN, held.ceremony.id, await rootOf(held, 1)))).toBe(
      "join",
    )
    const console1 = await parsePrivateKey(textOf(held, "console-1/console-1.key").trim())
    expect(await code([a, b, c], await proveKey(ORIGIN, drillPurpose(held.ceremony), console1))).toBe(
      "ceremony-drill",
    )
    expect(await code([c, a, b])).toBe("taken")
    const file = { file: new Uint8Array(0), passphrase: PASSPHRASE }
    expect(await refusalOf(() => drill(held.ceremony, file, note, TODAY))).toBe("drill-evidence")
  })

  test("opens the very file that was made, with its passphrase", async () => {
    const [held, other] = [await made(whole), await made(whole)]
    const note = await proveKey(ORIGIN, drillPurpose(held.ceremony), await rootOf(held, 1))
    const code = (evidence: object) => refusalOf(() => drill(held.ceremony, evidence as never, note, TODAY))
    expect(await code({ ...evidenceOf(held), passphrase: "not these words at all" })).toBe("passphrase")
    expect(await code(evidenceOf(other))).toBe("drill-key")
    expect(await code({ shares: [] })).toBe("drill-evidence")
    expect(await code(evidenceOf(held))).toBe("taken")
  })
})

describe("keys made elsewhere", () => {
  const plan = usual({ joined: ["root-2", "log", "audit"] })
  const begin = () => beginCeremony(plan, POLICY, TODAY, randomBytes).ceremony

  test("come in with their holder's proof, and are not made here", async () => {
    const first = await makeKeys(begin(), randomBytes)
    let { ceremony } = first
    expect(emptySeats(ceremony)).toEqual(plan.joined)
    expect(first.files.some(({ path }) => /root-2|log|audit\.age/.test(path))).toBe(false)
    const [root2, log] = [await newSigningKey("root-2"), await newSigningKey(ORIGIN)]
    ceremony = await joinKey(ceremony, await proveKey(ORIGIN, ceremony.id, root2.signer))
    ceremony = await joinKey(ceremony, await proveKey(ORIGIN, ceremony.id, log.signer))
    const { identity, recipient } = await newIdentity()
    const asked = await askAudit(ceremony, recipient, randomBytes)
    const answer = await answerChallenge(asked.files[0]?.content as Uint8Array, [identity])
    expect(stepOf(asked.ceremony)).toBe("keys")
    ceremony = joinAudit(asked.ceremony, ` ${answer.toUpperCase()}\n`)
    expect(stepOf(ceremony)).toBe("intake")
    expect(ceremony.seats.filter(({ how }) => how === "joined").map(({ seat }) => seat)).toEqual(plan.joined)
    expect(decodeCeremony(utf8(encodeCeremony(ceremony)))).toEqual(ceremony)
  })

  test("and with nothing less", async () => {
    const ceremony = begin()
    const { signer, vkey } = await newSigningKey("root-2")
    const join = async (note: Promise<Uint8Array>) => refusalOf(async () => joinKey(ceremony, await note))
    expect(await join(proveKey(ORIGIN, begin().id, signer))).toBe("join") // another ceremony's
    expect(await join(proveKey("other.org", ceremony.id, signer))).toBe("join")
    const stolen = { ...(await newSigningKey("root-2")).signer }
    const claimed = { verifier: signer.verifier, sign: stolen.sign }
    expect(await join(proveKey(ORIGIN, ceremony.id, claimed))).toBe("join") // somebody else's vkey
    expect(await join(proveKey(ORIGIN, ceremony.id, (await newSigningKey("root-1")).signer))).toBe(
      "join-name",
    )
    const twice = { ...ceremony, seats: [{ seat: "root-1", key: vkey, how: "made" as const }] }
    expect(await refusalOf(async () => joinKey(twice, await proveKey(ORIGIN, ceremony.id, signer)))).toBe(
      "ceremony-seat",
    )
    expect(await refusalOf(async () => joinAudit(ceremony, ""))).toBe("join-challenge")
    const { recipient } = await newIdentity()
    const asked = await askAudit(ceremony, recipient, randomBytes)
    expect(await refusalOf(async () => joinAudit(asked.ceremony, "0".repeat(64)))).toBe("join-challenge")
    const stranger = await newIdentity()
    const file = asked.files[0]?.content as Uint8Array
    expect(await refusalOf(() => answerChallenge(file, [stranger.identity]))).toBe("no-identity-fits")
    const here = beginCeremony(usual(), POLICY, TODAY, randomBytes).ceremony
    expect(await refusalOf(() => askAudit(here, recipient, randomBytes))).toBe("ceremony-seat")
  })
})

test("the state is public, reads back at every step, and a changed one is none", async () => {
  const held = await drilled(await made())
  const signed = await signCharter(held.ceremony, await rootOf(held, 1))
  for (const ceremony of [beginCeremony(usual(), POLICY, TODAY, randomBytes).ceremony, held.ceremony, signed])
    expect(decodeCeremony(utf8(encodeCeremony(ceremony)))).toEqual(ceremony)
  const text = encodeCeremony(held.ceremony)
  for (const other of [
    text.slice(1),
    text.replace('"k":2', '"k":1'),
    text.replace('"drilled":"', '"drilled":"x'),
    "{}",
  ])
    expect(await refusalOf(async () => decodeCeremony(utf8(other)))).toBe("ceremony-state")
})
