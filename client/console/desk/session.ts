// Unlocking: a desk over a held store, for one session. Locking drops the desk and everything that opens; the held store, sealed, stays,
// so that nothing unsaved is lost.
import type { Desk } from "../../../src/cases/desk.ts"
import { openDesk } from "../../../src/cases/open-desk.ts"
import { platformAead } from "../../../src/core/age/aead.ts"
import type { Signer } from "../../../src/core/note/vkey.ts"
import { nobleSha256 } from "../../../src/core/sha256.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import { type Identity, recipientOf, unwrapWith } from "../../../src/open/identity.ts"
import { today } from "../today.ts"
import type { HeldStore } from "./held-store.ts"

/** Who sits down, with what. Identities are of this call alone. */
export interface Unlocking {
  readonly store: HeldStore
  readonly signer: Signer
  readonly by: string
  readonly identities: readonly Identity[]
  /** To begin a store. */
  readonly fingerprint?: string | undefined
}

/** @throws {CasesError} `store-key`, `store-malformed`, `store-other`, `nothing-imported` */
export async function unlock({ store, signer, by, identities, fingerprint }: Unlocking): Promise<Desk> {
  return openDesk({
    blobs: store.blobs,
    recipients: await Promise.all(identities.map(recipientOf)),
    unwrap: unwrapWith(identities),
    aead: await platformAead(),
    newSha256: nobleSha256,
    random: randomBytes,
    atOnce: 4,
    signer,
    by,
    today,
    ...(fingerprint !== undefined && { fingerprint }),
  })
}
