// Who asks (PROTOCOL section 9): a key of the charter in force, or a subject's own, shown by a signed request. No account, no
// session. Whoever has a role may also show a checkpoint: a log that was rolled back must meet somebody who saw more of it.
import { fromBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import type { CharterBody } from "../core/charter/charter.ts"
import { contentDigest, NO_CONTENT, verifyRequest } from "../core/http/signature.ts"
import { parseVkey } from "../core/note/vkey.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"

export type Role = "courier" | "auditor"

const KEYS = { courier: "couriers", auditor: "auditors" } as const satisfies Record<Role, keyof CharterBody>
const SUBJECT = /^[0-9a-f]{64}$/
const DIGEST = /^sha-256=:[A-Za-z0-9+/]{43}=:$/

/** A request whose signature covers its body by the digest that it says: check the body against it. */
export interface SignedBody {
  /** @throws {Refusal} `unauthorised` unless the body has the digest that was signed */
  requireBody(digest: Uint8Array): void
}

/**
 * The role that asks for something which is not public; who has one is not counted as a stranger.
 * @throws {RequestError} `unauthorised`, `clock`
 * @throws {Refusal} `not-found` for any other key: "unknown" and "not yours" are the same answer
 */
export async function role(desk: Desk, request: Request, roles: readonly Role[]): Promise<Role> {
  return roleOf(desk, request, roles, NO_CONTENT)
}

/** As {@link role}, of a request with a body. */
export async function roleWithBody(
  desk: Desk,
  request: Request,
  roles: readonly Role[],
): Promise<SignedBody> {
  const digest = digestOf(request)
  await roleOf(desk, request, roles, digest)
  return bodyOf(digest)
}

/**
 * The holder of `subject`, asking without a body.
 * @throws {RequestError|Refusal} as {@link role}
 */
export async function holder(desk: Desk, request: Request, subject: string): Promise<void> {
  await requireHolder(desk, request, subject, NO_CONTENT)
}

/** As {@link holder}, of a request with a body. */
export async function holderWithBody(desk: Desk, request: Request, subject: string): Promise<SignedBody> {
  const digest = digestOf(request)
  await requireHolder(desk, request, subject, digest)
  return bodyOf(digest)
}

async function roleOf(desk: Desk, request: Request, roles: readonly Role[], digest: string): Promise<Role> {
  const address = desk.sender(request)
  await desk.rate.take(address, "other")
  const { newest } = await desk.charters()
  const key = await keyOf(desk, request, digest)
  const has = (one: Role): boolean => newest.body[KEYS[one]].some((vkey) => hex(parseVkey(vkey).key) === key)
  const found = roles.find(has)
  if (found === undefined) throw new Refusal("not-found", "no key with a say here")
  await desk.rate.giveBack(address, "other")
  const seen = request.headers.get("cairn-seen")
  if (seen !== null) await desk.sequencer.seen(checkpointIn(seen))
  return found
}

async function requireHolder(desk: Desk, request: Request, subject: string, digest: string): Promise<void> {
  await desk.rate.take(desk.sender(request), "other")
  const key = await keyOf(desk, request, digest)
  if (!SUBJECT.test(subject) || key !== subject) throw new Refusal("not-found", "not her own key")
}

async function keyOf({ site, now }: Desk, request: Request, digest: string): Promise<string> {
  const signed = {
    signature: request.headers.get("signature") ?? undefined,
    signatureInput: request.headers.get("signature-input") ?? undefined,
  }
  const { method, url } = request
  return hex(await verifyRequest({ method, url, contentDigest: digest }, signed, site.origin, now()))
}

function digestOf(request: Request): string {
  const digest = request.headers.get("content-digest") ?? ""
  if (!DIGEST.test(digest)) throw new Refusal("unauthorised", "no digest of its body that could be signed")
  return digest
}

function bodyOf(said: string): SignedBody {
  return {
    requireBody(digest) {
      if (contentDigest(digest) !== said) throw new Refusal("unauthorised", "another body than was signed")
    },
  }
}

function checkpointIn(base64: string): Uint8Array {
  try {
    return fromBase64(base64)
  } catch (cause) {
    throw new Refusal("note-malformed", "Cairn-Seen is not base64", { cause: (cause as Error).name })
  }
}
