// Progress of long work: one line on stderr that rewrites itself, only where somebody is looking.
const EVERY_MS = 200

/** Tells how far `what` has come; call with done and total bytes. Silent unless stderr is a terminal. */
export function progressLine(what: string): (done: number, total: number) => void {
  return lineOf(what, megabytes)
}

/** The same for things that are counted. */
export function countLine(what: string): (done: number, total: number) => void {
  return lineOf(what, String)
}

function lineOf(what: string, worded: (n: number) => string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {}
  let last = 0
  return (done, total) => {
    const now = Date.now()
    if (done < total && now - last < EVERY_MS) return
    last = now
    const share = Math.floor((100 * done) / Math.max(1, total))
    process.stderr.write(
      `\r${what} ${worded(done)} of ${worded(total)} (${share} %)${done >= total ? "\n" : ""}`,
    )
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
