// The case store when the intake key changes (PROTOCOL section 10): whether the old identity is still needed, and sealing the head
// to the new one. Everything below the head is under keys of its own, so the head is all that is sealed again. When the old key
// may go is not judged here: custody does that, from what this says.
import type { Recipient } from "../core/age/recipient.ts"
import { fromBase64 } from "../core/base64.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { type Identity, recipientOf } from "../open/identity.ts"
import { CasesError } from "./errors.ts"
import type { DeskInput } from "./open-desk.ts"
import { Store } from "./store.ts"

/** What a rotation asks of a store. */
export interface RotationStanding {
  /** What only the old identity opens: the head, and accounts that the log says were there and no bundle has brought yet. */
  readonly needing: number
  readonly day: string | null
  readonly charters: readonly { readonly version: number; readonly day: string }[]
}

/** How a store is opened with some identities. */
export type Opening = Pick<DeskInput, "blobs" | "unwrap" | "recipients" | "aead" | "random">

/**
 * @param all with the old identity too, where it is at hand
 * @param without the old identity; null if nothing else is at hand
 * @throws {CasesError} `store-key` if not even `all` opens it
 */
export async function rotationStanding(all: Opening, without: Opening | null): Promise<RotationStanding> {
  const alone = without === null ? null : await openedWith(without).catch(unlessKey)
  const store = alone ?? (await openedWith(all))
  const missing = store.state?.missing.length ?? 0
  return {
    needing: missing + (alone === null ? 1 : 0),
    day: store.state?.day ?? null,
    charters: await charterDays(store),
  }
}

/**
 * Seals the store's head to the new recipient alone: one commit, so it is the old head or the new one.
 * @param all opens the store as it is
 */
export async function rewrapHead(all: Opening, to: Recipient): Promise<void> {
  const store = await openedWith(all)
  store.recipients = [to]
  await store.commit()
}

/** A store as a rotation works on it. */
export interface Rotating {
  /** @param old the recipient that is to go */
  standing(old: Recipient): Promise<RotationStanding>
  /** Re-wraps for `to`; again does no harm. @throws {CasesError} `store-key` if `to` is none of the identities' */
  rewrap(old: Recipient, to: Recipient): Promise<RotationStanding>
}

/**
 * Opens the store anew for each question: whether the new key alone opens it is only known by trying.
 * @param opening how it is opened with some of the identities
 */
export function rotating(
  identities: readonly Identity[],
  opening: (some: readonly Identity[]) => Promise<Opening>,
): Rotating {
  const standing: Rotating["standing"] = async (old) => {
    const others: Identity[] = []
    for (const identity of identities) if ((await recipientOf(identity)) !== old) others.push(identity)
    return rotationStanding(await opening(identities), others.length === 0 ? null : await opening(others))
  }
  return {
    standing,
    async rewrap(old, to) {
      if (!(await Promise.all(identities.map(recipientOf))).includes(to))
        throw new CasesError("store-key", "the new identity is not at hand: the store would be lost")
      await rewrapHead(await opening(identities), to)
      return standing(old)
    },
  }
}

function openedWith({ blobs, unwrap, recipients, aead, random }: Opening): Promise<Store> {
  return Store.open({ blobs, random, ...(aead !== undefined && { aead }) }, unwrap, recipients)
}

function unlessKey(error: unknown): null {
  if (error instanceof CasesError && error.code === "store-key") return null
  throw error
}

// A leaf's day is that of the tick its batch begins with.
async function charterDays(store: Store): Promise<RotationStanding["charters"]> {
  const found: { version: number; day: string }[] = []
  let day: string | null = null
  for await (const { entry } of store.leaves()) {
    if (!/^(Y2Fpcm4vdGlja|Y2Fpcm4vY2hhcnRlc)/.test(entry)) continue // base64 of `cairn/tick` and `cairn/charter`
    const leaf = parseLeaf(fromBase64(entry))
    if (leaf.type === "tick") day = leaf.body.day
    else if (leaf.type === "charter" && day !== null) found.push({ version: leaf.body.version, day })
  }
  return found
}
