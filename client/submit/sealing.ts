// The worker behind the page: finds out whose page it is, seals what she wrote, sends it, and judges the answer. All
// secrets of a sending are here and nowhere else; when the page ends the worker, they are gone.
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { fileName } from "../../src/core/container/inside.ts"
import { CodedError } from "../../src/core/errors.ts"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { deriveReceiptKeys, newReceipt, receiptDigits, receiptWords } from "../../src/core/receipt/receipt.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealAccount } from "../../src/seal/account.ts"
import type { Attachment } from "../../src/seal/container.ts"
import { attachment } from "../survivor/attachment.ts"
import { holdsReceipt } from "../survivor/found-receipt.ts"
import { handIn } from "../survivor/hand-in.ts"
import type { Patience } from "../survivor/line.ts"
import type { Site, Trouble } from "../survivor/organisation.ts"
import { loadTrust, organisationOf, type Trust } from "../survivor/trust.ts"
import { startUpload } from "../survivor/upload.ts"
import type { Asked, Order, Told } from "./messages.ts"
import { consentDraft } from "./record.ts"

const LIST = { language: "en", words: wordlist }

let site: Site | undefined
let trust: Trust | undefined
let goOn = (): void => {}

const patience: Patience = {
  waiting: (trouble) => tell({ tell: "waiting", trouble }),
  stuck(trouble: Trouble) {
    tell({ tell: "stuck", trouble })
    return new Promise((resolve) => {
      goOn = resolve
    })
  },
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  if (data.ask === "again") return goOn()
  const work = data.ask === "begin" ? begin(data.site) : send(data.order)
  work.catch((error: unknown) => {
    trust = undefined // whatever went wrong, the next try asks anew whose page this is
    tell({ tell: "stopped", code: error instanceof CodedError ? error.code : "fault" })
  })
})

async function begin(given: Site): Promise<void> {
  site = given
  trust = await loadTrust(given, today(), patience)
  tell({ tell: "organisation", organisation: organisationOf(trust, today()) })
}

async function send(order: Order): Promise<void> {
  if (trust === undefined) await begin(site as Site)
  const { charter, policy } = trust as Trust
  requireNoReceipt(order)
  const day = today()
  const receipt = newReceipt(randomBytes)
  const keys = await deriveReceiptKeys(receipt, charter.origin)
  let total = 0
  const told = throttled((done) =>
    tell({ tell: "progress", step: "send", done: Math.min(done, total), total }),
  )
  const upload = startUpload(patience, told)
  const { statement, record, content } = await sealAccount(
    {
      charter,
      today: day,
      keys,
      reply: await replyRecipient(keys),
      language: order.language,
      testimony: testimonyOf(order),
      consent: await consentDraft(order, policy, day),
      attachments: attachmentsOf(order),
      progress: (_, size) => {
        total = size
      },
    },
    (chunk) => upload.write(chunk),
  )
  const sent = await upload.finish()
  tell({ tell: "progress", step: "confirm", done: content.size, total: content.size })
  const container =
    "whole" in sent
      ? { size: content.size, bytes: [sent.whole] }
      : { id: sent.id, root: content.root, size: content.size }
  await handIn({ statement, record, container }, charter, patience)
  tell({ tell: "sent", words: receiptWords(receipt, LIST), digits: receiptDigits(receipt) })
}

/** Her answers, with the names of what goes beside them: files first, then recordings. */
function testimonyOf({ answers, files, recordings }: Order): Testimony {
  const names = [...files, ...recordings].map((_, i) => fileName(i + 1))
  return {
    format: "cairn-testimony/1",
    answers: {
      ...answers,
      ...(recordings.length > 0 && { account_voice: names.slice(files.length) }),
      ...(files.length > 0 && { files: names.slice(0, files.length) }),
    },
  }
}

function attachmentsOf({ files, recordings }: Order): Attachment[] {
  return [
    ...files.map(({ file, hidden }) => attachment(file, hidden ?? "unsure")),
    ...recordings.map((file) => attachment(file, "kept")), // made here, so nothing is hidden in it that she did not make
  ]
}

class InsideError extends CodedError<"receipt-inside"> {}

function requireNoReceipt({ answers }: Order): void {
  if (textsIn(answers).some((text) => holdsReceipt(text, [LIST])))
    throw new InsideError("receipt-inside", "a receipt stands in an answer")
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** At most a few reports a second: a screen shows no more, and each one wakes the page. */
function throttled(report: (done: number) => void): (done: number) => void {
  let last = 0
  return (done) => {
    const now = Date.now()
    if (now - last < 200) return
    last = now
    report(done)
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function tell(told: Told): void {
  postMessage(told)
}
