// Keeps what a program writes into a folder and removes again: every file that appears gets a second name elsewhere. Not
// kept: a file that never had a name, or had one for less time than it takes to hear of it.
import { type FSWatcher, linkSync, lstatSync, mkdirSync, readdirSync, watch } from "node:fs"
import { join } from "node:path"

export interface Keeper {
  /** How many files were given a second name. */
  readonly count: () => number
  close(): void
}

/** @param to is made, on the same file system */
export function keepAll(folder: string, to: string): Keeper {
  mkdirSync(to, { recursive: true })
  const watchers: FSWatcher[] = []
  const seen = new Set<number>()
  let [count, closed] = [0, false]

  const keep = (path: string): void => {
    try {
      const found = lstatSync(path)
      if (found.isDirectory()) enter(path)
      if (!found.isFile() || seen.has(found.ino)) return
      linkSync(path, join(to, `${count}`))
      seen.add(found.ino)
      count++
    } catch {
      // gone before it could be named
    }
  }
  const entered = new Set<string>()
  function enter(path: string): void {
    if (closed || entered.has(path)) return
    entered.add(path)
    const watcher = watch(path, (_, name) => {
      if (name !== null) keep(join(path, name))
    })
    watcher.on("error", () => entered.delete(path)) // the folder is gone
    watchers.push(watcher)
    for (const name of readdirSync(path)) keep(join(path, name))
  }
  enter(folder)
  return {
    count: () => count,
    close() {
      closed = true
      for (const watcher of watchers) watcher.close()
    },
  }
}
