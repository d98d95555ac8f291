// Chunks from whoever reads to whoever writes, one at a time: the reader waits until the writer took it, so nothing piles up.

/** A stream that somebody else fills. Owns the one chunk that is under way. */
export class Handoff {
  #chunk: Uint8Array | undefined
  #over = false
  #failure: unknown
  #refused: { error: unknown } | undefined
  #wake: () => void = () => {}
  #taken: () => void = () => {}

  /** @throws what the writer failed with */
  async push(chunk: Uint8Array): Promise<void> {
    await this.#untilTaken()
    this.#chunk = chunk
    this.#wake()
    await this.#untilTaken()
  }

  /** No more will come. */
  end(): void {
    this.#over = true
    this.#wake()
  }

  /** What came so far counts for nothing. */
  fail(error: unknown): void {
    this.#failure = error
    this.end()
  }

  /** The writer failed: whoever reads must not wait for it. */
  refuse(error: unknown): void {
    this.#refused = { error }
    this.#taken()
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#chunk === undefined && !this.#over)
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      const chunk = this.#chunk
      if (chunk !== undefined) {
        yield chunk
        this.#chunk = undefined
        this.#taken()
      } else if (this.#over) {
        if (this.#failure !== undefined) throw this.#failure
        return
      }
    }
  }

  async #untilTaken(): Promise<void> {
    while (this.#chunk !== undefined && this.#refused === undefined)
      await new Promise<void>((resolve) => {
        this.#taken = resolve
      })
    if (this.#refused !== undefined) throw this.#refused.error
  }
}
