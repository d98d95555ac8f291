// The load generator: a process of its own that sends packages to a server, so many at a time over lines that stay open,
// and tells how long each took. Its work is part of what is measured: it runs on the same cores.
import { readFile } from "node:fs/promises"
import { Agent, request } from "node:http"
import { join } from "node:path"

/** What it is told to do. */
export interface LoadPlan {
  readonly url: string
  readonly folder: string
  readonly from: number
  readonly to: number
  readonly clients: number
}

/** What it found: milliseconds of each request and the answers, in the order of the packages. */
export interface Load {
  readonly seconds: number
  readonly times: readonly number[]
  readonly answers: readonly string[]
  /** Milliseconds of a core that sending took, in all. */
  readonly cpu: number
}

if (process.argv[2] !== undefined) {
  const found = await load(JSON.parse(process.argv[2]))
  process.stdout.write(JSON.stringify(found))
}

async function load({ url, folder, from, to, clients }: LoadPlan): Promise<Load> {
  const names = Array.from({ length: to - from }, (_, i) => join(folder, `${from + i}.cairn`))
  const packages = await Promise.all(names.map((name) => readFile(name)))
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const times: number[] = []
  const answers: string[] = []
  let next = 0
  const begun = performance.now()
  const used = process.cpuUsage()
  const client = async (): Promise<void> => {
    for (let n = next++; n < packages.length; n = next++) {
      const before = performance.now()
      answers[n] = await post(url, packages[n] as Buffer, agent)
      times[n] = performance.now() - before
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(used)
  agent.destroy()
  return { seconds, times, answers, cpu: (user + system) / 1000 }
}

function post(url: string, body: Buffer, agent: Agent): Promise<string> {
  return new Promise((done, fail) => {
    const headers = { "content-type": "application/x-tar", "content-length": body.length }
    const asked = request(`${url}/submissions`, { method: "POST", agent, headers }, (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        text += chunk
      })
      response.on("error", fail)
      response.on("end", () => {
        if (response.statusCode === 201) done(text)
        else fail(new Error(`answered ${response.statusCode}: ${text}`))
      })
    })
    asked.on("error", fail)
    asked.end(body)
  })
}
