// A bad line: a TCP proxy that cuts every connection after so many bytes went up, as often as it is told, and can be slow.

import type { AddressInfo } from "node:net"
import { connect, createServer, type Socket } from "node:net"

export interface Line {
  readonly url: string
  /** Cuts made so far. */
  readonly cuts: () => number
  /** Bytes so far, both ways. */
  readonly carried: () => number
  /** Refuses every new connection, and cuts those that stand, until mended. */
  break(): void
  mend(): void
  close(): Promise<void>
}

/** What is wrong with a line. */
export interface Faults {
  /** Cut when so many bytes went up since the last cut, one after another. */
  readonly cutAfter?: readonly number[]
  /** Bytes a second, each way; as much as there is by default. */
  readonly speed?: number
  /** Milliseconds on the way, each way; none by default. */
  readonly delay?: number
}

export async function startLine(port: number, faults: Faults = {}): Promise<Line> {
  const sockets = new Set<Socket>()
  const due = [...(faults.cutAfter ?? [])]
  let [up, carried, cuts, broken] = [0, 0, 0, false]

  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
    sockets.clear()
  }
  const server = createServer((near) => {
    if (broken) return near.resetAndDestroy()
    const far = connect(port, "127.0.0.1")
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.on("end", () => other.end())
      socket.on("drain", () => other.resume())
    }
    const pass = (from: Socket, to: Socket, chunk: Buffer): void => {
      if (to.destroyed) return
      carried += chunk.length
      if (faults.delay !== undefined) setTimeout(() => to.destroyed || to.write(chunk), faults.delay)
      else if (!to.write(chunk)) from.pause()
      if (faults.speed === undefined) return
      from.pause()
      setTimeout(() => from.resume(), (1000 * chunk.length) / faults.speed)
    }
    near.on("data", (chunk) => {
      up += chunk.length
      pass(near, far, chunk)
      if (due[0] === undefined || up < due[0]) return
      due.shift()
      up = 0
      cuts++
      cut()
    })
    far.on("data", (chunk) => pass(far, near, chunk))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    carried: () => carried,
    break() {
      broken = true
      cut()
    },
    mend() {
      broken = false
    },
    close: () =>
      new Promise((resolve) => {
        cut()
        server.close(() => resolve())
      }),
  }
}
