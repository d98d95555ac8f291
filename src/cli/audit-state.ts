// The folder of an audit's state: `<fingerprint>.state`, segments of people beside it, and the checkpoint by itself, which is what
// to show to others. A crash between two of them leaves the old state or the new one.
import { open, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Kept, StateError } from "../auditor/state.ts"
import { readKept, saveKept } from "../auditor/state-file.ts"
import { isThere, makeFolder, readSmall, replacePrivate, replacePrivateBy } from "./files.ts"

const STATE_MAX = 2 ** 32 // bytes: some ten million people

/** @throws {StateError} `state-malformed` */
export async function readState(folder: string, fingerprint: string): Promise<Kept | undefined> {
  const names = namesIn(folder, fingerprint)
  if (!(await isThere(names.state))) return undefined
  return readKept(await readSmall(names.state, STATE_MAX), (name, at, length) =>
    readAt(names.segment(name), at, length),
  )
}

export async function writeState(folder: string, kept: Kept): Promise<void> {
  await makeFolder(folder)
  const names = namesIn(folder, kept.fingerprint)
  const { segment, file, needed } = saveKept(kept)
  if (segment !== undefined)
    await replacePrivateBy(names.segment(segment.name), async (sink) => {
      for await (const chunk of joined(segment.chunks())) await sink(chunk)
    })
  const bytes = await file()
  await replacePrivateBy(names.state, (sink) => sink(bytes))
  await replacePrivate(names.checkpoint, Buffer.from(kept.checkpoint).toString())
  for (const { name } of kept.head.segments)
    if (!needed.includes(name)) await rm(names.segment(name), { force: true })
}

function namesIn(folder: string, fingerprint: string) {
  const begin = join(resolve(folder), fingerprint.slice(0, 16))
  return {
    state: `${begin}.state`,
    checkpoint: `${begin}.checkpoint`,
    segment: (name: string) => `${begin}.${name}.people`,
  }
}

async function readAt(path: string, at: number, length: number): Promise<Uint8Array> {
  if (!(await isThere(path))) throw new StateError("state-malformed", "a file of the state is missing")
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const CHUNK = 1024 * 1024

async function* joined(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    size += chunk.length
    if (size < CHUNK) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  yield Buffer.concat(waiting)
}
