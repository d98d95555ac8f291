// Where a command's result goes: stdout, as sentences or as one JSON document. And the clock, which is nowhere else.

/** How one command tells its result. */
export interface Output {
  /** @param json what `--json` prints @param text what people read */
  result(json: object, text: string): void
}

/** @param json whether `--json` was given */
export function outputTo(json: boolean): Output {
  return {
    result: (document, text) => process.stdout.write(json ? `${JSON.stringify(document)}\n` : text),
  }
}

/** Today, UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
