// What a survivor verifies of what the server shows her: each lie of a server is one problem, and nothing of it is believed.
import { beforeAll, expect, test } from "vitest"
import { parseRecipients } from "../../src/core/age/recipient.ts"
import { hex } from "../../src/core/bytes.ts"
import { approve, type CustodyRecord, encodeCustodyRecord } from "../../src/core/custody/record.ts"
import type { Held } from "../../src/core/http/answers.ts"
import { parsePrivateKey, type Signer, signerFromSeed } from "../../src/core/note/vkey.ts"
import { CUSTODY, type CustodyBody } from "../../src/core/statement/custody.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { signPromise } from "../../src/core/statement/promise.ts"
import { padReply, REPLY } from "../../src/core/statement/reply.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import { encodeProof } from "../../src/core/tlog/proof-file.ts"
import { proveInclusion } from "../../src/core/tlog/prove.ts"
import { tilePath } from "../../src/core/tlog/tile.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { readHers } from "../../src/own/hers.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { type Account, account, ORIGIN, organisation, TODAY } from "../fixtures/account.ts"
import { batch, erasure, logFiles } from "../fixtures/log.ts"
import { bodyOf, changed, withdrawn } from "../fixtures/saying.ts"

let made: Organisation
let log: Signer
let consoles: Signer[]
let her: Account
let other: Account

beforeAll(async () => {
  made = await organisation()
  log = await parsePrivateKey(made.logKey)
  consoles = await Promise.all(
    [1, 2].map((n) => parsePrivateKey(made.secrets.get(`console-${n}.key`) as string)),
  )
  her = await account(made.charter)
  other = await account(made.charter)
})

type Kind = Held["statements"][number]["kind"]

/** What a server shows whose log holds `logged`, and which has promised `promised`. */
async function shown(
  logged: readonly [Kind, Uint8Array][],
  promised: readonly [Kind, Uint8Array][] = [],
  records: readonly Uint8Array[] = [],
): Promise<Held> {
  const leaves = [
    made.note,
    ...(await batch(
      TODAY,
      logged.map(([, note]) => note),
      log,
    )),
  ]
  const files = await logFiles(leaves, log)
  const size = leaves.length
  const read = async (level: number, n: number, width: number) =>
    files.get(tilePath(level, n, width)) as Uint8Array
  const checkpoint = files.get("checkpoint") as Uint8Array
  const statements = await Promise.all([
    ...logged.map(async ([kind, note], i) => ({
      ...{ kind, note, leaf: hex(leafHash(note)), promise: null },
      proof: encodeProof({ index: i + 2, hashes: await proveInclusion(read, i + 2, size), checkpoint }),
    })),
    ...promised.map(async ([kind, note]) => {
      const leaf = hex(leafHash(note))
      return { kind, note, leaf, promise: await signPromise(ORIGIN, leaf, TODAY, 24, log), proof: null }
    }),
  ])
  const all = new Map<string, Uint8Array>()
  for (const record of [her.record, ...records]) all.set(hex(await sha256Platform(record)), record)
  return { checkpoint, statements, records: all, replies: [] }
}

const read = (held: Held) => readHers(held, her.keys, [made.charter])

/** A use of her account, sealed to her. */
async function used(over: Partial<CustodyRecord> = {}, body: Partial<CustodyBody> = {}) {
  const record: CustodyRecord = {
    ...{ format: "cairn-custody/1", subject: her.keys.subject, action: "disclosed" },
    ...{ purpose: "share_accountability_body", recipientId: "icc-otp", decisionId: null },
    ...{ identifiability: "pseudonymised", dataScope: [], objects: [], consentKey: null },
    ...{ by: "console-1", day: TODAY, note: null, approval: null, ...over },
  }
  const whole = await approve(ORIGIN, record, consoles[1] as Signer)
  const reply = await replyRecipient(her.keys)
  const sealed = await sealBytes(encodeCustodyRecord(whole), parseRecipients([reply]))
  const statement: CustodyBody = {
    ...{ console: hex((consoles[0] as Signer).verifier.key), seq: 0, prev: null },
    ...{ subject: her.keys.subject, action: "used", consent: hex(leafHash(her.statement)), log: 9 },
    record: { sha256: hex(await sha256Platform(sealed)), size: sealed.length },
    ...body,
  }
  return { sealed, note: await signStatement(CUSTODY, ORIGIN, statement, [consoles[0] as Signer]) }
}

test("what stands, with every statement in the log", async () => {
  const hers = await read(await shown([["consent", her.statement]]))
  expect(hers.problems).toEqual([])
  expect(hers.statements).toMatchObject([{ index: 2, by: null, said: { kind: "consent" } }])
  expect(hers.record?.holder).toBe(her.keys.subject)
  expect(hers.standing).toMatchObject({ head: { seq: 0 }, withdrawn: null, erased: false, until: "2028-11" })
})

test("what is only promised, and changed, withdrawn, reinstated, erased", async () => {
  const amended = await changed(made, her, "amended", her.statement)
  const hers = await read(
    await shown([["consent", her.statement]], [["consent", amended.statement]], [amended.record]),
  )
  expect(hers.problems).toEqual([])
  expect(hers.statements[1]).toMatchObject({ index: null, by: "2026-11-23" })
  expect(hers.record?.events.at(-1)?.type).toBe("corrected")
  const gone = await withdrawn(made, her, amended.statement)
  const all: [Kind, Uint8Array][] = [
    ["consent", her.statement],
    ["consent", amended.statement],
    ["consent", gone],
  ]
  expect((await read(await shown(all))).standing.withdrawn).not.toBe(null)
  const back = await changed(made, her, "reinstated", gone)
  expect((await read(await shown([...all, ["consent", back.statement]]))).standing.withdrawn).toBe(null)
  const about = { subject: her.keys.subject, consent: hex(leafHash(gone)), content: [her.content.root] }
  const word = await erasure({ ...about, records: [], reason: "withdrawn" }, log)
  expect((await read(await shown([...all, ["erasure", word]]))).standing.erased).toBe(true)
})

test("what was done with it, by the record that is sealed to her", async () => {
  const { note, sealed } = await used()
  const hers = await read(
    await shown(
      [
        ["consent", her.statement],
        ["custody", note],
      ],
      [],
      [sealed],
    ),
  )
  expect(hers.problems).toEqual([])
  expect(hers.statements[1]?.said).toMatchObject({ kind: "custody", record: { recipientId: "icc-otp" } })
})

test("replies count if a console signed them to her, once under their number", async () => {
  const reply = await replyRecipient(her.keys)
  const made1 = async (n: number, subject: string, by: Signer) =>
    sealBytes(
      padReply(
        await signStatement(
          REPLY,
          ORIGIN,
          { subject, n, day: TODAY, language: "en", text: "x", asks: null },
          [by],
        ),
      ),
      parseRecipients([reply]),
    )
  const held = await shown([["consent", her.statement]])
  const [one, stranger] = [
    consoles[0] as Signer,
    await signerFromSeed("console-1", new Uint8Array(32).fill(8)),
  ]
  const good = await made1(0, her.keys.subject, one)
  const cases: [string | null, number, Uint8Array][] = [
    [null, 0, good],
    ["reply-number", 1, good],
    ["subject", 0, await made1(0, other.keys.subject, one)],
    ["signature", 0, await made1(0, her.keys.subject, stranger)],
    ["recipients", 0, new Uint8Array(100)],
  ]
  for (const [code, n, age] of cases) {
    const hers = await read({ ...held, replies: [{ n, age }] })
    expect(hers.problems.map((one) => one.code)).toEqual(code === null ? [] : [code])
    expect(hers.replies.length).toBe(code === null ? 1 : 0)
  }
})

test("each lie is a problem of its own, and nothing of it is believed", async () => {
  const honest = await shown([["consent", her.statement]])
  const [first] = honest.statements as [Held["statements"][number]]
  const elsewhere = await shown([
    ["consent", other.statement],
    ["consent", her.statement],
  ])
  const strangersLog = await signerFromSeed(ORIGIN, new Uint8Array(32).fill(5))
  const flipped = Uint8Array.from(her.record)
  flipped[flipped.length - 1] = (flipped[flipped.length - 1] as number) ^ 1
  const said = bodyOf(her.statement)
  const forged = await used({}, { console: hex(strangersLog.verifier.key) })
  const cases: [string, Held, number][] = [
    ["subject", { ...honest, statements: [...honest.statements, ...elsewhere.statements.slice(0, 1)] }, 1],
    [
      "inclusion",
      { ...honest, statements: [{ ...first, proof: elsewhere.statements[0]?.proof ?? null }] },
      0,
    ],
    ["proof-malformed", { ...honest, statements: [{ ...first, proof: new Uint8Array(3) }] }, 0],
    [
      "promise-mismatch",
      {
        ...honest,
        statements: [
          { ...first, proof: null, promise: await signPromise(ORIGIN, "ab".repeat(32), TODAY, 24, log) },
        ],
      },
      0,
    ],
    [
      "signature",
      {
        ...honest,
        statements: [
          { ...first, proof: null, promise: await signPromise(ORIGIN, first.leaf, TODAY, 24, strangersLog) },
        ],
      },
      0,
    ],
    ["damaged", { ...honest, records: new Map([[said.record?.sha256 as string, flipped]]) }, 1],
    [
      "signature",
      await shown([
        ["consent", her.statement],
        ["custody", forged.note],
      ]),
      1,
    ],
    ["note-malformed", { ...honest, statements: [first, { ...first, note: new Uint8Array(2) }] }, 1],
    [
      "head-moved",
      await shown([
        ["consent", her.statement],
        ["consent", (await changed(made, her, "amended", await withdrawn(made, her))).statement],
      ]),
      2,
    ],
  ]
  for (const [code, held, statements] of cases) {
    const hers = await read(held)
    expect([code, hers.problems.map((one) => one.code)]).toEqual([code, [code]])
    expect([code, hers.statements.length]).toEqual([code, statements])
  }
})
