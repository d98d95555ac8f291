// src/core/age/recipient.ts: who can be sealed to. Post-quantum hybrid recipients, one to eight, and the type says so.
import { bech32 } from "@scure/base"
import { generateX25519Identity, identityToRecipient } from "age-encryption"
import { describe, expect, test } from "vitest"
import { parseRecipient, parseRecipients, type Recipient } from "../../../src/core/age/recipient.ts"
import { newIdentity } from "../../../src/custody/keys.ts"
import { type Identity, recipientOf, unwrapWith } from "../../../src/open/identity.ts"
import type { ReplyIdentity } from "../../../src/own/identity.ts"
import { openOwn } from "../../../src/own/open.ts"
import { sealBytes } from "../../../src/seal/age.ts"
import { refusalOf } from "../refusal.ts"
import { sharedVectors } from "../shared.ts"

interface Vectors {
  kats: { type: string; identity: string; recipient: string }[]
}
const vectors = sharedVectors<Vectors>("age-recipient-kats.json")

describe.skipIf(vectors === undefined)("outside vectors", () => {
  const { kats = [] }: Partial<Vectors> = vectors ?? {}

  test("hybrid identities make these recipients, which are taken", async () => {
    const hybrid = kats.filter(({ type }) => type === "mlkem768x25519")
    for (const { identity, recipient } of hybrid) {
      expect(await recipientOf(identity as Identity)).toBe(recipient)
      expect(parseRecipient(recipient)).toBe(recipient)
    }
    console.log(`age recipients: ${hybrid.length} hybrid taken`)
    expect(hybrid.length).toBeGreaterThan(0)
  })

  test("X25519 is refused, its recipient and its identity", async () => {
    const classic = kats.filter(({ type }) => type === "X25519")
    for (const { identity, recipient } of classic) {
      expect(await refusalOf(() => parseRecipient(recipient))).toBe("recipients")
      expect(await refusalOf(() => recipientOf(identity as Identity))).toBe("identity")
    }
    console.log(`age recipients: ${classic.length} classic refused`)
    expect(classic.length).toBeGreaterThan(0)
  })
})

const nine = await Promise.all(Array.from({ length: 9 }, async () => (await newIdentity()).recipient))
const good = nine[0] as Recipient
const classic = await identityToRecipient(await generateX25519Identity())
const tag = bech32.encode("age1tag", bech32.toWords(new Uint8Array(33).fill(2)), false)
const tagpq = bech32.encode("age1tagpq", bech32.toWords(new Uint8Array(1249).fill(2)), false)
const words = (bytes: number) => bech32.toWords(new Uint8Array(bytes).fill(7))
const spare = bech32.decode(good as `${string}1${string}`, false).words
spare[spare.length - 1] = (spare.at(-1) as number) ^ 1 // the last word has two bits to spare

const NO_RECIPIENTS: [string, string][] = [
  ["nothing", ""],
  ["a classic recipient", classic],
  ["a hardware recipient", tag],
  ["a hybrid hardware recipient", tagpq],
  ["a hybrid hardware recipient of the right length", `age1tagpq1${good.slice(10)}`],
  ["an ssh key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
  ["upper case", good.toUpperCase()],
  ["mixed case", good.slice(0, 8) + good.slice(8).replace(/[a-z]/, (letter) => letter.toUpperCase())],
  ["a space in front", ` ${good}`],
  ["a line feed at the end", `${good}\n`],
  ["one letter changed", good.slice(0, 100) + (good[100] === "q" ? "p" : "q") + good.slice(101)],
  ["one letter more", `${good}q`],
  ["one letter less", good.slice(0, -1)],
  ["a shorter key", bech32.encode("age1pq", words(1215), false)],
  ["a longer key", bech32.encode("age1pq", words(1217), false)],
  ["spare bits that are not zero", bech32.encode("age1pq", spare, false)],
  ["another prefix of the same length", bech32.encode("age1pr", words(1216), false)],
  ["another prefix that begins the same", bech32.encode("age1pq1x", words(1215), false)],
  ["another prefix that begins the same, with a whole key", bech32.encode("age1pq1x", words(1216), false)],
  ["a megabyte", `age1pq1${"q".repeat(1_000_000)}`],
]

test.each(NO_RECIPIENTS)("%s is refused, and the refusal holds none of it", async (_, text) => {
  expect(await refusalOf(() => parseRecipient(text))).toBe("recipients")
  expect(await refusalOf(() => parseRecipients([text]))).toBe("recipients")
  expect(await refusalOf(() => parseRecipients([good, text]))).toBe("recipients")
  try {
    parseRecipient(text)
  } catch (error) {
    if (text !== "")
      expect(`${(error as Error).message} ${(error as Error).cause}`).not.toContain(text.trim().slice(0, 20))
  }
})

describe("the recipients of one file", () => {
  test("one to eight are taken, in their order", () => {
    for (let n = 1; n <= 8; n++) expect(parseRecipients(nine.slice(0, n))).toEqual(nine.slice(0, n))
  })

  test("none, nine, or one of them twice are refused", async () => {
    expect(await refusalOf(() => parseRecipients([]))).toBe("recipients")
    expect(await refusalOf(() => parseRecipients(nine))).toBe("recipients")
    expect(await refusalOf(() => parseRecipients([good, nine[1] as string, good]))).toBe("recipients")
  })

  test("sealing refuses them too, whatever the types said", async () => {
    const lists = [[], nine, [good, good], [classic], [good, classic], [good, tag], [tagpq]]
    for (const list of lists) {
      expect(await refusalOf(() => sealBytes(new Uint8Array(1), list as Recipient[]))).toBe("recipients")
    }
  })
})

// These lines are judged by the compiler: without the brand, it would find the directives idle and refuse to build.
test("a plain string is no Recipient, no Identity and no ReplyIdentity, and none of them is another", () => {
  const _never = (text: string, identity: Identity, reply: ReplyIdentity, recipient: Recipient): void => {
    // @ts-expect-error a plain string was not checked
    void sealBytes(new Uint8Array(0), [text])
    // @ts-expect-error an identity is no recipient
    void sealBytes(new Uint8Array(0), [identity])
    // @ts-expect-error a plain string was not parsed
    unwrapWith([text])
    // @ts-expect-error the survivor's identity opens nothing of the organisation's
    unwrapWith([reply])
    // @ts-expect-error a recipient is no identity
    unwrapWith([recipient])
    // @ts-expect-error a plain string came from no receipt
    void openOwn(new Uint8Array(0), text, 0)
    // @ts-expect-error the organisation's identity is not hers
    void openOwn(new Uint8Array(0), identity, 0)
  }
  expect(_never).toBeTypeOf("function")
})
