// The floor of the disk: below it no account and no part of one is taken, so that whoever floods the server cannot stop what
// must always be possible: a withdrawal, the log going on, an erasure.
import { statfsSync } from "node:fs"
import { StoreError } from "../port.ts"

/** Bytes. */
export interface Disk {
  readonly free: number
  readonly total: number
}

const FLOOR = 256 * 1024 * 1024
const SMALL = 2 * 1024 ** 3 // a disk that has no floor: it would be much of the disk

/** The disk that `path` is on, as it is now, for who is not root. */
export function diskOf(path: string): Disk {
  const { bavail, blocks, bsize } = statfsSync(path)
  return { free: bavail * bsize, total: blocks * bsize }
}

/** @throws {StoreError} `storage-full` unless there is room for `size` bytes above the floor */
export function requireRoom({ free, total }: Disk, size: number): void {
  if (total >= SMALL && free - size < FLOOR) throw new StoreError("storage-full")
}
