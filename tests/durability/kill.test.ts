// kill -9 at a random moment of 200 submissions at once, again and again on one data folder and on fresh ones: after each
// start every account that was answered is whole, and nothing is half there. What kill -9 cannot show, that bytes were on
// the disk and not only in the system's memory, sync.test.ts shows.
import { Agent } from "node:http"
import { beforeAll, expect, test } from "vitest"
import { submit } from "./asking.ts"
import { ALL, copyOf, scratch } from "./needs.ts"
import { run, type Serving, serve } from "./process.ts"
import { expectFiles, expectWhole, type Outcome, shown } from "./whole.ts"
import { accounts, newWorld, type Sent, type World } from "./world.ts"

const AT_ONCE = 200
const ROUNDS = ALL ? 10 : 3
const KILLS = 2 // in a round: the second one meets a folder that was killed before
const SEED = 20261121

let world: World
let sample: Sent[]

beforeAll(async () => {
  world = await newWorld(scratch())
  sample = await accounts(world.charter, AT_ONCE)
})

// mulberry32: the moments are the same in every run, the machine's are not.
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Sends all at once and kills the server a little after so many answers. @returns what became of each */
async function sendAndKill(
  server: Serving,
  all: readonly Sent[],
  answers: number,
  after: number,
): Promise<Outcome[]> {
  const agent = new Agent({ keepAlive: true })
  let seen = 0
  const kill = (): void => {
    setTimeout(() => void server.stop("SIGKILL"), after)
  }
  const count = (status: number): void => {
    expect(status).toBe(201)
    if (++seen === answers) kill()
  }
  if (answers === 0) kill()
  const outcomes = await Promise.all(
    all.map(async (sent): Promise<Outcome> => {
      let answered = false
      const told = (status: number): void => {
        answered = true
        count(status)
      }
      const answer = await submit(server.url, sent.package, { agent, seen: told }).catch(() => undefined)
      if (answer?.whole) return { sent, promise: answer.body.toString("utf8") }
      return { sent, promise: answered ? "" : undefined }
    }),
  )
  agent.destroy()
  expect((await server.ended).signal).toBe("SIGKILL")
  return outcomes
}

test(`${ROUNDS * KILLS} kills among ${AT_ONCE} submissions at once`, { timeout: 900_000 }, async () => {
  const random = randomFrom(SEED)
  const told: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const data = copyOf(world.data)
    let known = new Map<string, Outcome>(sample.map((sent) => [sent.leaf, { sent, promise: undefined }]))
    for (let kill = 0; kill < KILLS; kill++) {
      const left = [...known.values()].filter(({ promise }) => promise === undefined)
      const answers = Math.floor(random() * left.length * (kill === 0 ? 0.7 : 0.95))
      const server = await serve(data)
      const outcomes = await sendAndKill(
        server,
        left.map(({ sent }) => sent),
        answers,
        Math.floor(random() * 30),
      )
      known = new Map([...known, ...outcomes.map((one) => [one.sent.leaf, one] as const)])
      const again = await serve(data)
      const there = await expectWhole(again.url, world.courier, [...known.values()])
      const { holdings } = await shown(again.url, world.courier)
      expectFiles(
        data,
        sample.filter(({ root }) => holdings.has(root)),
      )
      const answered = outcomes.filter(({ promise }) => promise !== undefined).length
      told.push(`${answered} of ${left.length} answered, ${there} there`)
      expect((await again.stop()).status).toBe(0)
    }
    const last = await serve(data)
    await Promise.all(
      [...known.values()].map(async ({ sent, promise }) => {
        const answer = await submit(last.url, sent.package)
        expect(answer.status).toBe(201)
        if (promise) expect(answer.body.toString("utf8")).toBe(promise)
      }),
    )
    expect((await last.stop()).status).toBe(0)
    expectFiles(data, sample)
    const fsck = await run(["fsck", "--data", data])
    expect([fsck.status, fsck.stdout]).toEqual([0, `all well: ${data}\n`])
  }
  console.log(`killed ${told.length} times: ${told.join("; ")}`)
})
