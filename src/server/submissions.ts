// POST /submissions: a package, as a tar or in a form, becomes a submission and a promise.
import type { Hono } from "hono"
import { RECORD_MAX } from "../core/package.ts"
import { accept } from "./accept.ts"
import { answerPath, RECEIVED_PAGE, refusedPage, wantsPage } from "./answer.ts"
import { type RequestBody, requestBody } from "./body.ts"
import { type Desk, refuse } from "./desk.ts"
import { dropDraft } from "./drafts.ts"
import { NOTE_TYPE } from "./headers.ts"
import { formFile, isForm } from "./multipart.ts"
import { codeOf, isCode, Refusal, STATUS } from "./problem.ts"

const INLINE_MAX = 8 * 1024 * 1024 // larger containers come in parts, which resume
const FORM_MAX = 64 * 1024 * 1024 // without JavaScript there are no parts
const AROUND = RECORD_MAX + 64 * 1024 // statement, record, tar and form around the container
const TAR = "application/x-tar"

export function addSubmissionRoutes(app: Hono, desk: Desk): void {
  app.post("/submissions", async ({ req: { raw } }) => {
    const form = isForm(raw.headers.get("content-type"))
    const page = form && wantsPage(raw)
    try {
      const promise = await received(raw, form)
      if (page) return seeOther(answerPath())
      return new Response(Uint8Array.from(promise), { status: 201, headers: { "content-type": NOTE_TYPE } })
    } catch (error) {
      const refused = refuse(desk, error, "POST /submissions")
      return page ? seeOther(answerPath(codeOf(error))) : refused
    }
  })

  app.get(answerPath(), async ({ req: { raw } }) => {
    await desk.rate.take(desk.sender(raw), "other")
    return text(RECEIVED_PAGE, 200)
  })

  app.get(`${answerPath()}/:code`, async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const { code } = req.param()
    if (!isCode(code)) throw new Refusal("not-found", "no such answer")
    return text(refusedPage(code), STATUS[code])
  })

  async function received(request: Request, form: boolean): Promise<Uint8Array> {
    await desk.rate.take(desk.sender(request), "submission")
    const max = form ? FORM_MAX : INLINE_MAX
    const body = requestBody(request, max + AROUND, desk.now)
    try {
      return await taken(request, body, form, max)
    } finally {
      await body.drain()
    }
  }

  async function taken(request: Request, sent: RequestBody, form: boolean, max: number): Promise<Uint8Array> {
    const type = request.headers.get("content-type")
    if (!form && type?.toLowerCase() !== TAR) throw new Refusal("note-malformed", "neither a tar nor a form")
    const source = form ? await formFile(type, sent.bytes) : sent.bytes
    const { promise, claimed, body } = await desk.held.while((hold) => accept(desk, source, max, hold))
    if (body.action === "given" && (await desk.store.draft(body.subject)) !== undefined)
      await dropDraft(desk, body.subject)
    if (claimed !== undefined) {
      await desk.store.dropUpload(claimed)
      desk.quota.release(claimed)
    }
    return promise
  }
}

// A browser that got the answer in place of the form would keep the form, and the chosen file's name, among its open tabs.
function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

function text(body: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": "text/html; charset=utf-8" } })
}
