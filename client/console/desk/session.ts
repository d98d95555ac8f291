// One session at a desk: the sealed file, and while it is unlocked the desk over it. Locking drops the desk and everything that opens;
// the sealed file stays, so that nothing unsaved is lost.
import type { Desk } from "../../../src/cases/desk.ts"
import { openDesk } from "../../../src/cases/open-desk.ts"
import { platformAead } from "../../../src/core/age/aead.ts"
import type { Signer } from "../../../src/core/note/vkey.ts"
import { nobleSha256 } from "../../../src/core/sha256.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import { fastestUnwrap } from "../../../src/open/hybrid.ts"
import { type Identity, recipientOf } from "../../../src/open/identity.ts"
import { offer } from "../files.ts"
import { today } from "../today.ts"
import type { StoreFile } from "./store-file.ts"

/** Who sits down, with what. Identities are of this call alone. */
export interface Unlocking {
  readonly file: StoreFile
  readonly signer: Signer
  readonly by: string
  readonly identities: readonly Identity[]
  /** To begin a store. */
  readonly fingerprint?: string | undefined
}

/** @throws {CasesError} `store-key`, `store-malformed`, `store-other`, `nothing-imported` */
export async function unlock({ file, signer, by, identities, fingerprint }: Unlocking): Promise<Desk> {
  return openDesk({
    blobs: file,
    recipients: await Promise.all(identities.map(recipientOf)),
    unwrap: await fastestUnwrap(identities),
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

/** Offers the whole store as a file, under a name that says the day and nothing else. */
export async function saveStore(file: StoreFile): Promise<void> {
  offer(`store-${today()}.cairn-store`, await file.parts())
  file.saved()
}
