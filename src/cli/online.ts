// The command line's line to a server: Node's fetch and clock, and its words for a line that fails. The one place where
// commands that need the network get it.
import { setTimeout } from "node:timers/promises"
import { AddressError, serverAddress } from "../courier/address.ts"
import { type Line, LineError } from "../courier/line.ts"
import { CliError } from "./errors.ts"

const SILENCE_MS = 60_000

/** @throws {CliError} `usage` for an address that is none */
export function lineTo(address: string): Line {
  try {
    return {
      base: serverAddress(address),
      fetch,
      now: () => Date.now(),
      pause: (milliseconds) => setTimeout(milliseconds),
      silenceMs: SILENCE_MS,
    }
  } catch (cause) {
    if (!(cause instanceof AddressError)) throw cause
    throw new CliError("usage", "an address is https:// and a name, without a path", "cairn --help", {
      cause,
    })
  }
}

/** Runs what needs the network; a line that failed is trouble (exit status 2), what the server refused is not. */
export async function online<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof LineError)) throw cause
    const detail = cause.message.slice(cause.code.length + 2)
    throw new CliError("network", detail, "check the address and the connection, then run it again", {
      cause,
    })
  }
}
