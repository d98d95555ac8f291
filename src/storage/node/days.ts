// Times of files: always 00:00 UTC of a day, so that a seized folder does not tell at what hour somebody wrote.
import { statSync, utimesSync } from "node:fs"
import { isMissing } from "./errors.ts"

/** Seconds since 1970 at 00:00 UTC of `day`. */
export function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000
}

/** Today, by this machine's clock. */
export function systemDay(): string {
  return new Date().toISOString().slice(0, 10)
}

/** The day that a file has as its time. */
export function dayOfFile(path: string): string {
  return statSync(path).mtime.toISOString().slice(0, 10)
}

/** Gives files and folders a day's time; those that are not there are passed over. */
export function dateAll(paths: readonly string[], day: string): void {
  const time = midnight(day)
  for (const path of paths) {
    try {
      utimesSync(path, time, time)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
}
