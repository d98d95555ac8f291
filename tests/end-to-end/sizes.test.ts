// What a package tells by its size and outside: nothing of how much was written, in which script, or what was decided.
import { randomBytes } from "node:crypto"
import fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import { PURPOSES } from "../../src/core/consent/record.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import type { Organisation } from "../../src/custody/organisation.ts"
import { type Account, account, consentDraft, openWith, organisation } from "../fixtures/account.ts"
import { readTar } from "../independent/container.ts"

let made: Organisation
beforeAll(async () => {
  made = await organisation()
})

const text = (language: string, letter: string, length: number): Testimony => ({
  format: "cairn-testimony/1",
  answers: { lang: language, account_text: letter.repeat(length) },
})

type Decision = Record<string, unknown> & { purpose: string }

/** A draft with a decision on one purpose, or on every one of them. */
function draft(every: boolean): object {
  const consent = consentDraft() as { decisions: Decision[]; events: object[] }
  const [store] = consent.decisions as [Decision]
  const others = PURPOSES.filter((purpose) => purpose !== "store").map((purpose, i) => ({
    ...store,
    decisionId: `00000000-0000-4000-8000-0000000001${String(i).padStart(2, "0")}`,
    purpose,
    recipientId: "icc-otp",
    identifiability: "anonymised",
    conditions: ["show_me_first", "no_name", "no_exact_place"],
    approvedContentSha256: "1".repeat(64),
    validity: { kind: "until_date", value: "2027-06-01" },
  }))
  return { ...consent, decisions: every ? [store, ...others] : [store], events: consent.events.slice(0, 1) }
}

test("10 and 9,000 characters, Latin and Thai, store only and all decisions: one size each", async () => {
  const accounts: Account[] = []
  for (const [language, letter] of [
    ["en", "a"],
    ["th", "ก"],
  ] as const) {
    for (const length of [10, 9000]) {
      for (const every of [false, true]) {
        accounts.push(
          await account(made.charter, {
            testimony: text(language, letter, length),
            consent: draft(every),
            language,
          }),
        )
      }
    }
  }
  expect(accounts.length).toBe(8)
  const sizes = (of: (a: Account) => number): number[] => [...new Set(accounts.map(of))]
  expect(sizes((a) => a.container.length)).toHaveLength(1)
  expect(sizes((a) => a.record.length)).toHaveLength(1)
  expect(sizes((a) => a.statement.length)).toHaveLength(1)
  expect(sizes((a) => a.package.length)).toHaveLength(1)
  for (const { package: file } of accounts) await openWith(made, file)
})

const SECRET = "zq-canary" // in every text, name and choice of the random accounts below

test("twenty random submissions leak nothing else", async () => {
  const accounts = await Promise.all(
    fc
      .sample(
        fc.record({ length: fc.integer({ min: 1, max: 9000 }), size: fc.integer({ min: 0, max: 20_000 }) }),
        20,
      )
      .map(async ({ length, size }) => {
        const testimony = text("en", SECRET.concat("x".repeat(length)), 1)
        const bytes = randomBytes(size)
        const attachments =
          size % 2 === 0
            ? []
            : [
                {
                  original: `${SECRET}.jpg`,
                  type: `image/${SECRET}`,
                  hidden: "kept",
                  size,
                  bytes: () => [bytes],
                } as const,
              ]
        return account(made.charter, { testimony, attachments, consent: draft(size % 3 === 0) })
      }),
  )
  const seen = accounts.map(({ package: file }) => readTar(file))
  // The tar around: the same names and headers, all times and owners zero.
  expect(new Set(seen.map(({ files }) => [...files.keys()].join())).size).toBe(1)
  expect(
    new Set(
      seen.map(({ headers }) =>
        JSON.stringify(headers.map(({ name, mode, uid, gid, mtime }) => ({ name, mode, uid, gid, mtime }))),
      ),
    ).size,
  ).toBe(1)
  expect(
    seen[0]?.headers.every(({ mode, uid, gid, mtime }) => mode === 0o600 && uid + gid + mtime === 0),
  ).toBe(true)
  const blocks = new Set(
    seen.map(({ headers }) => headers.map(({ raw }) => Buffer.from(raw).toString("hex")).join()),
  )
  expect(blocks.size).toBe(1)
  for (const { package: file } of accounts) expect(Buffer.from(file).includes(SECRET)).toBe(false)
  // The statement says what the protocol lists and no more; what differs is random or a hash.
  const bodies = seen.map(({ files }) =>
    JSON.parse(
      Buffer.from(files.get("statement.note") ?? "")
        .toString()
        .split("\n")[1] ?? "",
    ),
  )
  const same = bodies.map(({ subject, record, content, ...rest }) =>
    JSON.stringify([rest, record.size, content.size]),
  )
  expect(new Set(same).size).toBe(1)
  expect(new Set(bodies.map(({ subject }) => subject)).size).toBe(20)
})
