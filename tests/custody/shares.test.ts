// src/custody/shares.ts and share-text.ts: any k of n rebuild, fewer never, and whatever is wrong is named by its number.
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { phraseOf } from "../../src/custody/phrase.ts"
import type { ShareError } from "../../src/custody/share-error.ts"
import { decodeShareSet, encodeShareSet, type ShareSet, setIdOf } from "../../src/custody/share-set.ts"
import { readShareLine, readTypedShare, shareLine } from "../../src/custody/share-text.ts"
import { rebuildIdentity, requireOfSet, type Share, splitIdentity } from "../../src/custody/shares.ts"
import { refusalOf } from "../core/refusal.ts"

const { identity, recipient } = await newIdentity()
const ENGLISH = ALL_LISTS.filter(({ language }) => language === "en")

/** The code and the share that is named. */
async function refused(call: () => unknown): Promise<[string, number | undefined]> {
  try {
    await call()
  } catch (error) {
    return [(error as ShareError).code, (error as ShareError).number]
  }
  return ["taken", undefined]
}

function subsets<T>(all: readonly T[]): T[][] {
  return Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_, at) => bits & (1 << at)))
}

test("every subset of every plan up to seven: k or more rebuild, fewer never", async () => {
  let tried = 0
  for (let n = 2; n <= 7; n++) {
    for (let k = 2; k <= n; k++) {
      const { set, shares } = await splitIdentity(identity, k, n)
      expect(shares.map(({ number }) => number)).toEqual(set.shares.map(({ number }) => number))
      for (const some of subsets(shares).filter((one) => Math.abs(one.length - k) <= 1)) {
        tried++
        if (some.length >= k) expect(await rebuildIdentity(some, set)).toBe(identity)
        else {
          expect(await refusalOf(() => rebuildIdentity(some, set))).toBe("share-too-few")
          // Told that fewer are enough, what they make is still not the key.
          if (some.length > 0)
            expect(
              await refusalOf(() => rebuildIdentity(some, { ...set, k: Math.max(some.length, 2) })),
            ).not.toBe("taken")
        }
      }
    }
  }
  expect(tried).toBeGreaterThan(500)
})

test("a plan is at least two, and at most seven", async () => {
  for (const [k, n] of [
    [1, 3],
    [4, 3],
    [2, 8],
    [0, 0],
    [2.5, 3],
    [Number.NaN, 3],
  ] as const)
    expect(await refusalOf(() => splitIdentity(identity, k, n))).toBe("share-plan")
})

const { set, shares } = await splitIdentity(identity, 3, 5)
const [a, b, c, d] = shares as [Share, Share, Share, Share]
const flipped = (share: Share, at = 0): Share => ({
  ...share,
  value: share.value.map((byte, i) => (i === at ? byte ^ 1 : byte)),
})

test("a wrong share of the same set is named, whichever byte is another", async () => {
  for (let at = 0; at < 32; at++)
    expect(await refused(() => rebuildIdentity([a, flipped(b, at), c], set))).toEqual([
      "share-wrong",
      b.number,
    ])
})

test("so it is without the checks, if there is one share more than needed", async () => {
  const blind = { recipient, k: 3 }
  expect(await refused(() => rebuildIdentity([a, flipped(b), c, d], blind))).toEqual([
    "share-wrong",
    b.number,
  ])
  expect(await refused(() => rebuildIdentity([a, flipped(b), c], blind))).toEqual([
    "share-rebuilt",
    undefined,
  ])
  expect(await rebuildIdentity([a, b, c], blind)).toBe(identity)
})

test("another set's share, one twice, one with a number that there is not", async () => {
  const other = await splitIdentity((await newIdentity()).identity, 3, 5)
  const [foreign] = other.shares as [Share]
  expect(await refused(() => rebuildIdentity([a, b, foreign], set))).toEqual(["share-set", foreign.number])
  // Without its set id it is told by its check.
  const bare = { ...foreign, setId: null, number: c.number }
  expect(await refused(() => rebuildIdentity([a, b, bare], set))).toEqual(["share-wrong", c.number])
  expect(await refused(() => rebuildIdentity([a, b, a], set))).toEqual(["share-twice", a.number])
  const free = [1, 2, 3, 4, 5, 6].find((n) => shares.every(({ number }) => number !== n)) as number
  expect(await refused(() => rebuildIdentity([a, b, { ...c, number: free }], set))).toEqual([
    "share-number",
    free,
  ])
  expect(await refusalOf(() => requireOfSet([a], set))).toBe("taken")
})

test("shares of another split of the same identity are named too", async () => {
  const again = await splitIdentity(identity, 3, 5)
  const stray = { ...(again.shares[0] as Share), number: c.number }
  expect(await refused(() => rebuildIdentity([a, b, stray], set))).toEqual(["share-wrong", c.number])
})

test("a record whose checks were made to fit a wrong share makes no key", async () => {
  const forged = await splitIdentity((await newIdentity()).identity, 3, 5)
  const lying: ShareSet = { ...forged.set, recipient, setId: set.setId }
  const mine = forged.shares.map((share) => ({ ...share, setId: set.setId }))
  expect((await refused(() => rebuildIdentity(mine, lying)))[0]).toBe("share-wrong")
  expect((await refused(() => rebuildIdentity(mine, { recipient, k: 3 })))[0]).toBe("share-rebuilt")
})

const typed = (share: Share, words: readonly string[] | string, language = ENGLISH) =>
  readTypedShare(
    {
      number: `${share.number}`,
      setId: set.setId,
      words: typeof words === "string" ? words : words.join(" "),
    },
    language,
    set.shares,
  )

test("typed from paper, in every language's words, in any dress", async () => {
  for (const list of ALL_LISTS)
    for (const share of shares)
      expect(typed(share, phraseOf(share.value, list), ALL_LISTS as never)).toEqual(share)
  const shouted = phraseOf(a.value, ENGLISH[0] as never)
    .join("\n ")
    .toUpperCase()
  const read = readTypedShare({ number: ` ${a.number} `, setId: " ABCD-EF01 ", words: shouted }, ENGLISH)
  expect(read).toEqual({ ...a, setId: "abcdef01" })
})

test("a mistyped word is named by its sheet and place", async () => {
  const words = phraseOf(a.value, ENGLISH[0] as never)
  const with6 = (word: string) => words.map((one, i) => (i === 5 ? word : one))
  try {
    typed(a, with6("zzzz"))
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: "share-words", number: a.number, position: 6 })
    expect((error as Error).message).not.toContain("zzzz")
  }
  expect(await refused(() => typed(a, words.slice(1)))).toEqual(["share-words", a.number])
  expect(await refused(() => typed(a, ""))).toEqual(["share-words", a.number])
})

test("any other word or a swap: told by the check bits, or else by the share's check", async () => {
  const words = phraseOf(a.value, ENGLISH[0] as never)
  const list = (ENGLISH[0] as (typeof ENGLISH)[number]).words
  await fc.assert(
    fc.asyncProperty(fc.nat(23), fc.nat(2047), async (at, other) => {
      fc.pre(list[other] !== words[at])
      const wrong = words.map((word, i) => (i === at ? (list[other] as string) : word))
      const [code, number] = await refused(async () => rebuildIdentity([typed(a, wrong), b, c], set))
      expect(["share-words", "share-wrong"]).toContain(code)
      expect(number).toBe(a.number)
    }),
    { numRuns: 300 },
  )
  // Eight bits let one in 256 through; such words are those of another share.
  const lucky = phraseOf(flipped(a, 31).value, ENGLISH[0] as never)
  expect(await refused(() => rebuildIdentity([typed(a, lucky), b, c], set))).toEqual([
    "share-wrong",
    a.number,
  ])
})

test.each(["0", "256", "", "x", "1.5", "-1", "007", "1 2"])("%j is no share's number", async (number) => {
  expect(await refusalOf(() => readTypedShare({ number, setId: "", words: "" }, ENGLISH))).toBe("share-text")
})

test("a set id is eight digits or left out", async () => {
  const words = phraseOf(a.value, ENGLISH[0] as never).join(" ")
  const read = (setId: string) => () => readTypedShare({ number: "7", setId, words }, ENGLISH)
  expect(read("")().setId).toBe(null)
  for (const wrong of ["abc", "abcdefgh", "abcdef012"])
    expect(await refusalOf(read(wrong))).toBe("share-text")
})

test("the line of a QR code carries the share and every check", async () => {
  for (const share of shares) {
    const line = shareLine(share, set)
    expect(line).toMatch(/^[0-9A-Z $%*+\-./:]+$/)
    expect(readShareLine(`${line}\n`)).toEqual({ share, k: 3, n: 5, shares: set.shares })
    // One letter changed anywhere: refused, or it is a check of another share.
    const at = line.indexOf(share.value[0]?.toString(16).toUpperCase().padStart(2, "0") as string, 20)
    const changed = line.slice(0, at) + (line[at] === "0" ? "1" : "0") + line.slice(at + 1)
    expect(await refusalOf(() => readShareLine(changed))).not.toBe("taken")
  }
  for (const text of ["", "CAIRN-SHARE/2 x", shareLine(a, set).toLowerCase(), `${shareLine(a, set)} 1`])
    expect(await refusalOf(() => readShareLine(text))).toBe("share-text")
})

test("the record of a set reads back, and anything else is none", async () => {
  const text = encodeShareSet(set)
  expect(decodeShareSet(new TextEncoder().encode(text))).toEqual(set)
  expect(set.setId).toBe(setIdOf(recipient))
  for (const share of shares) expect(text).not.toContain(Buffer.from(share.value).toString("hex"))
  const other = { ...set, setId: "00000000" }
  const [first, ...rest] = set.shares
  const changed = [
    other,
    { ...set, k: 1 },
    { ...set, shares: rest },
    { ...set, shares: [...rest, first] },
    { ...set, x: 1 },
  ]
  for (const value of [...changed, { ...set, recipient: "age1x" }])
    expect(await refusalOf(() => decodeShareSet(new TextEncoder().encode(JSON.stringify(value))))).toBe(
      "share-record",
    )
  expect(await refusalOf(() => decodeShareSet(Uint8Array.of(255)))).toBe("share-record")
})
