// The floor of the disk: below it no account and no part of one is taken, so that whoever floods the server cannot stop what
// must always be possible: a withdrawal, the log going on, an erasure.
import { statfsSync } from "node:fs"
import { StoreError } from "../port.ts"

/** Bytes, and files where the file system has a number of them; else that is 0 of 0. */
export interface Disk {
  readonly free: number
  readonly total: number
  readonly files?: { readonly free: number; readonly total: number }
}

const FLOOR = 256 * 1024 * 1024
const SMALL = 2 * 1024 ** 3 // a disk that has no floor: it would be much of the disk
const FILES_FLOOR = 10_000 // parts of one byte run out of files long before bytes
const FEW_FILES = 80_000

/** The disk that `path` is on, as it is now, for who is not root. */
export function diskOf(path: string): Disk {
  const { bavail, blocks, bsize, ffree, files } = statfsSync(path)
  return { free: bavail * bsize, total: blocks * bsize, files: { free: ffree, total: files } }
}

/** @throws {StoreError} `storage-full` unless there is room for `size` bytes above the floor */
export function requireRoom({ free, total, files }: Disk, size: number): void {
  if (files !== undefined && files.total >= FEW_FILES && files.free < FILES_FLOOR)
    throw new StoreError("storage-full")
  if (total >= SMALL && free - size < FLOOR) throw new StoreError("storage-full")
}
