// A worker thread that seals packages: real ones, each with its own subject and keys, written to files in the order asked.
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { parentPort, workerData } from "node:worker_threads"
import { nodeAead } from "../../src/cli/native.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { replyRecipient } from "../../src/own/identity.ts"
import { sealAccount } from "../../src/seal/account.ts"
import { drawnKeys, smallest } from "../../tests/durability/world.ts"
import { consentDraft, TESTIMONY, TODAY } from "../../tests/fixtures/account.ts"

/** What a worker is told. Numbers are names of packages in `folder`. */
export interface SealingPlan {
  readonly charter: Uint8Array
  readonly folder: string
  readonly numbers: readonly number[]
  /** Bytes of an attachment; 0 for the smallest account there is. */
  readonly attached: number
}

/** What stands beside a large container, so that its package can be made when its parts are up. */
export interface Large {
  readonly statement: string
  readonly record: string
  readonly root: string
  readonly size: number
}

if (parentPort !== null) {
  const { charter, folder, numbers, attached } = workerData as SealingPlan
  const parsed = parseCharter(charter)
  for (const n of numbers) {
    if (attached > 0) await large(join(folder, `${n}`), attached)
    else writeFileSync(join(folder, `${n}.cairn`), (await smallest(parsed)).package)
    parentPort.postMessage(n)
  }

  async function large(path: string, size: number): Promise<void> {
    const keys = await drawnKeys()
    const file = openSync(`${path}.age`, "w")
    const bytes = () => noise(size)
    const { statement, record, content } = await sealAccount(
      {
        ...{ charter: parsed, today: TODAY, keys, reply: await replyRecipient(keys), language: "uk" },
        ...{ testimony: TESTIMONY, consent: consentDraft(), aead: nodeAead },
        attachments: [{ original: "noise", type: "application/octet-stream", hidden: "kept", size, bytes }],
      },
      (chunk) => void writeSync(file, chunk),
    )
    closeSync(file)
    const text = (part: Uint8Array): string => Buffer.from(part).toString("base64")
    const beside: Large = { statement: text(statement), record: text(record), ...content }
    writeFileSync(`${path}.json`, JSON.stringify(beside))
  }
}

// One mebibyte of noise again and again: what is sealed does not show that.
function* noise(size: number): Generator<Uint8Array> {
  const block = Uint8Array.from(randomBytes(65_536))
  for (let left = size; left > 0; left -= block.length) yield block.subarray(0, left)
}
