// Where a command's result goes: stdout, as sentences or as one JSON document. And the clock, which is nowhere else.

/** How one command tells its result. */
export interface Output {
  /** @param json what `--json` prints @param text what people read */
  result(json: object, text: string): void
}

/** @param json whether `--json` was given */
export function outputTo(json: boolean): Output {
  return {
    result: (document, text) =>
      process.stdout.write(json ? `${escaped(JSON.stringify(document))}\n` : harmless(text)),
  }
}

// What a terminal would obey, in words that came from elsewhere: controls but line feed and tab, and what turns the direction of
// writing. Joiners stay: some scripts need them.
const OBEYED = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Text that a terminal only shows. */
export function harmless(text: string): string {
  return text.replaceAll(OBEYED, "\ufffd")
}

function escaped(json: string): string {
  return json.replaceAll(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/** Today, UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
