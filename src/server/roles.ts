// Who asks (PROTOCOL section 9): a key of the newest charter, shown by a signed request. No account, no session.
import { hex } from "../core/bytes.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { NO_CONTENT, verifyRequest } from "../core/http/signature.ts"
import { parseVkey } from "../core/note/vkey.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"

export type Role = "courier" | "auditor"

const KEYS = { courier: "couriers", auditor: "auditors" } as const satisfies Record<Role, keyof CharterBody>

/**
 * Verifies a request without a body.
 * @param now seconds
 * @returns the role of who signed, one of `roles`
 * @throws {RequestError} `unauthorised`, `clock`
 * @throws {Refusal} `not-found` for any other key: "unknown" and "not yours" are the same answer
 */
async function requireRole(
  request: Request,
  charter: CharterBody,
  origin: string,
  now: number,
  roles: readonly Role[],
): Promise<Role> {
  const signed = {
    signature: request.headers.get("signature") ?? undefined,
    signatureInput: request.headers.get("signature-input") ?? undefined,
  }
  const { method, url } = request
  const key = hex(await verifyRequest({ method, url, contentDigest: NO_CONTENT }, signed, origin, now))
  const role = roles.find((one) => charter[KEYS[one]].some((vkey) => hex(parseVkey(vkey).key) === key))
  if (role === undefined) throw new Refusal("not-found", "no key with a say here")
  return role
}

/** The role that asks for something which is not public; who has one is not counted as a stranger. */
export async function role(desk: Desk, request: Request, roles: readonly Role[]): Promise<Role> {
  const address = desk.sender(request)
  await desk.rate.take(address, "other")
  const { newest } = await desk.charters()
  const found = await requireRole(request, newest.body, desk.site.origin, desk.now(), roles)
  await desk.rate.giveBack(address, "other")
  return found
}
