// A change of the charter (PROTOCOL section 7), made from the newest one and what is wanted. Nothing that never changes can be
// said here, and no key comes in without its holder's proof.
import { parseRecipient, type Recipient } from "../core/age/recipient.ts"
import type { Charter, CharterBody } from "../core/charter/charter.ts"
import { CodedError } from "../core/errors.ts"
import { encodeVkey, type VerifierKey } from "../core/note/vkey.ts"
import { isPublished } from "./known.ts"
import { newProposal, type Proposal } from "./signing.ts"

export class ChangeError extends CodedError<
  | "change-none" // nothing would be another
  | "change-name" // a key's name was used before, by another key
  | "change-absent" // nothing of that name to take away
  | "change-key" // a key that everybody has, or a recipient twice
  | "change-unfit" // what comes out is no charter: one console, a threshold that its roots cannot meet, ...
> {}

/** What may be set; all else has its own way in, or never changes. */
export type Rules = Partial<
  Pick<
    CharterBody,
    | "organisation"
    | "threshold"
    | "policy"
    | "witnesses"
    | "witnessQuorum"
    | "erasureDays"
    | "graceDays"
    | "freshDays"
    | "mergeDelayHours"
    | "expires"
  >
>

export interface Changes {
  readonly set?: Rules
  /** Keys whose holders proved them for the newest charter's hash; their names say the role. */
  readonly add?: readonly VerifierKey[]
  /** Names, such as `console-2`. */
  readonly remove?: readonly string[]
  /** The log's new key, proven likewise. */
  readonly log?: VerifierKey
  /** A new intake identity in place of the old ones, rebuilt in a drill before. */
  readonly intake?: { readonly recipient: Recipient; readonly from: string; readonly revoke: boolean }
  /** A new audit identity in place of the old ones. */
  readonly audit?: Recipient
}

/** The roles of signing keys, and where a charter lists each. */
export const ROLES = {
  root: "roots",
  console: "consoles",
  courier: "couriers",
  auditor: "auditors",
  release: "releases",
} as const

/**
 * @param chain the verified chain, oldest first
 * @throws {ChangeError}
 */
export function proposeChange(chain: readonly Charter[], changes: Changes): Proposal {
  const before = chain[chain.length - 1] as Charter
  let body: CharterBody = { ...before.body, ...changes.set }
  for (const name of changes.remove ?? []) body = without(body, name)
  for (const key of changes.add ?? []) body = withKey(body, key, chain)
  if (changes.log !== undefined) body = { ...body, log: requireFresh(encodeVkey(changes.log)) }
  if (changes.intake !== undefined) body = withIntake(body, changes.intake)
  if (changes.audit !== undefined) body = { ...body, audit: [requireFresh(changes.audit)] }
  if (JSON.stringify(body) === JSON.stringify(before.body))
    throw new ChangeError("change-none", "nothing would be another than before")
  const next = { ...body, version: before.body.version + 1, previous: before.hash }
  try {
    return newProposal(before.origin, next)
  } catch (cause) {
    throw new ChangeError("change-unfit", "what comes out is no charter", { cause })
  }
}

/** The name for a role's next key: a number that no charter of the chain has used. */
export function nextName(chain: readonly Charter[], role: keyof typeof ROLES): string {
  const used = chain
    .flatMap(({ body }) => body[ROLES[role]])
    .map((vkey) => Number(/-(\d+)\+/.exec(vkey)?.[1]))
  return `${role}-${Math.max(0, ...used) + 1}`
}

function without(body: CharterBody, name: string): CharterBody {
  const list = ROLES[name.replace(/-[0-9]+$/, "") as keyof typeof ROLES] ?? "consoles"
  const left = body[list].filter((vkey) => !vkey.startsWith(`${name}+`))
  if (left.length === body[list].length)
    throw new ChangeError("change-absent", "no key of that name to take away")
  return { ...body, [list]: left }
}

// Whoever reads old statements tells keys by name: a name that was used for one key never names another.
function withKey(body: CharterBody, key: VerifierKey, chain: readonly Charter[]): CharterBody {
  const list = ROLES[key.name.replace(/-[0-9]+$/, "") as keyof typeof ROLES]
  if (list === undefined) throw new ChangeError("change-name", "a key's name is a role and a number")
  const vkey = requireFresh(encodeVkey(key))
  const used = chain.some((charter) =>
    charter.body[list].some((old) => old.startsWith(`${key.name}+`) && old !== vkey),
  )
  if (used || body[list].includes(vkey))
    throw new ChangeError("change-name", `there was a ${key.name} before: take the next number`)
  return { ...body, [list]: [...body[list], vkey] }
}

function withIntake(body: CharterBody, next: NonNullable<Changes["intake"]>): CharterBody {
  const old = body.intake.map(({ recipient }) => recipient)
  const recipient = requireFresh(parseRecipient(next.recipient))
  if (old.includes(recipient) || body.revoked.includes(recipient))
    throw new ChangeError("change-key", "this key was in use before")
  const revoked = next.revoke ? [...new Set([...body.revoked, ...old])] : body.revoked
  return { ...body, intake: [{ recipient, from: next.from }], revoked }
}

function requireFresh<Key extends string>(key: Key): Key {
  if (isPublished(key))
    throw new ChangeError("change-key", "a key of the project's own vectors: everybody has it")
  return key
}
