// `cairn serve`: runs the server of a data folder until it is told to stop. The environment is read here and nowhere else.
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type LogEvent, type Running, startNode } from "../node.ts"
import { parseProxies } from "../server/address.ts"
import { CliError } from "./errors.ts"

const CLIENT = join(import.meta.dirname, "../../dist/client")

/** Where a server runs, from options and environment. */
export interface Serving {
  readonly data: string
  readonly port: number
}

/** @returns the exit status, once it was stopped */
export async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { data: { type: "string" }, port: { type: "string" } } })
  const running = await begin({
    data: values.data ?? dataFolder(),
    port: portOf(values.port ?? process.env.PORT),
  })
  process.stdout.write(`cairn: listening on ${running.url}\n`)
  await stopped(running)
  return 0
}

/** `CAIRN_DATA`, or `data`. */
export function dataFolder(): string {
  return process.env.CAIRN_DATA ?? "data"
}

/** @throws {CliError} `usage` */
export function portOf(text = "8080"): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65535) return port
  throw new CliError("usage", "a port is a number up to 65535")
}

/** Starts it; what goes wrong on the way is told in the command line's words. */
export async function begin({ data, port }: Serving): Promise<Running> {
  const { HOST, CAIRN_PROXY, CAIRN_CLOCK, CAIRN_HEAD, CAIRN_PUBLIC_URLS } = process.env
  const urls = CAIRN_PUBLIC_URLS?.split(/[\s,]+/).filter((url) => url !== "")
  try {
    return await startNode({
      data,
      client: CLIENT,
      host: HOST || "127.0.0.1",
      port,
      proxy: parseProxies(CAIRN_PROXY),
      clock: CAIRN_CLOCK,
      head: CAIRN_HEAD,
      publicUrls: urls,
      log,
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EADDRINUSE")
      throw new CliError("network", `port ${port} is in use`, "choose another with --port")
    if (code === "EACCES" || code === "EADDRNOTAVAIL")
      throw new CliError("network", `may not listen there: ${code}`)
    throw storeTrouble(error, data)
  }
}

/** What a store says when it cannot open, as the command line says it. */
export function storeTrouble(error: unknown, data: string): unknown {
  const { code } = error as { code?: unknown }
  if (code === "busy")
    return new CliError("busy", `another process has ${data}`, "stop it first; one folder has one process")
  if (code === "storage-full") return new CliError("storage-full", "no room left on the disk")
  if (code === "database-missing")
    return new CliError(
      "file",
      `${data} holds accounts, and its database is gone`,
      "restore it from a backup",
    )
  if (code === "database-older")
    return new CliError(
      "database-older",
      `${data} holds accounts that came after its database`,
      "put the newer database back; nothing was touched",
    )
  return error
}

/** Waits for SIGTERM or SIGINT, then for the requests in flight. */
export async function stopped(running: Running): Promise<void> {
  await signalled()
  await running.close()
}

/** Waits for SIGTERM or SIGINT. */
export async function signalled(): Promise<void> {
  // Listeners stay: a launcher and a terminal may each pass the same signal on, and the second must not kill.
  await new Promise<void>((done) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => done())
  })
}

function log(event: LogEvent): void {
  process.stderr.write(`${JSON.stringify(event)}\n`)
}
