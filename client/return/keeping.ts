// The worker behind the page: reads the receipt, makes her keys, asks for what is hers, verifies it, and seals, signs and sends what
// she says next. The receipt, the keys and her record are here and nowhere else; when the page ends the worker, they are gone.
import { CodedError } from "../../src/core/errors.ts"
import { parseHeld } from "../../src/core/http/answers.ts"
import type { Change, Package } from "../../src/core/package.ts"
import {
  deriveReceiptKeys,
  type Receipt,
  ReceiptError,
  type ReceiptKeys,
} from "../../src/core/receipt/receipt.ts"
import { type Hers, readHers } from "../../src/own/hers.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealChange, signWithdrawal } from "../../src/seal/consent.ts"
import { Clock } from "../survivor/clock.ts"
import type { Patience } from "../survivor/line.ts"
import type { Site, Trouble } from "../survivor/organisation.ts"
import { askSigned } from "../survivor/signed.ts"
import { sealMore } from "./adding.ts"
import { answered, type Before, changed } from "./changing.ts"
import { readEntered, slipOf } from "./entering.ts"
import type { Asked, Saying, Told, View } from "./messages.ts"
import { say } from "./saying.ts"
import { loadTrust, organisationOf, requireSealable, type Trust } from "./trusting.ts"
import { dayOfRecord, viewOf } from "./viewing.ts"

/** `unknown`: the server knows nothing under these words. Never "deleted". `unreadable`: there is no record to change. */
class KeepingError extends CodedError<"unknown" | "unreadable"> {}

const clock = new Clock()
let site: Site | undefined
let trust: Trust | undefined
let keys: ReceiptKeys | undefined
let hers: Hers | null = null
let unread: string | null = null
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
  work(data).catch((error: unknown) => {
    const code = error instanceof CodedError ? error.code : "fault"
    if (data.ask === "say") tell({ tell: "unsaid", code, view: hers && view() })
    else if (error instanceof ReceiptError) tell({ tell: "slip", slip: slipOf(error) })
    else if (code === "unknown") tell({ tell: "slip", slip: { code } })
    else tell({ tell: "stopped", code })
  })
})

async function work(asked: Exclude<Asked, { ask: "again" }>): Promise<void> {
  if (asked.ask === "begin") {
    site = asked.site
    return begin()
  }
  if (asked.ask === "enter") return enter(asked.text, asked.language)
  if (trust === undefined) await begin()
  if (asked.ask === "look") {
    await read()
    return tell({ tell: "view", view: view() })
  }
  const by = await saying(asked.saying)
  tell({ tell: "done", say: asked.saying.say, by }) // at once: a line that breaks now changes nothing of it
  await read()
  tell({ tell: "view", view: view() })
}

async function begin(): Promise<void> {
  trust = await loadTrust(site as Site, patience)
  tell({ tell: "organisation", organisation: organisationOf(trust, clock.today()) })
}

async function enter(text: string, language?: string): Promise<void> {
  const { receipt, others } = await readEntered(text, language)
  tell({ tell: "looking" })
  if (trust === undefined) await begin()
  if (!(await open(receipt))) {
    const other = await others()
    if (other === undefined || !(await open(other)))
      throw new KeepingError("unknown", "nothing is known under this receipt")
  }
  tell({ tell: "view", view: view() })
}

/** @returns whether the server knows something under this receipt */
async function open(receipt: Receipt): Promise<boolean> {
  keys = await deriveReceiptKeys(receipt, theTrust().newest.origin)
  try {
    await read()
    return true
  } catch (error) {
    keys = undefined
    if (error instanceof KeepingError) return false
    throw error
  }
}

/** @throws {KeepingError} `unknown`; what does not verify is no reason to stop: she can still withdraw */
async function read(): Promise<void> {
  const { charters, newest } = theTrust()
  const own = theKeys()
  try {
    const wanted = { method: "GET", path: `/subjects/${own.subject}` } as const
    const answer = await askSigned(wanted, own, newest.origin, clock, patience)
    if (answer.status === 404) throw new KeepingError("unknown", "nothing is known under this receipt")
    hers = await readHers(parseHeld(answer.bytes), own, charters)
    unread = null
  } catch (error) {
    if (!(error instanceof CodedError) || error instanceof KeepingError) throw error
    hers = null
    unread = error.code
  }
}

function view(): View {
  return viewOf(hers, unread, theTrust(), clock.today())
}

async function saying(what: Saying): Promise<string | null> {
  // Withdrawing seals nothing; everything else would be sealed to keys that may not be the organisation's.
  if (what.say !== "withdraw") requireSealable(theTrust())
  const sending = { trust: theTrust(), clock, patience, reread: read }
  const make = what.say === "add" ? await sealMore(what, base, { patience, tell }) : () => change(what)
  return say(make, sending)
}

async function change(what: Exclude<Saying, { say: "add" }>): Promise<Change | Package> {
  const { head } = base()
  if (what.say === "withdraw") return { statement: await signWithdrawal(base(), what.now), record: null }
  const { record, policy } = { record: hers?.record ?? null, policy: theTrust().policy }
  if (hers === null || record === null || policy === null || head === null)
    throw new KeepingError("unreadable", "there is no record that could be changed")
  const today = clock.today()
  const before: Before = { record, saidDay: dayOfRecord(hers, today), prev: head.leaf, policy, today }
  const reply = hers.replies.find((one) => what.say === "ask" && one.n === what.n)
  if (what.say === "ask" && reply === undefined) throw new KeepingError("unreadable", "no such message")
  const consent =
    what.say === "ask" && reply !== undefined
      ? await answered(reply, what.yes, before)
      : await changed(what as Exclude<typeof what, { say: "ask" }>, before)
  return sealChange({
    ...base(),
    ...{ action: what.say === "reinstate" ? "reinstated" : "amended", consent, before: record },
    reply: await replyRecipient(theKeys()),
  })
}

/** What every statement of hers is made from. */
function base() {
  return {
    ...{ charter: theTrust().newest, today: clock.today(), keys: theKeys() },
    head: hers?.standing.head ?? null,
  }
}

function theTrust(): Trust {
  return trust as Trust
}

function theKeys(): ReceiptKeys {
  return keys as ReceiptKeys
}

function tell(told: Told): void {
  postMessage(told)
}
