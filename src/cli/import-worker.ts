// A thread beside `cairn import`: opens records and containers of one bundle into one store's folder, as it is told to. It has the
// identities of its process, no console's key, and never the store's head. It reads, hashes and writes on its own, without other
// threads' help, because each has a core to itself; only for the disk it does not wait.
import { closeSync, openSync, readSync } from "node:fs"
import { parentPort, workerData } from "node:worker_threads"
import { crc32 } from "node:zlib"
import { type RandomAccess, readPlaced } from "../bundle/entry.ts"
import type { Hands, Held } from "../cases/hands.ts"
import { ownHands } from "../cases/takings.ts"
import { CodedError } from "../core/errors.ts"
import { randomBytes } from "../core/webcrypto.ts"
import { type Identity, unwrapWith } from "../open/identity.ts"
import { writeBlobHere } from "./blob-file.ts"
import type { Answer, Asked, Beside, Lying } from "./import-beside.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { nodeHybridKem } from "./native-keys.ts"

const { bundle: path, store, identities } = workerData as Beside
const port = parentPort as NonNullable<typeof parentPort>
const bundle = openSync(path, "r")
const file: RandomAccess = {
  size: Number.POSITIVE_INFINITY, // whoever sent a place has compared it with the file's
  read: async (offset, length) => {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(bundle, bytes, 0, length, offset))
  },
}
const blobs = { write: writeBlobHere.bind(undefined, store) }
const taking = {
  ...{ aead: nodeAead, newSha256: nodeSha256, here: nodeSha256 },
  unwrap: unwrapWith(identities as Identity[], nodeHybridKem),
  sealing: { blobs, aead: nodeAead, random: randomBytes } as Parameters<typeof ownHands>[0]["sealing"],
}

port.on("message", (asked: Asked) => void answer(asked).then((said) => port.postMessage(said)))
port.on("close", () => closeSync(bundle))

async function answer({ id, ask }: Asked): Promise<Answer> {
  try {
    const hands: Hands = ownHands(taking, heldOf(ask.file))
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

// As if the one file were all of the bundle.
function heldOf({ path: name, place, said }: Lying): Held {
  const entry = {
    name,
    size: place.size,
    place: async () => place,
    bytes: () => readPlaced(file, place, crc32),
  }
  return {
    index: { files: { [name]: said } } as unknown as Held["index"],
    entries: new Map([[name, entry]]),
    claimed: new Set(),
  }
}
