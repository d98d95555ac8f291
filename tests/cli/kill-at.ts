// Loaded before a command (`--import`): kills its process just before the n-th time that it changes something on disk, as a power
// cut would. Without KILL_AT it only counts, and writes the count to KILL_COUNT.
import { writeFileSync } from "node:fs"
import files, { type FileHandle } from "node:fs/promises"
import { syncBuiltinESMExports } from "node:module"

const at = process.env.KILL_AT === undefined ? Number.POSITIVE_INFINITY : Number(process.env.KILL_AT)
let changes = 0

// biome-ignore lint/suspicious/noExplicitAny: whatever the function takes
type Changing = Record<string, (...args: any[]) => any>

function watch(owner: Changing, names: readonly string[]): void {
  for (const name of names) {
    const real = owner[name] as Changing[string]
    owner[name] = function (this: unknown, ...args) {
      if (changes++ === at) {
        process.kill(process.pid, "SIGKILL")
        for (;;); // not one instruction more of it
      }
      return real.apply(this, args)
    }
  }
}

const handle: FileHandle = await files.open("/dev/null")
watch(Object.getPrototypeOf(handle) as Changing, ["write", "writeFile", "sync"])
await handle.close()
watch(files as unknown as Changing, ["open", "rename", "mkdir", "rm", "utimes"])
syncBuiltinESMExports()
process.on("exit", () => {
  if (process.env.KILL_COUNT !== undefined) writeFileSync(process.env.KILL_COUNT, `${changes}`)
})
