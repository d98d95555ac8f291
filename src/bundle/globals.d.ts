// What a bundle's zip takes from every JavaScript runtime beyond core's: the streams that the zip library reads entries
// from and writes them to. No DOM, no Node; seen by this room alone.

declare class TransformStream {
  readonly readable: { getReader(): StreamReader }
  readonly writable: WritableStream
}

interface StreamReader {
  read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: undefined }>
  cancel(): Promise<void>
}

declare class WritableStream<T = unknown> {
  constructor(sink: { write(chunk: T): Promise<void> | void })
  close(): Promise<void>
}

interface StreamController<T> {
  enqueue(chunk: T): void
  close(): void
}

declare class ReadableStream<T = unknown> {
  constructor(
    source: { pull(controller: StreamController<T>): Promise<void>; cancel(): Promise<void> },
    strategy: { highWaterMark: number },
  )
  readonly locked: boolean
}
