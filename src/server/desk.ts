// What the routes share: what the server was given, and the counts it keeps for them.
import type { Charters } from "./charters.ts"
import type { HeldRecords } from "./held.ts"
import type { RateLimit, UploadQuota } from "./limits.ts"
import { codeOf, problem } from "./problem.ts"
import type { Setting } from "./setting.ts"

export interface Desk extends Setting {
  readonly charters: () => Promise<Charters>
  readonly rate: RateLimit
  readonly quota: UploadQuota
  readonly held: HeldRecords
  /** Where a request comes from; undefined where no address is known. */
  readonly sender: (request: Request) => string | undefined
}

/** The problem document for anything thrown; only what is our own fault is told to the log. */
export function refuse(desk: Pick<Setting, "now" | "fault">, error: unknown, route: string): Response {
  const code = codeOf(error)
  if (code === "fault") desk.fault({ route, error })
  const { status, headers, body } = problem(code, desk.now())
  return new Response(body, { status, headers })
}
