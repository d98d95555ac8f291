// A case store's folder as a rotation sees it.
import { type Opening, type Rotating, rotating } from "../cases/rotating.ts"
import { randomBytes } from "../core/webcrypto.ts"
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
  use: (store: Rotating) => Promise<T>,
): Promise<T> {
  if (!(await isThere(folder))) throw new CliError("file", `no case store: ${folder}`)
  const blobs = await storeFolder(folder)
  const opening = async (some: readonly Identity[]): Promise<Opening> => ({
    ...{ blobs, aead: nodeAead, random: randomBytes, unwrap: unwrapWith(some, nodeHybridKem) },
    recipients: await Promise.all(some.map(recipientOf)),
  })
  try {
    return await use(rotating(identities, opening))
  } finally {
    await blobs.close()
  }
}
