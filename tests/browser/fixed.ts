// The fixed inputs of the payload test, the same in the page and in the test. A key that never seals anything else.
export const SIZES: readonly number[] = [0, 1, 65535, 65536, 65537, 1024 * 1024 + 5]
export const FILE_KEY: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => i + 1)
export const NONCE: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => 255 - i)

/** `size` bytes without a period that chunks could share. */
export function plaintext(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < size; i++) bytes[i] = Math.imul(i, 2654435761) >>> 24
  return bytes
}
