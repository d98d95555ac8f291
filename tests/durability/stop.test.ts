// A stop in order: SIGTERM and SIGINT while uploads are on their way. Who was being served gets an answer that holds, who
// comes then is refused, and the process ends with 0.
import { once } from "node:events"
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http"
import { connect } from "node:net"
import { beforeAll, describe, expect, test } from "vitest"
import { ask, submit } from "./asking.ts"
import { copyOf, scratch } from "./needs.ts"
import { run, serve } from "./process.ts"
import { expectFiles, expectWhole } from "./whole.ts"
import { accounts, newWorld, type Sent, type World } from "./world.ts"

let world: World
let sample: Sent[]

beforeAll(async () => {
  world = await newWorld(scratch())
  sample = await accounts(world.charter, 6)
})

interface Half {
  finish(): Promise<{ status: number; promise: string }>
}

/** Sends the first half of a package, and the rest when told. */
async function half(url: string, one: Sent, agent: Agent): Promise<Half> {
  const headers = { "content-type": "application/x-tar", "content-length": one.package.length }
  const asked: ClientRequest = request(`${url}/submissions`, { method: "POST", headers, agent })
  const answer = once(asked, "response") as Promise<[IncomingMessage]>
  const middle = one.package.length >> 1
  await new Promise<void>((done) => asked.write(one.package.subarray(0, middle), () => done()))
  return {
    async finish() {
      asked.end(one.package.subarray(middle))
      const [response] = await answer
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      return { status: response.statusCode as number, promise: Buffer.concat(chunks).toString("utf8") }
    },
  }
}

async function refused(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const outcome = await once(socket, "connect").then(
    () => "connected",
    (error: NodeJS.ErrnoException) => error.code ?? "error",
  )
  socket.destroy()
  return outcome
}

describe.each(["SIGTERM", "SIGINT"] as const)("%s while accounts are being sent", (signal) => {
  test("those are taken, no others, and it ends with 0", async () => {
    const data = copyOf(world.data)
    const server = await serve(data)
    const agent = new Agent({ keepAlive: true })
    const [first, ...rest] = sample as [Sent, ...Sent[]]
    expect((await submit(server.url, first.package, { agent })).status).toBe(201) // leaves a line that is kept open
    const halves = await Promise.all(rest.map((one) => half(server.url, one, agent)))
    await ask(`${server.url}/health`, {}) // answered after their headers were read
    const ended = server.stop(signal)
    while ((await refused(server.url)) === "connected") await new Promise((done) => setTimeout(done, 20))
    expect(await refused(server.url)).toBe("ECONNREFUSED")
    process.kill(server.pid, signal) // a launcher and a terminal may each pass it on: the second must not kill
    await new Promise((done) => setTimeout(done, 300)) // time enough to be cut off, if that is what it does
    const answers = await Promise.all(halves.map((one) => one.finish()))
    expect(answers.map(({ status }) => status)).toEqual(rest.map(() => 201))
    const { status, stderr } = await ended
    expect(status).toBe(0)
    expect(stderr).toContain('{"event":"stop"}')
    agent.destroy()

    expectFiles(data, sample)
    const again = await serve(data)
    const told = answers.map(({ promise }, i) => ({ sent: rest[i] as Sent, promise }))
    expect(await expectWhole(again.url, world.courier, [...told, { sent: first, promise: "" }])).toBe(6)
    expect((await again.stop()).status).toBe(0)
    expect((await run(["fsck", "--data", data])).status).toBe(0)
  })
})
