// A preload that leaks on purpose (`node --import`): it stands for a careless line of code in the server or the command
// line, so that a test can see the search find it. CAIRN_LEAKS names a file: `[{"where", "bytes": <base64>, "to"?}]`.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { ServerResponse } from "node:http"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

interface Leak {
  readonly where:
    | "stdout"
    | "stderr"
    | "file"
    | "temporary"
    | "removed"
    | "header"
    | "body"
    | "raw-header"
    | "answer"
  readonly bytes: string
  /** `file`: its path. `header`, `raw-header`, `body`: the server. */
  readonly to?: string
}

const leaks = JSON.parse(readFileSync(process.env.CAIRN_LEAKS ?? "", "utf8")) as Leak[]
for (const [n, { where, bytes, to = "" }] of leaks.entries()) {
  const leaked = Buffer.from(bytes, "base64")
  if (where === "stdout" || where === "stderr")
    process[where].write(Buffer.concat([leaked, Buffer.from("\n")]))
  if (where === "file") appendFileSync(to, leaked)
  if (where === "temporary") writeFileSync(join(tmpdir(), `leak-${n}`), leaked)
  if (where === "removed") {
    const path = join(tmpdir(), `gone-${n}`)
    writeFileSync(path, leaked)
    setTimeout(() => rmSync(path), 200)
  }
  if (where === "raw-header") rawHeader(to, leaked)
}

// As a wrapper would: along with what the program itself asks for.
const { fetch } = globalThis
globalThis.fetch = async (input, init) => {
  const answer = await fetch(input, init)
  for (const leak of leaks.splice(0)) {
    const leaked = Buffer.from(leak.bytes, "base64")
    if (leak.where === "header")
      await fetch(`${leak.to}/health`, { headers: { "x-leak": leaked.toString("latin1") } })
    if (leak.where === "body") await fetch(`${leak.to}/submissions`, { method: "POST", body: leaked })
  }
  return answer
}

const { writeHead } = ServerResponse.prototype
ServerResponse.prototype.writeHead = function (this: ServerResponse, ...given: Parameters<typeof writeHead>) {
  for (const { where, bytes } of leaks)
    if (where === "answer") this.appendHeader("x-leak", Buffer.from(bytes, "base64").toString("latin1"))
  return writeHead.apply(this, given)
} as typeof writeHead

// What no header may hold (a zero byte) still goes over the line, from a program that does not care.
function rawHeader(to: string, leaked: Buffer): void {
  const { hostname, port } = new URL(to)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => {})
  socket.end(
    Buffer.concat([Buffer.from("GET /health HTTP/1.1\r\nX-Leak: "), leaked, Buffer.from("\r\n\r\n")]),
  )
}
