// src/open/identity.ts: identity files as age-keygen writes them, and unwrapping with what was in them.
import { generateX25519Identity } from "age-encryption"
import { describe, expect, test } from "vitest"
import { nobleAead } from "../../src/core/age/aead.ts"
import { headerSize } from "../../src/core/age/header.ts"
import { identityText } from "../../src/core/age/identity.ts"
import { openBytes } from "../../src/core/age/open.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { type Identity, parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { sealBytes } from "../../src/seal/age.ts"
import { refusalOf } from "../core/refusal.ts"

const [one, two, other] = (await Promise.all([1, 2, 3].map(() => newIdentity()))) as [Made, Made, Made]
type Made = Awaited<ReturnType<typeof newIdentity>>
const classic = await generateX25519Identity()

describe("an identity file", () => {
  test.each<[string, string, Identity[]]>([
    ["one line", one.identity, [one.identity]],
    [
      "as age-keygen writes it",
      `# created: 2026-11-21\n# public key: ${one.recipient}\n${one.identity}\n`,
      [one.identity],
    ],
    ["two, an empty line between them", `${one.identity}\n\n${two.identity}\n`, [one.identity, two.identity]],
    ["line ends of another system", `# x\r\n${one.identity}\r\n`, [one.identity]],
  ])("%s", async (_, text, expected) => {
    expect(await parseIdentities(text)).toEqual(expected)
  })

  test.each<[string, string]>([
    ["nothing", ""],
    ["comments alone", "# created: today\n\n"],
    ["a classic identity", classic],
    ["a classic identity after a hybrid one", `${one.identity}\n${classic}`],
    ["a recipient", one.recipient],
    ["a plugin's identity", "AGE-PLUGIN-YUBIKEY-1QQPQQQQQQQQQQQQQQ"],
    [
      "an identity file under a passphrase",
      "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
    ],
    ["lower case", one.identity.toLowerCase()],
    ["mixed case", one.identity.slice(0, 30) + one.identity.slice(30).toLowerCase()],
    ["a space in front", ` ${one.identity}`],
    ["a space at the end", `${one.identity} `],
    ["a letter less", one.identity.slice(0, -1)],
    ["a letter changed", one.identity.slice(0, -1) + (one.identity.endsWith("Q") ? "P" : "Q")],
    ["a seed of 31 bytes", identityText(new Uint8Array(31))],
    ["a seed of 33 bytes", identityText(new Uint8Array(33))],
    ["free text", "what somebody wrote into the wrong file"],
  ])("%s is refused, and the refusal holds none of it", async (_, text) => {
    const error: Error & { code?: string } = await parseIdentities(text).then(
      () => new Error("taken"),
      (reason) => reason,
    )
    expect(error.code).toBe("identity")
    const last = text.trimEnd().split("\n").at(-1) ?? ""
    if (last !== "") expect(`${error.message} ${error.cause}`).not.toContain(last.slice(20, 40) || last)
  })
})

test("an identity's text is its seed's, and its recipient the one that is published", async () => {
  const [identity] = await parseIdentities(identityText(new Uint8Array(32).fill(4)))
  expect(identity).toMatch(/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/)
  expect(await recipientOf(one.identity)).toBe(one.recipient)
})

describe("unwrapping", async () => {
  const file = await sealBytes(utf8("plain"), [one.recipient, two.recipient], nobleAead)
  const open = (bytes: Uint8Array, ...identities: Identity[]) =>
    openBytes(bytes, unwrapWith(identities), nobleAead, 100)
  const code = (bytes: Uint8Array, ...identities: Identity[]) => refusalOf(() => open(bytes, ...identities))

  test("with either recipient's identity, wherever it stands among others", async () => {
    for (const list of [
      [one.identity],
      [two.identity],
      [other.identity, two.identity],
      [one.identity, other.identity],
    ]) {
      expect(await open(file, ...list)).toEqual(utf8("plain"))
    }
  })

  test("with another identity, or none", async () => {
    expect(await code(file, other.identity)).toBe("no-identity-fits")
    expect(await code(file)).toBe("no-identity-fits")
  })

  test("of a header whose MAC was changed, or whose stanzas were swapped or left out", async () => {
    const size = headerSize(2)
    const text = Buffer.from(file.subarray(0, size)).toString("latin1")
    const stanzas = text.match(/-> .*\n.*\n/g) as [string, string]
    const [first, second] = stanzas
    const mac = text.slice(-44, -43)
    const changed = [
      text.slice(0, -44) + (mac === "A" ? "B" : "A") + text.slice(-43),
      text.replace(first + second, second + first),
      text.replace(second, ""),
      text.replace(second, first),
    ]
    for (const header of changed) {
      expect(header).not.toBe(text)
      const bytes = Buffer.concat([Buffer.from(header, "latin1"), file.subarray(size)])
      expect(await code(bytes, one.identity)).toBe("no-identity-fits")
    }
  })

  test("what is longer than was allowed is refused", async () => {
    expect(await refusalOf(() => openBytes(file, unwrapWith([one.identity]), nobleAead, 4))).toBe("too-large")
  })
})
