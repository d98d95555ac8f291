// The server (PROTOCOL section 9) as one function from a request to a response, for any platform: the routes, and around
// them what every answer has in common. It knows the storage port and core; an adapter, the process and the clock are given.
import { Hono } from "hono"
import { routePath } from "hono/route"
import { addDays } from "../core/day.ts"
import { chartersIn } from "./charters.ts"
import { addConsentRoutes } from "./consents.ts"
import { type Desk, refuse } from "./desk.ts"
import { addDispatchRoutes } from "./dispatch.ts"
import { addDraftRoutes, DRAFT } from "./drafts.ts"
import { withHeaders } from "./headers.ts"
import { HeldRecords } from "./held.ts"
import { RateLimit, UploadQuota } from "./limits.ts"
import { addLogRoutes } from "./log.ts"
import { Refusal } from "./problem.ts"
import { addPublicRoutes } from "./public.ts"
import { addReadingRoutes } from "./reading.ts"
import type { Setting } from "./setting.ts"
import { addSubjectRoutes } from "./subjects.ts"
import { addSubmissionRoutes } from "./submissions.ts"
import { addUploadRoutes } from "./uploads.ts"

export interface Server {
  /** Answers, always, and with every header. @param address who is counted for it; undefined where none is known */
  handle(request: Request, address: string | undefined): Promise<Response>
  /** Drops parts that nobody claimed in two days, and drafts of more than seven. To be called now and then. */
  tidy(): Promise<void>
}

const URL_MAX = 2048
const UNCLAIMED_DAYS = 2
const DRAFT_DAYS = 7

/** @throws {CharterError|StatementError} if the store's charters are not the site's chain */
export async function createServer(setting: Setting): Promise<Server> {
  const { store, sequencer } = setting
  const senders = new WeakMap<Request, string>()
  const rate = new RateLimit(setting.limits, setting.now)
  const quota = new UploadQuota(setting.limits, rate)
  const charters = chartersIn(store, setting.site.fingerprint)
  const held = new HeldRecords()
  const desk: Desk = { ...setting, charters, rate, quota, held, sender: (request) => senders.get(request) }
  await charters()
  const app = new Hono()
  app.onError((error, context) => refuse(desk, error, `${context.req.method} ${routePath(context)}`))
  app.notFound(() => refuse(desk, new Refusal("not-found", "no such route"), ""))
  addSubmissionRoutes(app, desk)
  addConsentRoutes(app, desk)
  addSubjectRoutes(app, desk)
  addDraftRoutes(app, desk)
  addDispatchRoutes(app, desk)
  addUploadRoutes(app, desk)
  addReadingRoutes(app, desk)
  addLogRoutes(app, desk)
  addPublicRoutes(app, desk) // last: a page never hides a route
  return {
    async handle(request, address) {
      if (address !== undefined) senders.set(request, address)
      if (request.url.length > URL_MAX)
        return withHeaders(refuse(desk, new Refusal("too-large", "address too long"), ""))
      return withHeaders(await app.fetch(request))
    },
    async tidy() {
      const today = await sequencer.day()
      const [uploads, drafts] = [addDays(today, -UNCLAIMED_DAYS), addDays(today, -DRAFT_DAYS)]
      await store.dropDraftsBefore(drafts)
      quota.releaseBefore(drafts, (id) => id.startsWith(DRAFT))
      try {
        await store.dropUploadsBefore(uploads) // last: it fails for as long as there is a file that cannot be removed
      } finally {
        quota.releaseBefore(uploads, (id) => !id.startsWith(DRAFT))
      }
    },
  }
}
