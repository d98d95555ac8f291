// An account with a canary in every field, file and consent record, as its files for `cairn seal`, and the receipt's canaries.
import { randomBytes } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { FIELDS, type Field } from "../../src/core/intake/fields.ts"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import { deriveReceiptKeys, readReceipt, receiptWords } from "../../src/core/receipt/receipt.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { planted } from "./plant.ts"
import type { Canary } from "./search.ts"

const CONSENT = join(import.meta.dirname, "../fixtures/consent.json")
const CHOICE_MIN = 12 // letters: a shorter answer from a list could stand anywhere by chance

export interface PlantedAccount {
  readonly testimony: { readonly format: string; readonly answers: Readonly<Record<string, unknown>> }
  /** Arguments of `cairn seal` besides the charter and what it writes. */
  readonly arguments: readonly string[]
  readonly canaries: readonly Canary[]
  /** Fields whose answer is too short to be searched for. */
  readonly tooShort: readonly string[]
}

/** Writes the account into `folder`. */
export function plantAccount(
  folder: string,
  sizes: readonly [number, number] = [70_000, 3000],
): PlantedAccount {
  const canaries: Canary[] = []
  const tooShort: string[] = []
  const free = (name: string): string => {
    const { text, canaries: more } = planted(name)
    canaries.push(...more)
    return text
  }
  const answers = Object.fromEntries(
    FIELDS.map((field) => [field.id, answerTo(field, free, canaries, tooShort)]),
  )
  canaries.push(
    ...FIELDS.filter(({ id }) => id.length > 7).map(({ id }) => ({ name: `field ${id}`, value: `${id}":` })),
  )
  const testimony = { format: "cairn-testimony/1", answers }
  writeFileSync(join(folder, "t.json"), JSON.stringify(testimony))
  const consent = JSON.parse(readFileSync(CONSENT, "utf8"))
  for (const [n, party] of consent.parties.entries()) party.name = free(`consent, party ${n}`)
  writeFileSync(join(folder, "c.json"), JSON.stringify(consent))
  const files = sizes.map((size, n) => plantFile(folder, `file ${n + 1}`, size))
  canaries.push(...files.flatMap((file) => file.canaries))
  const given = [
    "--testimony",
    "t.json",
    "--consent",
    "c.json",
    ...files.flatMap(({ name }) => ["--file", name]),
  ]
  return { testimony, arguments: given, canaries, tooShort }
}

function answerTo(
  field: Field,
  free: (name: string) => string,
  canaries: Canary[],
  tooShort: string[],
): unknown {
  const { id, type, options } = field
  switch (type) {
    case "choice": {
      const [longest = ""] = options.toSorted((a, b) => b.length - a.length)
      if (longest.length < CHOICE_MIN) tooShort.push(id)
      else canaries.push({ name: id, value: longest })
      return longest
    }
    case "multi":
      return [options[0], { own: free(id) }]
    case "choice_or_text":
      return { own: free(id) }
    case "edtf":
      return { words: free(id), edtf: "2024-05" }
    case "place":
      return { text: free(id), kind: "town_or_village" }
    case "audio":
      return ["files/001"]
    case "files":
      return ["files/002"]
    default:
      return free(id)
  }
}

/** A file of random bytes with canaries in its name and at its beginning, middle and end. */
export function plantFile(
  folder: string,
  name: string,
  size: number,
): { name: string; path: string; canaries: Canary[] } {
  const named = planted(`name of ${name}`)
  const inside = ["beginning", "middle", "end"].map((where) => planted(`${where} of ${name}`))
  const gap = Math.floor((size - 1000) / 2)
  const bytes = Buffer.concat(
    inside.flatMap(({ text }, at) =>
      at === 0 ? [Buffer.from(text)] : [randomBytes(gap), Buffer.from(text)],
    ),
  )
  const fileName = `${named.text}.mp4`
  const path = join(folder, fileName)
  writeFileSync(path, bytes)
  return { name: fileName, path, canaries: [...named.canaries, ...inside.flatMap((one) => one.canaries)] }
}

/** Everything of a receipt that must stay with her: words of any list and digits, however joined, the secret, and its keys. */
export async function receiptCanaries(words: string, digits: string): Promise<Canary[]> {
  const receipt = readReceipt(words, ALL_LISTS)
  const same = readReceipt(digits, ALL_LISTS)
  if (Buffer.compare(receipt, same) !== 0) throw new Error("words and digits are two receipts")
  const { holderSeed, replySeed } = await deriveReceiptKeys(receipt, ORIGIN)
  const [nine, groups] = [words.trim().split(/\s+/), digits.trim().split(/\s+/)]
  if (nine.length !== 9 || groups.join("").length !== 30) throw new Error("not a receipt")
  const joined = (name: string, parts: readonly string[]): Canary[] =>
    [" ", "", ",", ", ", "\n", '","', "-"].map((by) => ({
      name: `${name}, joined by ${JSON.stringify(by)}`,
      value: parts.join(by),
    }))
  // The same number in another list's words is the same receipt.
  const lists = ALL_LISTS.flatMap((list) => {
    const text = receiptWords(receipt, list)
    const dresses = [
      text,
      ...(["NFC", "NFKD"] as const).map((form) => text.map((one) => one.normalize(form))),
    ]
    const different = dresses.filter(
      (dress, at) => dresses.findIndex((one) => `${one}` === `${dress}`) === at,
    )
    return different.flatMap((dress, at) => joined(`receipt words (${list.language}${at || ""})`, dress))
  })
  if (!lists.some(({ value }) => value === nine.join(" "))) throw new Error("words of no list")
  return [
    ...lists,
    ...joined("receipt digits", groups),
    { name: "receipt secret", value: receipt },
    { name: "holder seed", value: holderSeed },
    { name: "reply seed", value: replySeed },
  ]
}

/** The organisation's identity, which no machine of this test but the office's may hold. */
export function identityCanary(office: string): Canary {
  const text = readFileSync(join(office, "demo/intake.age-identity"), "utf8")
  return { name: "intake identity", value: /AGE-SECRET-KEY-PQ-1[0-9A-Z]+/.exec(text)?.[0] ?? "" }
}
