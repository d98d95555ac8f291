// One process to a data folder, and what a killed one leaves: the lock is free, and everything it was answered is whole.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { afterEach, describe, expect, test } from "vitest"
import { openNodeStore } from "../../src/storage/node/store.ts"
import type { StoreProblem } from "../../src/storage/port.ts"
import { newFolder } from "./places.ts"

const CHILD = join(import.meta.dirname, "child.ts")

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL") // a test that failed leaves none behind
})

function start(...args: string[]): { child: ChildProcess; lines: string[]; opened: Promise<void> } {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  started.push(child)
  const lines: string[] = []
  const opened = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout as NodeJS.ReadableStream).on("line", (line) => {
      if (line === "open") resolve()
      else lines.push(line)
    })
    child.on("exit", () => reject(new Error("the child did not open its store")))
  })
  return { child, lines, opened }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "close")
  child.kill("SIGKILL")
  await gone
}

describe("a second process", () => {
  test("is refused with a code, and let in when the first was killed", async () => {
    const folder = newFolder("real")
    const { child, opened } = start("hold", folder)
    await opened
    await expect(openNodeStore(folder)).rejects.toMatchObject({ name: "StoreError", code: "busy" })
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "busy" }) // refusing lets nothing go
    await kill(child)
    await (await openNodeStore(folder)).close()
  })

  test("so is a second store in one process, until the first is closed", async () => {
    const folder = newFolder("real")
    const store = await openNodeStore(folder)
    await expect(openNodeStore(folder)).rejects.toMatchObject({ code: "busy" })
    await store.close()
    await (await openNodeStore(folder)).close()
  })
})

test("killed while it writes, five times: what was answered is whole, nothing is half there", async () => {
  const folder = newFolder("real")
  let answered = 0
  for (const [round, after] of [1, 7, 20, 60, 100].entries()) {
    const { child, lines, opened } = start("write", folder, "150")
    await opened
    while (lines.length < after) await new Promise((resolve) => setImmediate(resolve))
    await kill(child)
    answered += lines.length
    const store = await openNodeStore(folder)
    for (const leaf of lines) expect(await store.promiseFor(leaf), `round ${round}`).toBeDefined()
    const found: StoreProblem[] = []
    for await (const problem of store.problems(true)) found.push(problem)
    // What was under way when it died is set aside: sealed bytes that nobody was answered for, and of which no row tells.
    const held = await store.holdings("", 10_000)
    expect(held.length).toBeGreaterThanOrEqual(answered)
    const aside = found.filter(({ code }) => code === "set-aside").map(({ about }) => about)
    expect(held.filter(({ root }) => aside.includes(root))).toEqual([])
    expect(found.filter(({ code }) => code !== "set-aside")).toEqual([])
    await store.close()
  }
})
