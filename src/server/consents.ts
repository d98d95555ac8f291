// POST /consents (PROTOCOL sections 5 and 9): what a subject changes. A withdrawal that ends something is the one thing that nothing
// here may stand in the way of: no limit, no rule, no charter, no stopped log, not even what comes after its statement.
import type { Hono } from "hono"
import { hex } from "../core/bytes.ts"
import { type Bytes, collect } from "../core/chunks.ts"
import { RuleError } from "../core/consent/rules.ts"
import { CONSENT, type ConsentBody, openConsentStatement } from "../core/consent/statement.ts"
import { type Hold, type OpenChange, RECORD_MAX, readChange } from "../core/package.ts"
import { parseStatement, STATEMENT_MAX } from "../core/statement/frame.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { NewRecord, Standing } from "../storage/port.ts"
import { answerOf } from "./accept.ts"
import { requestBody } from "./body.ts"
import type { Desk } from "./desk.ts"
import { charterNamed } from "./grace.ts"
import { NOTE_TYPE } from "./headers.ts"
import { judged, TRIES } from "./judged.ts"
import { Refusal } from "./problem.ts"
import { checkedRecord } from "./record.ts"

const AROUND = 64 * 1024 // the statement and the tar around a record
const TAR = "application/x-tar"
const BARE = /^text\/plain *(;|$)/i

/** A statement that came, its form and signature verified. */
interface Said {
  readonly leaf: string
  readonly note: Uint8Array
  readonly body: ConsentBody
}

export function addConsentRoutes(app: Hono, desk: Desk): void {
  const { store, site, sequencer } = desk

  app.post("/consents", async ({ req: { raw } }) => {
    const body = requestBody(raw, RECORD_MAX + AROUND, desk.now)
    try {
      const promise = await desk.held.while(async (hold) => taken(raw, await changeIn(raw, body.bytes, hold)))
      const headers = promise === null ? {} : { headers: { "content-type": NOTE_TYPE } }
      return new Response(promise && Uint8Array.from(promise), { status: 202, ...headers })
    } finally {
      await body.drain()
    }
  })

  const counted = (request: Request): Promise<void> => desk.rate.take(desk.sender(request), "submission")

  // Whether a withdrawal counts is seen later, once it is known whose it is; whatever else comes, does.
  async function changeIn(request: Request, source: Bytes, hold: Hold): Promise<OpenChange> {
    let change: OpenChange | undefined
    let action: string | undefined
    try {
      change = await statementIn(request.headers.get("content-type") ?? "", source, hold)
      action = parseStatement(CONSENT, change.statement, site.origin).body.action
      return change
    } finally {
      if (action !== "withdrawn") await counted(request)
    }
  }

  async function saidIn(request: Request, { statement: note }: OpenChange): Promise<Said> {
    try {
      const { body } = await openConsentStatement(note, site.origin)
      return { leaf: hex(leafHash(note)), note, body }
    } catch (error) {
      if (parseStatement(CONSENT, note, site.origin).body.action === "withdrawn") await counted(request)
      throw error
    }
  }

  async function taken(request: Request, change: OpenChange): Promise<Uint8Array | null> {
    const said = await saidIn(request, change)
    const { body } = said
    const known = await store.promiseFor(said.leaf)
    if (known) return known
    if (body.action === "withdrawn")
      return known === null ? owed(said.leaf) : stored(said, null, () => counted(request))
    if (body.content !== null)
      throw new RuleError("field-unknown", "a statement with a container comes to /submissions")
    const today = await sequencer.day()
    judged(await store.standing(body.subject), said.leaf, body, today)
    const charter = await charterNamed(store, await desk.charters(), body.charter, today)
    return stored(said, await checkedRecord(await change.record(), body.record, charter.body.intake.length))
  }

  /** @param spare called once if a withdrawal changes nothing; throws where there are too many of those */
  async function stored(
    { leaf, note, body }: Said,
    record: NewRecord | null,
    spare: () => Promise<void> = async () => {},
  ): Promise<Uint8Array | null> {
    const today = await sequencer.day()
    const promise = body.action === "withdrawn" ? await promiseIfAny(leaf) : await sequencer.promise(leaf)
    if (promise === null && body.action !== "withdrawn")
      throw new Refusal("busy", "nothing can be promised now")
    // However many come at once: of a withdrawal nobody says to try again.
    let isSpare = false
    for (let tries = 0; tries < TRIES || body.action === "withdrawn"; tries++) {
      const standing = await store.standing(body.subject)
      if (!isSpare && changesNothing(standing, body)) {
        isSpare = true
        await spare()
      }
      const said = { ...judged(standing, leaf, body, today), isSpare }
      const outcome = await store.putConsent({ leaf, note, body, promise, day: today, ...said }, record)
      if (outcome.outcome === "stored") desk.accepted()
      if (outcome.outcome !== "late") return answerOf(outcome, promise)
    }
    throw new Refusal("busy", "other statements of this subject come at the same time")
  }

  // It is obeyed with or without: whatever keeps the log from signing must not keep her from being heard.
  async function promiseIfAny(leaf: string): Promise<Uint8Array | null> {
    try {
      return await sequencer.promise(leaf)
    } catch (error) {
      desk.fault({ route: "POST /consents", error })
      return null
    }
  }

  async function owed(leaf: string): Promise<Uint8Array | null> {
    const promise = await promiseIfAny(leaf)
    if (promise === null) return null
    await store.putPromise(leaf, promise)
    return (await store.promiseFor(leaf)) ?? null // it has one, and another request may have been first
  }
}

// Anybody can sign withdrawals by the million, for keys that nobody knows or for one of their own. They are taken too, as far as there
// is room; but like any request, so that the last of the disk is there for the one that somebody's account hangs on.
function changesNothing({ turn, withdrawal, erased }: Standing, { action, erase }: ConsentBody): boolean {
  if (action !== "withdrawn" || (turn > 0 && turn < FREE)) return false
  return turn === 0 || erased || (withdrawal !== null && (erase === null || withdrawal.now !== null))
}
const FREE = 8 // statements of one subject: who withdraws twice, because she did not see the answer, is not counted either

async function statementIn(type: string, source: Bytes, hold: Hold): Promise<OpenChange> {
  if (type.toLowerCase() === TAR) return readChange(source, hold)
  if (!BARE.test(type)) throw new Refusal("note-malformed", "neither a tar nor a note")
  return { statement: await collect(source, STATEMENT_MAX), record: async () => null }
}
