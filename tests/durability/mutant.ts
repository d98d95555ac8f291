// Loaded with --import before the server, in tests only: makes it careless in one way, named by CAIRN_MUTANT, to show that
// the test of durability would notice. Nothing in the product can be told to be careless.
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import Database from "better-sqlite3"

type Done = (error: NodeJS.ErrnoException | null) => void

const mutant = process.env.CAIRN_MUTANT ?? ""
const [what, how] = mutant.split("=")

if (what === "synchronous") {
  const pragma = Database.prototype.pragma
  Database.prototype.pragma = function (source, options) {
    return pragma.call(this, source.replace(/^synchronous\s*=.*/i, `synchronous = ${how}`), options)
  }
} else if (what === "skips") {
  const handle = await fs.promises.open(import.meta.filename)
  const handles = Object.getPrototypeOf(handle) as { sync(): Promise<void>; datasync(): Promise<void> }
  await handle.close()
  const careless = (fd: number): boolean => fs.fstatSync(fd).isDirectory() === (how === "folders")
  const { fsync, fsyncSync } = fs
  const later = (fd: number, done: Done): void => {
    if (careless(fd)) process.nextTick(done, null)
    else fsync(fd, done)
  }
  const now = (fd: number): void => {
    if (!careless(fd)) fsyncSync(fd)
  }
  const promised = function (this: { fd: number }): Promise<void> {
    return new Promise((done) => later(this.fd, () => done()))
  }
  Object.assign(fs, { fsync: later, fdatasync: later, fsyncSync: now, fdatasyncSync: now })
  Object.assign(handles, { sync: promised, datasync: promised })
  syncBuiltinESMExports()
} else throw new Error(`no such mutant: ${mutant}`)
