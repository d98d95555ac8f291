// Keeps a stream's memory flat: its buffers lie outside V8's heap, which is in no hurry to free them, least of all on a
// busy machine. So a collection is asked for after every few mebibytes; with so small a heap it takes milliseconds.
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

const EVERY = 32 * 1024 * 1024

/** Call with the number of bytes that went through since the last call; `every` so many it collects. */
export function collector(every = EVERY): (bytes: number) => void {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  let since = 0
  return (bytes) => {
    since += bytes
    if (since < every) return
    since = 0
    collect()
  }
}

type Progress = (done: number, total: number) => void

/** The same for what tells its progress: `done` counts bytes, and starts again with each file. */
export function collecting(progress: Progress): Progress {
  const collect = collector()
  let before = 0
  return (done, total) => {
    collect(done > before ? done - before : done)
    before = done
    progress(done, total)
  }
}
