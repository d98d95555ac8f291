// A case store's folder as a rotation sees it. It is opened anew for each question: whether the new key alone opens it is only known
// by trying.
import { type Opening, rewrapHead, rotationStanding } from "../cases/rotating.ts"
import type { Recipient } from "../core/age/recipient.ts"
import { randomBytes } from "../core/webcrypto.ts"
import type { RotatingStore, StoreStanding } from "../custody/rotation.ts"
import { type Identity, recipientOf, unwrapWith } from "../open/identity.ts"
import { CliError } from "./errors.ts"
import { isThere } from "./files.ts"
import { nodeAead } from "./native.ts"
import { nodeHybridKem } from "./native-keys.ts"
import { storeFolder } from "./store-folder.ts"

/** Lets `use` have the store, with these identities at hand. */
export async function withRotatingStore<T>(
  folder: string,
  identities: readonly Identity[],
  use: (store: RotatingStore) => Promise<T>,
): Promise<T> {
  if (!(await isThere(folder))) throw new CliError("file", `no case store: ${folder}`)
  const blobs = await storeFolder(folder)
  const opening = async (some: readonly Identity[]): Promise<Opening> => ({
    ...{ blobs, aead: nodeAead, random: randomBytes, unwrap: unwrapWith(some, nodeHybridKem) },
    recipients: await Promise.all(some.map(recipientOf)),
  })
  const standing = async (old: Recipient): Promise<StoreStanding> => {
    const others: Identity[] = []
    for (const identity of identities) if ((await recipientOf(identity)) !== old) others.push(identity)
    return rotationStanding(await opening(identities), others.length === 0 ? null : await opening(others))
  }
  try {
    return await use({
      standing,
      async rewrap(from, old, to) {
        await rewrapHead(await opening(from), to)
        return standing(old)
      },
    })
  } finally {
    await blobs.close()
  }
}
