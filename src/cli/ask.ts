// Asking a person on the terminal. What is secret is not shown while it is typed, and never comes as an argument: arguments stand
// in the machine's list of processes and in the shell's history.
import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import { CliError } from "./errors.ts"
import { readSmall } from "./files.ts"

/** A line that is shown while it is typed. */
export function ask(question: string): Promise<string> {
  return asked(question, false)
}

/** A line that is not. */
export function askHidden(question: string): Promise<string> {
  return asked(question, true)
}

/**
 * A secret from a file, or from the terminal.
 * @param path `-` is stdin; undefined asks
 */
export async function secretFrom(path: string | undefined, question: string): Promise<string> {
  if (path === undefined) return askHidden(question)
  return Buffer.from(await readSmall(path, 65_536))
    .toString("utf8")
    .replace(/\r?\n$/, "")
}

async function asked(question: string, hidden: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CliError("usage", "this is asked on a terminal, and there is none", "give it in a file")
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  })
  process.stderr.write(`${question}: `) // only now: from here on the terminal no longer shows what is typed
  try {
    return await new Promise<string>((done, fail) => {
      lines.once("line", done)
      lines.once("close", () => fail(new CliError("usage", "nothing was typed")))
    })
  } finally {
    lines.close()
    if (hidden) process.stderr.write("\n")
  }
}
