// `cairn seal`: an account from files into a package, and its receipt beside it. Reads no key and needs no server.
import { open, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { parseArgs } from "node:util"
import { lookup } from "mrmime"
import type { Charter } from "../core/charter/charter.ts"
import { requireProven } from "../core/charter/proven.ts"
import type { Part } from "../core/container/inside.ts"
import { parseTestimony, type Testimony } from "../core/intake/testimony.ts"
import { encodePackage } from "../core/package.ts"
import { ALL_LISTS } from "../core/receipt/lists.ts"
import {
  deriveReceiptKeys,
  newReceipt,
  type Receipt,
  receiptDigits,
  receiptWords,
  type WordList,
} from "../core/receipt/receipt.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { replyRecipient } from "../own/identity.ts"
import { sealAccount } from "../seal/account.ts"
import type { Attachment } from "../seal/container.ts"
import { loadCharters, parseFingerprint } from "./charter.ts"
import { CliError } from "./errors.ts"
import { besides, readJson, readStream, requireAbsent, writePrivate } from "./files.ts"
import { guard, release } from "./leftovers.ts"
import { collector } from "./memory.ts"
import { nodeAead } from "./native.ts"
import { type Output, today } from "./output.ts"
import { progressLine } from "./progress.ts"
import { required } from "./usage.ts"

/** @returns the exit status */
export async function seal(args: string[], output: Output): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      charter: { type: "string" },
      fingerprint: { type: "string" },
      testimony: { type: "string" },
      consent: { type: "string" },
      file: { type: "string", multiple: true, default: [] },
      out: { type: "string" },
      "receipt-out": { type: "string" },
    },
  })
  const out = required(values.out, "--out")
  const receiptOut = required(values["receipt-out"], "--receipt-out")
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  if (out === "-" && process.stdout.isTTY) throw new CliError("usage", "will not write binary to a terminal")
  if (out !== "-") await requireAbsent(out)
  await requireAbsent(receiptOut)
  const { chain, proof } = await loadCharters(required(values.charter, "--charter"), fingerprint)
  if (proof !== null) await requireProven(chain, proof)
  const charter = chain[chain.length - 1] as Charter
  const testimony = parseTestimony(await readJson(required(values.testimony, "--testimony")))
  const consent = (await readJson(required(values.consent, "--consent"))) as object
  const attachments = await Promise.all(values.file.map(attachment))
  const receipt = newReceipt(randomBytes)
  const keys = await deriveReceiptKeys(receipt, charter.origin)
  const language = languageOf(testimony, consent)
  const part = besides(out === "-" ? join(tmpdir(), "x") : out)
  const collect = collector()
  guard(part)
  try {
    const container = await open(part, "wx", 0o600)
    const sealed = await sealAccount(
      {
        charter,
        today: today(),
        keys,
        reply: await replyRecipient(keys),
        language,
        testimony,
        consent,
        attachments,
        aead: nodeAead,
        progress: progressLine("sealing"),
      },
      async (chunk) => {
        await container.writeFile(chunk)
        collect(chunk.length)
      },
    ).finally(() => container.close())
    const { statement, record, content } = sealed
    const bytes = readStream(part)
    const pack = encodePackage({ statement, record, container: { size: content.size, bytes } })
    // The receipt first: a package without it could never be taken back.
    await writePrivate(receiptOut, receiptText(receipt, wordsFor(language)))
    try {
      await (out === "-" ? pipeline(pack, process.stdout) : writePrivate(out, pack))
    } catch (error) {
      await rm(receiptOut, { force: true }) // it would be the receipt of nothing
      throw error
    }
    if (proof === null) process.stderr.write(UNPROVEN)
    if (out === "-") return 0
    const { subject } = keys
    output.result(
      { out, receipt: receiptOut, subject, root: content.root, size: content.size },
      `sealed ${out}\nthe receipt is in ${receiptOut}: keep it apart, and safe\n`,
    )
    return 0
  } finally {
    await rm(part, { force: true })
    release(part)
  }
}

const UNPROVEN =
  "cairn: note: a file of charter notes does not show that they are in the log: --charter URL does\n"
const HIDDEN: Readonly<Record<string, Part["hidden"]>> = { ":keep": "kept", ":removed": "removed" }

async function attachment(argument: string): Promise<Attachment> {
  const suffix = Object.keys(HIDDEN).find((word) => argument.endsWith(word)) ?? ""
  const path = argument.slice(0, argument.length - suffix.length)
  const { size } = await stat(path)
  const original = basename(path)
  const type = lookup(original) ?? "application/octet-stream"
  return { original, type, hidden: HIDDEN[suffix] ?? "unsure", size, bytes: () => readStream(path) }
}

// Two letters of what she wrote in, or was asked in.
function languageOf(testimony: Testimony, consent: object): string {
  const { lang } = testimony.answers as { lang?: unknown }
  const { notices } = consent as { notices?: { language?: unknown }[] }
  const language = lang ?? notices?.[0]?.language
  return typeof language === "string" ? language : "und"
}

const LISTS = new Set(["es", "fr"]) // languages of the pages that have a word list of their own

function wordsFor(language: string): WordList {
  const name = LISTS.has(language) ? language : "en"
  return ALL_LISTS.find((list) => list.language === name) as WordList
}

function receiptText(receipt: Receipt, list: WordList): string {
  return `${receiptWords(receipt, list).join(" ")}\n${receiptDigits(receipt)}\n`
}
