// The worker behind the page: finds out whose page it is, seals what she wrote, sends it or lets it wait, and judges the answer.
// All secrets of an account are here and nowhere else; when the page ends the worker, they are gone.
import { addDays } from "../../src/core/day.ts"
import { CodedError } from "../../src/core/errors.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealAccount } from "../../src/seal/account.ts"
import { holdsReceipt } from "../survivor/found-receipt.ts"
import { handIn } from "../survivor/hand-in.ts"
import type { Patience } from "../survivor/line.ts"
import type { Site } from "../survivor/organisation.ts"
import { loadTrust, organisationOf, type Trust } from "../survivor/trust.ts"
import { startUpload } from "../survivor/upload.ts"
import { attachmentsOf, testimonyOf } from "./attached.ts"
import { type Hers, hersOf, LISTS, newHers, shownOf } from "./hers.ts"
import type { Asked, Order, Told } from "./messages.ts"
import { consentDraft } from "./record.ts"

const DRAFT_DAYS = 7 // PROTOCOL section 9: then the server takes a draft away

let site: Site | undefined
let trust: Trust | undefined
let hers: Hers | undefined
/** What she wanted last. Wanting something else ends it, but for finding out whose page it is. */
let job = new AbortController()
const stuck = new Set<() => void>()

function patienceOf(signal: AbortSignal): Patience {
  return {
    signal,
    waiting: (trouble) => tell({ tell: "waiting", trouble }),
    stuck(trouble) {
      tell({ tell: "stuck", trouble })
      return new Promise((resolve, reject) => {
        stuck.add(resolve)
        signal.addEventListener("abort", () => reject(signal.reason))
      })
    },
  }
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  if (data.ask === "again") return goOn()
  if (data.ask === "begin") {
    begin(data.site).catch((error: unknown) => tell({ tell: "stopped", code: codeOf(error) }))
    return
  }
  if (data.ask === "look") return void look(data.file, data.key)
  job.abort()
  job = new AbortController()
  const { signal } = job
  work(data, patienceOf(signal)).catch((error: unknown) => {
    if (signal.aborted) return
    if (data.ask !== "send") return tell({ tell: "refused", ...refusalOf(error) })
    trust = undefined // whatever went wrong, the next try asks anew whose page this is
    tell({ tell: "stopped", code: codeOf(error) })
  })
})

function goOn(): void {
  for (const resolve of stuck) resolve()
  stuck.clear()
}

async function work(asked: Asked, patience: Patience): Promise<void> {
  if (asked.ask === "send") return send(asked.order, patience)
  if (asked.ask === "quit") return
  const { origin } = site as Site
  if (asked.ask === "open") {
    const read = await hersOf(asked.text, origin)
    const drafted = await (await later()).drafts.openDraft(read, origin, patience)
    hers = read
    return tell({ tell: "opened", drafted })
  }
  if (asked.ask === "drop") {
    if (hers !== undefined) await (await later()).drafts.dropDraft(hers, origin, patience)
    return tell({ tell: "dropped" })
  }
  if (asked.ask === "keep") {
    hers ??= await newHers(origin)
    await (await later()).drafts.keepDraft(asked.drafted, asked.over, hers, origin, patience)
    tell({ tell: "kept", ...shownOf(hers), until: addDays(today(), DRAFT_DAYS) })
  }
}

/** Whether hidden details can be taken out of a file, before she relies on it. */
async function look(file: File, key: string): Promise<void> {
  try {
    const { size } = await (await later()).attachmentWithout(file)
    tell({ tell: "looked", key, code: "", size })
  } catch (error) {
    tell({ tell: "looked", key, code: codeOf(error), size: 0 })
  }
}

class LoadError extends CodedError<"load"> {}

/** @throws {LoadError} where the line is cut. Some browsers then never try again: the page starts another worker. */
async function later(): Promise<typeof import("./later.ts")> {
  try {
    return await import("./later.ts")
  } catch (cause) {
    throw new LoadError("load", "the rest of this page could not be loaded", { cause })
  }
}

async function begin(given: Site, patience = patienceOf(new AbortController().signal)): Promise<void> {
  site = given
  trust = await loadTrust(given, today(), patience)
  tell({ tell: "organisation", organisation: organisationOf(trust, today()) })
}

async function send(order: Order, patience: Patience): Promise<void> {
  if (trust === undefined) await begin(site as Site, patience)
  const { charter, policy } = trust as Trust
  requireNoReceipt(order)
  const day = today()
  const before = hers !== undefined
  hers ??= await newHers(charter.origin)
  const { keys } = hers
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
      attachments: await attachmentsOf(order, async (file) => (await later()).attachmentWithout(file)),
      progress: (_, size) => {
        total = size
      },
    },
    (chunk) => upload.write(chunk),
  )
  const sent = await upload.finish()
  patience.signal?.throwIfAborted()
  tell({ tell: "progress", step: "confirm", done: content.size, total: content.size })
  const container =
    "whole" in sent
      ? { size: content.size, bytes: [sent.whole] }
      : { id: sent.id, root: content.root, size: content.size }
  await handIn({ statement, record, container }, charter, patience)
  tell({ tell: "sent", ...shownOf(hers), before })
}

class InsideError extends CodedError<"receipt-inside"> {}

function requireNoReceipt({ answers }: Order): void {
  if (holdsReceipt(textsIn(answers), LISTS))
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

function codeOf(error: unknown): string {
  return error instanceof CodedError ? error.code : "fault"
}

/** Why a draft was not kept or opened; which word or group it was, where a receipt was not one. */
function refusalOf(error: unknown): { readonly code: string; readonly position?: number } {
  const { position } = error as { position?: number }
  return { code: codeOf(error), ...(position !== undefined && { position }) }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function tell(told: Told): void {
  postMessage(told)
}
