// A TCP proxy that writes down everything that goes through it, each direction of each connection into a file of its own.
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs"
import type { AddressInfo } from "node:net"
import { connect, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { finished } from "node:stream/promises"

export interface RecordedLine {
  readonly url: string
  readonly port: number
  /** Cuts what stands, and resolves when everything is written down. */
  close(): Promise<void>
}

/** @param folder is made; it then holds `<n>.up` and `<n>.down` */
export async function recordLine(to: number, folder: string): Promise<RecordedLine> {
  mkdirSync(folder)
  const sockets = new Set<Socket>()
  const written: Promise<void>[] = []
  let connections = 0
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1")
    const n = connections++
    for (const [from, other, way] of [
      [near, far, "up"],
      [far, near, "down"],
    ] as const) {
      const tape: WriteStream = createWriteStream(join(folder, `${n}.${way}`))
      written.push(finished(tape))
      sockets.add(from)
      from.on("data", (chunk) => {
        tape.write(chunk)
        if (!other.write(chunk)) from.pause()
      })
      other.on("drain", () => from.resume())
      from.on("end", () => other.end())
      from.on("error", () => {})
      from.on("close", () => {
        sockets.delete(from)
        tape.end()
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
      await Promise.all(written)
    },
  }
}
