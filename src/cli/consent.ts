// `cairn consent show|amend|withdraw|reinstate`: what a survivor can do with nothing but her receipt. It never prints what she
// wrote, believes nothing of the server's that does not verify, and lets nothing stand in the way of a withdrawal.
import { parseArgs } from "node:util"
import { hex } from "../core/bytes.ts"
import type { Charter } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { type Signer, signerFromSeed } from "../core/note/vkey.ts"
import { decodePolicy, type Policy } from "../core/policy.ts"
import { ALL_LISTS } from "../core/receipt/lists.ts"
import { deriveReceiptKeys, type ReceiptKeys, readReceipt } from "../core/receipt/receipt.ts"
import type { InclusionPromise } from "../core/statement/promise.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { askHers, askTrusted, sendChange, type Trusted } from "../courier/holder.ts"
import { ask, type Line, Refusal } from "../courier/line.ts"
import { type Hers, readHers } from "../own/hers.ts"
import { replyRecipient } from "../own/identity.ts"
import { type Saying, sealChange, signWithdrawal } from "../seal/consent.ts"
import { parseFingerprint } from "./charter.ts"
import { jsonOf, whatStands, withdrawalTruth } from "./consent-words.ts"
import { CliError } from "./errors.ts"
import { readJson, readText, requireAbsent, writePrivate } from "./files.ts"
import { nodeAead } from "./native.ts"
import { lineTo, online } from "./online.ts"
import type { Output } from "./output.ts"
import { required } from "./usage.ts"

/** `unknown-receipt`: never "deleted". `nothing-stands`: what there is does not verify, or was never given. */
export class ConsentError extends CodedError<"unknown-receipt" | "nothing-stands"> {}

const ACTIONS = ["show", "amend", "withdraw", "reinstate"] as const
type Action = (typeof ACTIONS)[number]

const POLICY_MAX = 1024 * 1024

/** Who asks, of whom. */
interface Asking {
  readonly line: Line
  readonly trusted: Trusted
  readonly keys: ReceiptKeys
  readonly signer: Signer
}

/** @returns the exit status: 1 if something that was shown did not verify */
export async function consent(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      from: { type: "string" },
      fingerprint: { type: "string" },
      "receipt-file": { type: "string" },
      record: { type: "string" },
      "record-out": { type: "string" },
      now: { type: "boolean", default: false },
    },
  })
  const action = ACTIONS.find((one) => one === positionals[0])
  if (action === undefined || positionals.length > 1)
    throw new CliError("usage", "consent show, amend, withdraw or reinstate", "cairn --help")
  requireFit(action, values.record, values.now)
  const recordOut = values["record-out"]
  if (recordOut !== undefined && action !== "show")
    throw new CliError("usage", "--record-out is for show", "cairn --help")
  if (recordOut !== undefined) await requireAbsent(recordOut)
  const line = lineTo(required(values.from, "--from"))
  const fingerprint = parseFingerprint(required(values.fingerprint, "--fingerprint"))
  const receipt = readReceipt(await receiptIn(required(values["receipt-file"], "--receipt-file")), ALL_LISTS)
  const record = values.record === undefined ? undefined : ((await readJson(values.record)) as object)
  return online(async () => {
    const trusted = await askTrusted(line, fingerprint)
    const keys = await deriveReceiptKeys(receipt, (trusted.charters[0] as Charter).origin)
    const signer = await signerFromSeed("holder", keys.holderSeed)
    const asking = { line, trusted, keys, signer }
    if (action === "show") return show(asking, recordOut, output)
    if (action === "withdraw") return withdraw(asking, values.now, output)
    return change(asking, action === "amend" ? "amended" : "reinstated", record as object, output)
  })
}

function requireFit(action: Action, record: string | undefined, now: boolean): void {
  const changes = action === "amend" || action === "reinstate"
  if (changes && record === undefined)
    throw new CliError("usage", `consent ${action} needs --record: the whole new consent record`)
  if (!changes && record !== undefined) throw new CliError("usage", `consent ${action} takes no --record`)
  if (now && action !== "withdraw") throw new CliError("usage", "--now is for withdraw", "cairn --help")
}

// As `seal` writes it, words and digits on a line each, or either alone.
async function receiptIn(path: string): Promise<string> {
  const lines = (await readText(path)).split("\n").filter((line) => line.trim() !== "")
  return lines.length === 2 ? (lines[0] as string) : lines.join(" ")
}

async function show(asking: Asking, recordOut: string | undefined, output: Output): Promise<number> {
  const { trusted } = asking
  const hers = await read(asking)
  if (recordOut !== undefined) {
    if (hers.record === null) throw new ConsentError("nothing-stands", "her record could not be read")
    await writePrivate(recordOut, `${JSON.stringify(hers.record, null, 2)}\n`)
  }
  const shown = { hers, trusted, today: todayOf(asking.line), policy: await policyOf(asking) }
  output.result(jsonOf(shown), whatStands(shown))
  return hers.problems.length === 0 && trusted.doubt === null ? 0 : 1
}

async function change(
  asking: Asking,
  action: "amended" | "reinstated",
  consent: object,
  output: Output,
): Promise<number> {
  const { trusted, keys } = asking
  const reply = await replyRecipient(keys)
  const promise = await sent(asking, async () => {
    const { standing, record } = await read(asking)
    const { head } = standing
    if (head === null) throw new ConsentError("nothing-stands", "nothing that could be changed was read")
    return sealChange({
      ...sayingOf(asking, head),
      ...{ action, reply, consent, before: record, aead: nodeAead },
    })
  })
  const standing = action === "amended" ? "your new decisions stand" : "your withdrawal is taken back"
  output.result(
    { subject: keys.subject, action, promise },
    `${standing}: the organisation is bound from now on\n${promisedText(promise)}`,
  )
  if (trusted.doubt !== null) process.stderr.write(`cairn: note: ${trusted.doubt}\n`)
  return 0
}

// Sent even if nothing could be read: then out of sequence, which a withdrawal may be.
async function withdraw(asking: Asking, now: boolean, output: Output): Promise<number> {
  const { keys, trusted } = asking
  let hers: Hers | undefined
  let unread: string | null = null
  try {
    hers = await read(asking)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (error instanceof ConsentError) throw error
    unread = error.code
  }
  const head = hers?.standing.head ?? null
  const promise = await sent(asking, async () => ({
    statement: await signWithdrawal(sayingOf(asking, head), now),
    record: null,
  }))
  const truth = withdrawalTruth({
    ...{ hers: hers ?? null, policy: await policyOf(asking), charter: newestOf(trusted), now },
    by: promise?.by ?? null,
  })
  output.result(
    { subject: keys.subject, action: "withdrawn", erase: now ? "now" : null, promise, unread, ...truth.json },
    `you have withdrawn: nothing of it may be used from now on\n${promisedText(promise)}${truth.text}`,
  )
  if (unread !== null)
    process.stderr.write(
      `cairn: note: what stood there could not be read (${unread}); it was withdrawn all the same\n`,
    )
  return 0
}

// Once more where the server saw another statement of hers first, or has another clock: both are known better then.
async function sent(
  asking: Asking,
  make: () => Promise<{ statement: Uint8Array; record: Uint8Array | null }>,
): Promise<InclusionPromise | null> {
  const { line, trusted } = asking
  const send = async () => sendChange(line, await make(), trusted.charters)
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === "clock" && error.now !== undefined && line.offset === undefined)
      line.offset = error.now - Math.floor(line.now() / 1000)
    else if (error.code !== "head-moved") throw error
    return send()
  }
}

async function read({ line, trusted, keys, signer }: Asking): Promise<Hers> {
  const { charters } = trusted
  const origin = (charters[0] as Charter).origin
  try {
    return await readHers(await askHers(line, signer, keys.subject, origin), keys, charters, nodeAead)
  } catch (error) {
    // A slip in the words that the check bits miss looks like this; so would a server that hides her.
    if (error instanceof Refusal && error.code === "not-found")
      throw new ConsentError("unknown-receipt", "nothing is known there under this receipt", { cause: error })
    throw error
  }
}

function sayingOf({ line, trusted, keys }: Asking, head: Saying["head"]): Saying {
  return { charter: newestOf(trusted), today: todayOf(line), keys, head }
}

// Only for names: without it, or with another than the charter names, they stay ids.
async function policyOf({ line, trusted }: Asking): Promise<Policy | null> {
  try {
    const bytes = await ask(line, { method: "GET", path: "/policy", max: POLICY_MAX })
    const { sha256 } = newestOf(trusted).body.policy
    return hex(await sha256Platform(bytes)) === sha256 ? decodePolicy(bytes) : null
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

function newestOf({ charters }: Trusted): Charter {
  return charters[charters.length - 1] as Charter
}

// By the server's clock, once it has said that ours is off.
function todayOf(line: Line): string {
  return new Date(line.now() + 1000 * (line.offset ?? 0)).toISOString().slice(0, 10)
}

function promisedText(promise: InclusionPromise | null): string {
  return promise === null
    ? "the server has it and must obey it, and could not yet promise a day for the log\n"
    : `the server promised to log it by ${promise.by}\n`
}
