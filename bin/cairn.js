#!/usr/bin/env node
// Starts `cairn` on a Node that can run it: this one if it is 24 or newer, else the one that Cairn brings. With
// flags.json: a small young generation, so that the buffers of a large file are freed soon and memory stays flat. With
// threads enough to wait for the disk: four, as Node has, are soon all syncing, and every hash and signature queues behind.
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
const flags = JSON.parse(readFileSync(new URL("flags.json", import.meta.url), "utf8"))
const NEEDED = 24

const node = Number.parseInt(process.versions.node, 10) >= NEEDED ? process.execPath : pinnedNode()
if (node === undefined) {
  process.stderr.write(`cairn: error: usage: needs node ${NEEDED} or newer\n`)
  process.stderr.write("cairn: hint: run npm ci in cairn's folder, or install a newer node\n")
  process.exit(2)
}
const child = spawn(node, [...flags, main, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { UV_THREADPOOL_SIZE: "16", ...process.env },
})
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `node-${process.platform}-${process.arch}/package.json`,
    )
    const path = fileURLToPath(new URL("bin/node", `file://${manifest}`))
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
