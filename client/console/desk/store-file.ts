// A case store as one file (src/cases/blobs.ts): a plain tar of sealed blobs and their head, so that `tar x` makes the folder that the
// command line works on. Nothing here is plaintext. The file that was opened is never written to: what counts is what was saved last.
import { BLOB_NAME, type Blobs } from "../../../src/cases/blobs.ts"
import { CasesError } from "../../../src/cases/errors.ts"
import { equal } from "../../../src/core/bytes.ts"
import type { Bytes } from "../../../src/core/chunks.ts"
import { TAR_END, tarEntrySize, tarFill, tarHeader } from "../../../src/core/container/tar.ts"

const HEAD = "head"
const BLOCK = 512
const WINDOW = 1024 * 1024

export class StoreFile implements Blobs {
  readonly #blobs: Map<string, Blob>
  /** How often it was committed, and how often at the last saving. */
  #commits = 0
  #saved = 0

  private constructor(blobs: Map<string, Blob>) {
    this.#blobs = blobs
  }

  /** A store that nothing is in yet. */
  static empty(): StoreFile {
    return new StoreFile(new Map())
  }

  /** @throws {CasesError} `store-malformed` */
  static async open(file: Blob): Promise<StoreFile> {
    const blobs = new Map<string, Blob>()
    const headers = new Headers(file)
    for (let at = 0; ; ) {
      const entry = await headers.at(at)
      if (entry === undefined) break
      if (blobs.has(entry.name)) throw malformed("one part twice")
      blobs.set(entry.name, file.slice(at + BLOCK, at + BLOCK + entry.size))
      at += tarEntrySize(entry.size)
      if (at + TAR_END.length > file.size) throw malformed("it ends too early")
    }
    if (!blobs.has(HEAD)) throw malformed("no head")
    return new StoreFile(blobs)
  }

  async head(): Promise<Uint8Array | null> {
    const head = this.#blobs.get(HEAD)
    return head === undefined ? null : new Uint8Array(await head.arrayBuffer())
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    const blob = this.#blobs.get(name)
    if (blob === undefined || name === HEAD) throw malformed("a part of the store is not there")
    for (let at = 0; at < blob.size; at += WINDOW)
      yield new Uint8Array(await blob.slice(at, at + WINDOW).arrayBuffer())
  }

  async write(name: string, bytes: Bytes): Promise<void> {
    if (!BLOB_NAME.test(name)) throw malformed("not the name of a part of a store")
    const parts: Blob[] = []
    for await (const chunk of bytes) parts.push(new Blob([Uint8Array.from(chunk)])) // the browser's memory, not the page's
    this.#blobs.set(name, new Blob(parts))
  }

  async commit(head: Uint8Array, gone: readonly string[]): Promise<void> {
    this.#blobs.set(HEAD, new Blob([Uint8Array.from(head)]))
    for (const name of gone) this.#blobs.delete(name)
    this.#commits++
  }

  async sweep(kept: ReadonlySet<string>): Promise<void> {
    for (const name of [...this.#blobs.keys()]) if (name !== HEAD && !kept.has(name)) this.#blobs.delete(name)
  }

  async close(): Promise<void> {}

  /** Whether something counts in here that is in no saved file. */
  get unsaved(): boolean {
    return this.#commits !== this.#saved
  }

  /** The whole file, as parts to be saved: the head first. */
  async parts(): Promise<Blob[]> {
    const names = [...this.#blobs.keys()].sort((a, b) => (a === HEAD ? -1 : b === HEAD ? 1 : a < b ? -1 : 1))
    const parts: Blob[] = []
    for (const name of names) {
      const blob = this.#blobs.get(name) as Blob
      const header = await tarHeader(name, blob.size)
      parts.push(new Blob([Uint8Array.from(header)]), blob, new Blob([Uint8Array.from(tarFill(blob.size))]))
    }
    return [...parts, new Blob([Uint8Array.from(TAR_END)])]
  }

  /** Told when {@link parts} were offered. */
  saved(): void {
    this.#saved = this.#commits
  }
}

// Headers by way of windows: one reading for each would take seconds in a store of thousands.
class Headers {
  readonly #file: Blob
  #from = 0
  #window = new Uint8Array(0)

  constructor(file: Blob) {
    this.#file = file
  }

  /** The entry at `at`; undefined at the end. @throws {CasesError} `store-malformed` */
  async at(at: number): Promise<{ name: string; size: number } | undefined> {
    if (at < this.#from || at + BLOCK > this.#from + this.#window.length) {
      this.#from = at
      this.#window = new Uint8Array(await this.#file.slice(at, at + WINDOW).arrayBuffer())
    }
    const block = this.#window.subarray(at - this.#from, at - this.#from + BLOCK)
    if (block.length < BLOCK) throw malformed("it ends too early")
    if (block.every((byte) => byte === 0)) return undefined
    const text = String.fromCharCode(...block)
    const name = text.slice(0, 100).replace(/\0.*$/s, "")
    const size = Number.parseInt(text.slice(124, 135), 8)
    if (!(name === HEAD || BLOB_NAME.test(name)) || !Number.isSafeInteger(size))
      throw malformed("not a part of a store")
    if (!equal(block, await tarHeader(name, size))) throw malformed("not as it was written")
    return { name, size }
  }
}

function malformed(why: string): CasesError {
  return new CasesError("store-malformed", why)
}
