// POST /submissions: a package, as a tar or in a form, becomes a submission and a promise.
import type { Hono } from "hono"
import { RECORD_MAX } from "../core/package.ts"
import { accept } from "./accept.ts"
import { receivedPage, refusedPage, wantsPage } from "./answer.ts"
import { type RequestBody, requestBody } from "./body.ts"
import { type Desk, refuse } from "./desk.ts"
import { NOTE_TYPE } from "./headers.ts"
import { formFile, isForm } from "./multipart.ts"
import { Refusal } from "./problem.ts"

const INLINE_MAX = 8 * 1024 * 1024 // larger containers come in parts, which resume
const FORM_MAX = 64 * 1024 * 1024 // without JavaScript there are no parts
const AROUND = RECORD_MAX + 64 * 1024 // statement, record, tar and form around the container
const TAR = "application/x-tar"
const PAGE_TYPE = "text/html; charset=utf-8"

export function addSubmissionRoutes(app: Hono, desk: Desk): void {
  app.post("/submissions", async ({ req: { raw } }) => {
    const form = isForm(raw.headers.get("content-type"))
    const page = form && wantsPage(raw)
    try {
      const promise = await received(raw, form)
      if (page) return text(receivedPage(promise), PAGE_TYPE, 201)
      return new Response(Uint8Array.from(promise), { status: 201, headers: { "content-type": NOTE_TYPE } })
    } catch (error) {
      const refused = refuse(desk, error, "POST /submissions")
      return page ? text(refusedPage(error), PAGE_TYPE, refused.status) : refused
    }
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

  async function taken(request: Request, body: RequestBody, form: boolean, max: number): Promise<Uint8Array> {
    const type = request.headers.get("content-type")
    if (!form && type?.toLowerCase() !== TAR) throw new Refusal("note-malformed", "neither a tar nor a form")
    const source = form ? await formFile(type, body.bytes) : body.bytes
    const { promise, claimed } = await accept(desk, await desk.charters(), source, max)
    if (claimed !== undefined) {
      await desk.store.dropUpload(claimed)
      desk.quota.release(claimed)
    }
    return promise
  }
}

function text(body: string, type: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": type } })
}
