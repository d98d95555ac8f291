// A bad line: a TCP proxy that cuts every connection after so many bytes went up, as often as it is told, and can be slow.

import type { AddressInfo } from "node:net"
import { connect, createServer, type Socket } from "node:net"

export interface Line {
  readonly url: string
  /** Cuts made so far. */
  readonly cuts: () => number
  /** Bytes so far, both ways. */
  readonly carried: () => number
  /** From now on, as {@link Faults.cutAfter}. */
  cutAfter(bytes: readonly number[]): void
  /** Refuses every new connection, and cuts those that stand, until mended. */
  break(): void
  mend(): void
  close(): Promise<void>
}

/** What is wrong with a line. */
export interface Faults {
  /** Cut when so many bytes went up since the last cut, one after another. */
  readonly cutAfter?: readonly number[]
  /** Bytes a second, each way, for all connections together; as much as there is by default. */
  readonly speed?: number
  /** Milliseconds on the way, each way; none by default. */
  readonly delay?: number
}

/** One direction of a line, which all connections share in turns, as they do a radio's. */
interface Lane {
  /** @param deliver is given the bytes piece by piece, each when the line has carried it */
  carry(from: Socket, bytes: Buffer, deliver: (piece: Buffer, last: boolean) => void): void
}

const PIECE = 1400 // bytes: about a packet

function startLane(speed: number | undefined): Lane {
  if (speed === undefined) return { carry: (_, bytes, deliver) => deliver(bytes, true) }
  type Load = { bytes: Buffer; readonly deliver: (piece: Buffer, last: boolean) => void }
  const waiting = new Map<Socket, Load>() // in turns: whoever was served stands last
  let busy = false
  const next = (): void => {
    const [from, load] = waiting.entries().next().value ?? []
    busy = load !== undefined
    if (from === undefined || load === undefined) return
    const piece = load.bytes.subarray(0, PIECE)
    load.bytes = load.bytes.subarray(piece.length)
    waiting.delete(from)
    waiting.set(from, load)
    const carried = (): void => {
      const last = load.bytes.length === 0
      if (last) waiting.delete(from)
      load.deliver(piece, last)
      next()
    }
    setTimeout(carried, (1000 * piece.length) / speed)
  }
  return {
    carry(from, bytes, deliver) {
      const load = waiting.get(from)
      if (load === undefined) waiting.set(from, { bytes, deliver })
      else load.bytes = Buffer.concat([load.bytes, bytes])
      if (!busy) next()
    },
  }
}

export async function startLine(port: number, faults: Faults = {}): Promise<Line> {
  const sockets = new Set<Socket>()
  const due = [...(faults.cutAfter ?? [])]
  let [up, carried, cuts, broken] = [0, 0, 0, false]
  const lanes = { up: startLane(faults.speed), down: startLane(faults.speed) }
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
    sockets.clear()
  }
  const server = createServer((near) => {
    if (broken) return near.resetAndDestroy()
    const far = connect(port, "127.0.0.1")
    if (faults.delay !== undefined) {
      near.pause() // until both have greeted each other over such a line
      setTimeout(() => near.resume(), 2 * faults.delay)
    }
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
      socket.on("end", () => setTimeout(() => other.end(), faults.delay ?? 0))
      socket.on("drain", () => other.resume())
    }
    const pass = (lane: Lane, from: Socket, to: Socket, chunk: Buffer): void => {
      if (to.destroyed) return
      carried += chunk.length
      from.pause()
      lane.carry(from, chunk, (bytes, last) => {
        const write = (): boolean => to.destroyed || to.write(bytes)
        if (faults.delay !== undefined) setTimeout(write, faults.delay)
        else if (!write()) return // goes on when it is drained
        if (last) from.resume()
      })
    }
    near.on("data", (chunk) => {
      up += chunk.length
      pass(lanes.up, near, far, chunk)
      if (due[0] === undefined || up < due[0]) return
      due.shift()
      up = 0
      cuts++
      cut()
    })
    far.on("data", (chunk) => pass(lanes.down, far, near, chunk))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    carried: () => carried,
    cutAfter(bytes) {
      up = 0
      due.push(...bytes)
    },
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
