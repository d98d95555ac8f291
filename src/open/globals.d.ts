// What opening takes from every JavaScript runtime beyond core's: the stream that the zip library writes entries to.
// No DOM, no Node; seen by this room alone.

declare class TransformStream {
  readonly readable: { getReader(): StreamReader }
  readonly writable: WritableStream
}

interface StreamReader {
  read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: undefined }>
  cancel(): Promise<void>
}

interface WritableStream {
  close(): Promise<void>
}
