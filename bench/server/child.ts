// A program that is run to its end, or until its first line, and stopped.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

/** Runs a file of ours with one JSON argument. @returns what it printed, as JSON */
export async function result<T>(file: string, plan: unknown): Promise<T> {
  const child = spawn(process.execPath, [file, JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8")
  })
  const [status] = (await once(child, "close")) as [number | null]
  if (status !== 0) throw new Error(`${file}: ended with ${status}`)
  return JSON.parse(text) as T
}

/** Starts a file of ours. @returns it, and its first line */
export async function started(file: string, argument: string): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [file, argument], { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  return [child, line.toString("utf8").trim()]
}
