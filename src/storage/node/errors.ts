// What the system says when it cannot, in the port's words: a full disk and a busy store are told apart from faults.
import { StoreError } from "../port.ts"

const FULL = ["ENOSPC", "EDQUOT", "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"]

/** `error` itself, or the {@link StoreError} that it, or what caused it, amounts to. */
export function told(error: unknown): unknown {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof StoreError) return at
    const code = "code" in at ? `${at.code}` : ""
    if (FULL.includes(code)) return new StoreError("storage-full", { cause: error })
    if (code.startsWith("SQLITE_BUSY")) return new StoreError("busy", { cause: error })
  }
  return error
}

/** Whether it is only that a file is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT"
}
