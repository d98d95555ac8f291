// Loaded with --import before a command: writes the process's peak resident memory, in bytes, to $CAIRN_PEAK at exit.
import { writeFileSync } from "node:fs"

process.on("exit", () => {
  const path = process.env.CAIRN_PEAK
  if (path !== undefined) writeFileSync(path, String(process.resourceUsage().maxRSS * 1024))
})
