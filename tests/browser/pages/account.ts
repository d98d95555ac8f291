// In the browser: has a worker seal a container, and opens what is sealed to the survivor herself.
import type { CodedError } from "../../../src/core/errors.ts"
import { deriveReceiptKeys, type Receipt } from "../../../src/core/receipt/receipt.ts"
import { replyIdentity, replyRecipient } from "../../../src/own/identity.ts"
import { openOwn } from "../../../src/own/open.ts"
import { sealBytes } from "../../../src/seal/age.ts"
import type { Order, Sealed } from "./account-worker.ts"

const MAX = 65536

const page = {
  /** Seals in a worker. */
  async seal(order: Order): Promise<Sealed> {
    const worker = new Worker(workerUrl("/account-worker.js"), { type: "module" })
    try {
      return await new Promise<Sealed>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
        worker.postMessage(order)
      })
    } finally {
      worker.terminate()
    }
  },

  /** What is hers by this receipt, and `text` sealed to it. */
  async sealOwn(secret: Uint8Array, origin: string, text: string) {
    const keys = await deriveReceiptKeys(secret as Receipt, origin)
    const recipient = await replyRecipient(keys)
    return {
      subject: keys.subject,
      recipient,
      file: await sealBytes(new TextEncoder().encode(text), [recipient]),
    }
  },

  /** What `file` says to the holder of this receipt, or the code with which it is refused. */
  async openOwn(secret: Uint8Array, origin: string, file: Uint8Array) {
    const identity = replyIdentity(await deriveReceiptKeys(secret as Receipt, origin))
    return openOwn(file, identity, MAX).then(
      (bytes) => new TextDecoder().decode(bytes),
      (error: CodedError) => error.code,
    )
  },
}

export type AccountPage = typeof page
Object.assign(globalThis, { cairn: page })

// The policy named in the header: without it a browser with Trusted Types refuses every worker.
function workerUrl(path: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
  return factory?.createPolicy("cairn", { createScriptURL: (url) => url }).createScriptURL(path) ?? path
}

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string
  }
}
