// What must not stay behind when a command is interrupted: unfinished files and folders, which may hold plaintext.
import { rmSync } from "node:fs"

const unfinished = new Set<string>()
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const // 128 and the signal's number, as shells say it

/** From now on, an interruption removes `path`. */
export function guard(path: string): void {
  if (unfinished.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, interrupted)
  unfinished.add(path)
}

/** `path` is finished, or gone. */
export function release(path: string): void {
  unfinished.delete(path)
  if (unfinished.size === 0) for (const signal of Object.keys(SIGNALS)) process.off(signal, interrupted)
}

function interrupted(signal: keyof typeof SIGNALS): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true })
  process.exit(SIGNALS[signal])
}
