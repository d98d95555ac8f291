// A thread beside `cairn import`: opens records and containers of one bundle into one store's folder, as it is told to. It has the
// identities of its process, no console's key, and never the store's head.
import { parentPort, workerData } from "node:worker_threads"
import { readBundle } from "../bundle/reader.ts"
import type { Hands } from "../cases/hands.ts"
import { ownHands } from "../cases/takings.ts"
import { CodedError } from "../core/errors.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { type Identity, unwrapWith } from "../open/identity.ts"
import { withFile } from "./files.ts"
import type { Answer, Asked, Beside } from "./import-beside.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { nodeHybridKem } from "./native-keys.ts"
import { writeBlob } from "./store-folder.ts"

const { bundle: path, store, identities } = workerData as Beside
const port = parentPort as NonNullable<typeof parentPort>

await withFile(path, async (file) => {
  const bundle = { ...(await readBundle(file, "cairn-intake-bundle/1")), claimed: new Set<string>() }
  const blobs = {
    write: (name: string, bytes: Parameters<typeof writeBlob>[2]) => writeBlob(store, name, bytes),
  }
  const hands = ownHands(
    {
      ...{
        aead: nodeAead,
        newSha256: nodeSha256,
        unwrap: unwrapWith(identities as Identity[], nodeHybridKem),
      },
      sealing: { blobs, aead: nodeAead, random: randomBytes } as Parameters<typeof ownHands>[0]["sealing"],
    },
    bundle,
  )
  await new Promise<void>((over) => {
    port.on("message", (asked: Asked | "over") => {
      if (asked === "over") over()
      else void answer(hands, asked).then((said) => port.postMessage(said))
    })
  })
  port.close()
})

async function answer(hands: Hands, { id, ask }: Asked): Promise<Answer> {
  try {
    const value =
      ask.what === "record"
        ? await hands.record(ask.named, ask.leaf)
        : await hands.container(ask.job, ask.record)
    return { id, value }
  } catch (error) {
    if (error instanceof CodedError) return { id, refused: { code: error.code, message: error.message } }
    const { code = "", path: where = "" } = error as NodeJS.ErrnoException
    return { id, failed: { code, path: where, message: String((error as Error)?.name) } }
  }
}
