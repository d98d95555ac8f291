// src/sequencer: witnesses that cosign, are down, lie or never end; and what a quorum that is not met does to the log.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import type { Signer } from "../../src/core/note/vkey.ts"
import { peekCheckpoint, signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { requireQuorum } from "../../src/core/tlog/cosignature.ts"
import { encodeAddCheckpoint } from "../../src/core/tlog/witness.ts"
import { witnessLine } from "../../src/host/witness-line.ts"
import type { WitnessLine } from "../../src/sequencer/setting.ts"
import { newPerson, promisedDay, said } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { lineOf, newWorld, ORIGIN, sequencerOf, settingOf, type World } from "./world.ts"

const outcomes = (world: World): string[] =>
  world.events.flatMap((one) => (one.event === "witness" ? [one.outcome] : []))
const cosigned = async (world: World): Promise<number> =>
  (
    await requireQuorum(
      (
        await world.store.head()
      )?.checkpoint as Uint8Array,
      world.made.charter.body.witnesses,
      0,
    )
  ).length

test("all are asked; one that is down does not hold up a quorum of the others, and catches up", async () => {
  const world = await newWorld({ witnesses: 3, over: { witnessQuorum: 2 } })
  const [, , third] = world.witnesses
  if (third !== undefined) third.down = true
  const sequencer = await sequencerOf(world)
  expect((await sequencer.integrate()).published).toBe(true)
  expect(await cosigned(world)).toBe(2)
  if (third !== undefined) third.down = false
  await sequencer.integrate()
  await sequencer.integrate()
  expect(await cosigned(world)).toBe(3)
  await readLog(world.store)
})

test("a quorum that is not met moves no head, and the next run tries again with the same order", async () => {
  const world = await newWorld({ witnesses: 2 })
  const [first] = world.witnesses
  if (first !== undefined) first.down = true
  const sequencer = await sequencerOf(world)
  const { leaf, promise } = await said(world, sequencer, await newPerson(), "given")
  world.clocks.days(1)
  expect(await sequencer.integrate()).toMatchObject({ from: 1, size: 1, statements: 1, published: false })
  expect(world.events).toContainEqual({ event: "quorum-missed", cosigned: 1, quorum: 2 })
  const head = await sequencer.head()
  expect(head).toMatchObject({ size: 1, placed: 9 })
  const position = await world.store.positionOf(leaf)
  // Whoever carries what the served log does not say hears of it all the same: it may be a withdrawal.
  expect((await world.store.pending("", 10)).map((one) => [one.leaf, one.promise])).toEqual([[leaf, promise]])
  // The same day again: nothing is placed on top, however often it runs.
  expect(await sequencer.integrate()).toMatchObject({ size: 1, statements: 0, published: false })
  expect((await sequencer.head()).placed).toBe(9)
  if (first !== undefined) first.down = false
  await sequencer.resume()
  expect(await sequencer.head()).toMatchObject({ size: 9, placed: 9 })
  expect(await world.store.positionOf(leaf)).toBe(position)
  const log = await readLog(world.store)
  expect(log.leaves[position as number]?.hash).toBe(leaf)
  expect(await promisedDay(world, promise as Uint8Array)).toBe("2026-11-23")
})

test("while witnesses are away the days go on, so that erasing does not stall; then all of it is published", async () => {
  const world = await newWorld({ witnesses: 1 })
  const [only] = world.witnesses
  const sequencer = await sequencerOf(world)
  const ana = await newPerson()
  await said(world, sequencer, ana, "given")
  await said(world, sequencer, ana, "withdrawn")
  if (only !== undefined) only.down = true
  const erased: number[] = []
  for (let day = 1; day <= 5; day++) {
    world.clocks.days(1)
    erased.push((await sequencer.integrate()).erased)
  }
  expect(erased).toEqual([0, 0, 0, 1, 0])
  expect(await sequencer.head()).toMatchObject({ size: 1, placed: 41 })
  if (only !== undefined) only.down = false
  const { published } = await sequencer.integrate()
  expect(published).toBe(true)
  expect((await sequencer.head()).size).toBe(49)
  expect(ofType(await readLog(world.store), "erasure").length).toBe(1)
})

test("a witness whose tree is elsewhere is asked once more from there, and no more than once", async () => {
  const world = await newWorld({ witnesses: 1 })
  const asked: string[] = []
  const plain = lineOf(world.witnesses)
  const counting: WitnessLine = (url, body) => {
    asked.push(new TextDecoder().decode(body).split("\n")[0] as string)
    return plain(url, body)
  }
  await (await sequencerOf(world, { witness: counting })).integrate()
  expect(asked).toEqual(["old 1", "old 0"]) // init's tree was not cosigned
  asked.length = 0
  const restless: WitnessLine = async (_url, body) => {
    asked.push(new TextDecoder().decode(body).split("\n")[0] as string)
    return { status: 409, body: utf8(`${asked.length}\n`) }
  }
  const { published } = await (await sequencerOf(world, { witness: restless })).integrate()
  expect(published).toBe(false)
  expect(asked).toEqual(["old 9", "old 1"])
  expect(outcomes(world)).toEqual(["witness-refused"])
})

// What each lie is, and what is said of it. Beside it stands an honest one, whose line alone is taken.
const LIES: Readonly<
  Record<
    string,
    [lie: (world: World, honest: WitnessLine, heard: ReturnType<WitnessLine>) => WitnessLine, outcome: string]
  >
> = {
  "another checkpoint's cosignature": [
    (world, honest) => async (url, body) => {
      const [log] = [...world.keys.values()] as [Signer]
      const checkpoint = await signCheckpoint(
        { origin: ORIGIN, size: 1, root: new Uint8Array(32).fill(7) },
        log,
      )
      world.witnesses[1]?.kept.clear()
      void body
      return honest(url, encodeAddCheckpoint({ old: 0, proof: [], checkpoint }))
    },
    "cosignature",
  ],
  "the other witness's line": [
    (world) => async (_url, body) =>
      lineOf(world.witnesses)(`${world.witnesses[0]?.url}/add-checkpoint`, body),
    "cosignature", // it has signed this tree before, and does so again
  ],
  "what the other witness has just said": [(_world, _honest, heard) => () => heard, "cosignature"],
  "a signature that is none": [
    (world) => async () => ({
      status: 200,
      body: utf8(`— ${world.witnesses[1]?.vkey.split("+")[0]} ${Buffer.alloc(76, 5).toString("base64")}\n`),
    }),
    "cosignature",
  ],
  "an empty answer": [() => async () => ({ status: 200, body: new Uint8Array(0) }), "note-malformed"],
  "bytes that are no text": [() => async () => ({ status: 200, body: new Uint8Array(99).fill(255) }), "utf8"],
  "a larger tree": [() => async () => ({ status: 409, body: utf8("99999\n") }), "witness-ahead"],
  "a size that is none": [() => async () => ({ status: 409, body: utf8("-1\n") }), "witness-refused"],
  "no answer": [
    () => async () => {
      throw new Error("no route")
    },
    "no answer",
  ],
}

test.each(Object.entries(LIES))("a lying witness is left out: %s", async (_name, [lie, outcome]) => {
  const world = await newWorld({ witnesses: 2, over: { witnessQuorum: 1 } })
  const honest = lineOf(world.witnesses)
  const liar = world.witnesses[1]?.url as string
  // The liar speaks once the honest one has: both are asked at the same time, and the test is not about who is first.
  const heard = Promise.withResolvers<Awaited<ReturnType<WitnessLine>>>()
  const lying = lie(world, honest, heard.promise)
  const witness: WitnessLine = async (url, body) => {
    if (!url.startsWith(liar)) {
      const answer = await honest(url, body)
      if (answer.status === 200) heard.resolve(answer) // 409 comes first: it has not seen this log yet
      return answer
    }
    await heard.promise
    return lying(url, body)
  }
  const sequencer = await sequencerOf(world, { witness })
  expect((await sequencer.integrate()).published).toBe(true)
  expect(await cosigned(world)).toBe(1)
  expect(outcomes(world)).toEqual([outcome])
  expect((await readLog(world.store)).checkpoint.size).toBe(9)
})

test("over HTTP: an answer that does not end, one that does not come, and a redirect are no answers", async () => {
  const world = await newWorld({ witnesses: 1 })
  let behaviour = "endless"
  const server = createServer((request, response) => {
    request.resume()
    if (behaviour === "silent") return
    if (behaviour === "redirect") {
      response.writeHead(307, { location: "/elsewhere" }).end()
      return
    }
    response.writeHead(200)
    const more = (): void => {
      while (response.write("a".repeat(65536)));
      response.once("drain", more)
    }
    response.on("error", () => {})
    more()
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  try {
    const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}/add-checkpoint`
    const line = witnessLine(2000)
    for (behaviour of ["endless", "silent", "redirect"]) {
      const sequencer = await sequencerOf(world, { witness: (_url, body) => line(there, body) })
      expect((await sequencer.integrate()).published).toBe(false)
    }
    expect(outcomes(world)).toEqual(["no answer", "no answer", "no answer"])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test("what a witness cosigned before a crash is taken again: same size, same root", async () => {
  const world = await newWorld({ witnesses: 1 })
  const { store } = world
  const swapless = new Proxy(store, {
    get: (target, name) =>
      name === "replaceHead"
        ? async () => {
            throw new Error("power is gone")
          }
        : (Reflect.get(target, name) as unknown),
  })
  const dying = await sequencerOf(world, { store: swapless })
  await expect(dying.integrate()).rejects.toThrow("power is gone")
  expect(peekCheckpoint([...(world.witnesses[0]?.kept.values() ?? [])][0] as Uint8Array).size).toBe(9)
  const sequencer = await sequencerOf(world)
  expect(await sequencer.head()).toMatchObject({ size: 1, placed: 9 })
  await sequencer.resume()
  expect(await sequencer.head()).toMatchObject({ size: 9, placed: 9 })
  expect(settingOf(world).origin).toBe(ORIGIN)
  await readLog(store)
})
