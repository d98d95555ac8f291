// What D1 says when it cannot, in the port's words. D1 gives no codes: these are the sentences of its documentation.
import { StoreError } from "../port.ts"

const FULL = /maximum DB size|SQLITE_FULL|database or disk is full/i
const BUSY = /overloaded|queued for too long|SQLITE_BUSY/i

/** `error` itself, or the {@link StoreError} that it, or what caused it, amounts to. */
export function told(error: unknown): unknown {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof StoreError) return at
    if (FULL.test(at.message)) return new StoreError("storage-full", { cause: error })
    if (BUSY.test(at.message)) return new StoreError("busy", { cause: error })
  }
  return error
}
