// What core takes from every JavaScript runtime beyond the language: text coding and WebCrypto. No DOM, no Node.
// Seen by core alone; the rooms above bring their own platform's types.

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(label: "utf-8", options: { fatal: true; ignoreBOM: true })
  constructor(label: "windows-1252", options: { ignoreBOM: true })
  decode(bytes: Uint8Array): string
}

declare const crypto: {
  getRandomValues<T extends Uint8Array>(into: T): T
  randomUUID(): string
  readonly subtle: import("./webcrypto.ts").Subtle
}
