// Where an opened case is written: first out of sight, then published in one step, or discarded without a trace.

/** A file being written. */
export interface PlaceFile {
  write(chunk: Uint8Array): Promise<void> | void
  close(): Promise<void> | void
}

/** A place for one case. Exactly one of `publish` and `discard` ends it. */
export interface Place {
  /** @param name as in the container: `testimony.json`, `files/001` */
  create(name: string): Promise<PlaceFile> | PlaceFile
  publish(): Promise<void> | void
  discard(): Promise<void> | void
}
