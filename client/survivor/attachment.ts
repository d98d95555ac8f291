// A file that she adds, as sealing takes it: read slice by slice, whatever its size.
import { CodedError } from "../../src/core/errors.ts"
import type { Attachment } from "../../src/seal/container.ts"

const SLICE = 1024 * 1024 // bytes of a file read at once

export function attachment(file: File, hidden: Attachment["hidden"]): Attachment {
  const { name, size, type } = file
  return {
    original: name,
    type: type === "" ? "application/octet-stream" : type,
    hidden,
    size,
    bytes: () => slices(file),
  }
}

class FileError extends CodedError<"file-unreadable"> {}

// Slice by slice, which every browser has: a file of any size takes one slice of memory.
async function* slices(file: File): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += SLICE) yield readSlice(file, at, at + SLICE)
}

/** @throws {FileError} `file-unreadable` */
export async function readSlice(file: File, from: number, to: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer())
  } catch (cause) {
    throw new FileError("file-unreadable", "moved, changed or taken away", { cause })
  }
}
