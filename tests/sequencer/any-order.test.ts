// src/sequencer: whatever is accepted, in whatever order, and wherever the process dies: it is in the log once, in order, within
// its promise, and nothing else is. CAIRN_LONG=1 tries longer.
import fc from "fast-check"
import { expect, test } from "vitest"
import { rebuild } from "../../src/cli/rebuild.ts"
import { equal, fromHex } from "../../src/core/bytes.ts"
import { addDays } from "../../src/core/day.ts"
import { peekCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { treeRoot } from "../../src/core/tlog/merkle.ts"
import { createSequencer, type Sequencer } from "../../src/sequencer/sequencer.ts"
import { POLICY_SHA256 } from "../auditor/keys.ts"
import { WorldAuditor } from "../auditor/store-source.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { Crash, dying } from "./crash.ts"
import { type Desk, deskOf, newPerson, type Person, promisedDay, say, state } from "./people.ts"
import { ofType, readLog } from "./reading.ts"
import { changeCharter, newLogKey, newWorld, reopened, sequencerOf, type World } from "./world.ts"

const LONG = process.env.CAIRN_LONG === "1"
const RUNS = Number(process.env.RUNS ?? 0) || (LONG ? 1000 : 200)
// A folder takes a while to make, so some runs share one, with new people: the log goes on. Alone when run long.
const RUNS_IN_ONE = LONG ? 1 : 10
const PEOPLE = 5

// Where somebody stands decides what "next" can be; the others are refused, but for withdrawals, which never are.
const STATEMENTS = [
  ...["next", "next", "next", "next", "used", "imported", "any", "forked withdrawal"],
  ...["skipped", "unsigned", "foreign", "early"],
] as const
const EVENTS = [
  ...["day", "day", "integrate", "restart", "two at once", "witness", "charter", "log key", "seen"],
] as const
const ACTIONS = ["given", "added", "amended", "withdrawn", "reinstated"] as const

const shared = { who: fc.nat(PEOPLE - 1), n: fc.nat(10_000) }
const steps = fc
  .record({
    statements: fc.array(fc.record({ what: fc.constantFrom(...STATEMENTS), ...shared }), {
      minLength: 50,
      maxLength: LONG ? 200 : 55,
    }),
    events: fc.array(fc.record({ what: fc.constantFrom(...EVENTS), at: fc.nat(50), ...shared }), {
      minLength: 5,
      maxLength: 8,
    }),
  })
  .map(({ statements, events }): Step[] =>
    statements.flatMap((one, i) => [one, ...events.filter(({ at }) => at === i)]),
  )
type Step = {
  readonly what: (typeof STATEMENTS)[number] | (typeof EVENTS)[number]
  readonly who: number
  readonly n: number
}

/** Something accepted: whose order it must keep, and by when it was promised. */
interface Accepted {
  readonly leaf: string
  readonly subject: string
  readonly console: string | undefined
  readonly by: string
}

class Run {
  readonly world: World
  sequencer: Sequencer
  readonly people: readonly Person[]
  readonly desks: readonly Desk[]
  readonly auditor: WorldAuditor
  readonly accepted: Accepted[] = []
  readonly published: Uint8Array[] = []
  from = 1 // leaves that an earlier run left
  refused = 0
  erasures = 0
  crashes = 0

  constructor(
    world: World,
    sequencer: Sequencer,
    people: readonly Person[],
    desks: readonly Desk[],
    auditor: WorldAuditor,
  ) {
    this.auditor = auditor
    this.world = world
    this.sequencer = sequencer
    this.people = people
    this.desks = desks
  }

  async do({ what, who, n }: Step): Promise<void> {
    const { world, sequencer } = this
    const person = this.people[who] as Person
    const other = this.people[(who + 1) % PEOPLE] as Person
    switch (what) {
      case "next": {
        const { head, withdrawal, erased } = await world.store.standing(person.subject)
        const may =
          head === null
            ? (["given"] as const)
            : erased
              ? (["withdrawn"] as const)
              : withdrawal === null
                ? (["added", "amended", "amended", "withdrawn"] as const)
                : (["reinstated", "reinstated", "withdrawn"] as const)
        const action = may[n % may.length] as (typeof ACTIONS)[number]
        const now = action === "withdrawn" && n % 5 === 0
        return this.take(person, await say(world, sequencer, person, action, { now }))
      }
      case "any": {
        const action = ACTIONS[n % ACTIONS.length] as (typeof ACTIONS)[number]
        return this.take(person, await say(world, sequencer, person, action))
      }
      case "forked withdrawal":
        return this.take(
          person,
          await say(world, sequencer, person, "withdrawn", { over: { seq: n, prev: "ab".repeat(32) } }),
        )
      case "skipped":
        return this.refuse(await say(world, sequencer, person, "amended", { over: { seq: 1000 + n } }))
      case "unsigned":
        return this.refuse(await say(world, sequencer, person, "withdrawn", { by: other.signer }))
      case "foreign": {
        const [held] = await world.store.holdings("", 1)
        if (held === undefined) return
        const over = { content: { root: held.root, size: held.size } }
        return this.refuse(await say(world, sequencer, other, "added", { over }))
      }
      case "early": {
        const day = addDays(await sequencer.day(), 2)
        return this.refuse(await say(world, sequencer, person, "amended", { over: { day } }))
      }
      case "used":
      case "imported":
        return this.stated(n % 2, person, what)
      case "day":
        world.clocks.days(1)
        return this.integrate(n)
      case "integrate":
        return this.integrate(n)
      case "restart":
        await reopened(world)
        this.sequencer = await sequencerOf(world)
        return
      case "two at once": {
        const second = await sequencerOf(world)
        await Promise.all([sequencer.integrate(), second.integrate()])
        return this.keep()
      }
      case "witness": {
        const [one] = world.witnesses
        if (one !== undefined) one.down = n % 3 === 0
        return
      }
      case "charter":
        if (n % 4 === 0) await changeCharter(world, sequencer, { erasureDays: 2 + (n % 3) })
        return
      case "log key":
        if (n % 6 === 0) await changeCharter(world, sequencer, { log: await newLogKey(world) })
        return
      case "seen":
        return sequencer.seen((await sequencer.head()).checkpoint)
    }
  }

  // Dies at a random call, now and then; a fresh sequencer on the same folder then finishes.
  async integrate(n: number): Promise<void> {
    const { setting } = dying(this.world, n % 60, n % 7 < 3)
    try {
      const doomed = await createSequencer(setting)
      await doomed.integrate()
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      this.crashes++
      if (n % 16 === 0) await reopened(this.world)
    }
    this.sequencer = await sequencerOf(this.world)
    await this.sequencer.integrate()
    await this.keep()
  }

  async keep(): Promise<void> {
    this.published.push((await this.sequencer.head()).checkpoint)
  }

  async take(person: Person, taken: Awaited<ReturnType<typeof say>>): Promise<void> {
    if (typeof taken === "string") this.refused++
    else await this.accept(taken, person.subject, undefined)
  }

  refuse(taken: Awaited<ReturnType<typeof say>>): void {
    expect(typeof taken).toBe("string")
    this.refused++
  }

  async stated(n: number, { subject }: Person, action: "used" | "imported"): Promise<void> {
    const { head } = await this.world.store.standing(subject)
    const desk = this.desks[n] as Desk
    if (head === null) return
    // An import is of a container; she gave the first with her first statement.
    const [first] = await this.world.store.statementsOf(subject)
    const consent = action === "imported" ? (first?.leaf as string) : head.leaf
    const stated = await state(this.world, this.sequencer, desk, subject, action, consent)
    if (typeof stated === "string") this.refused++
    else await this.accept(stated, subject, desk.key.vkey)
  }

  async accept(
    { leaf, promise }: { leaf: string; promise: Uint8Array | null },
    subject: string,
    console: string | undefined,
  ): Promise<void> {
    const by = await promisedDay(this.world, promise as Uint8Array)
    this.accepted.push({ leaf, subject, console, by })
  }

  async check(): Promise<void> {
    const { world, accepted } = this
    for (const one of world.witnesses) one.down = false
    world.clocks.days(1)
    await this.integrate(59)
    expect(await world.store.waiting(10)).toEqual([])
    const log = await readLog(world.store, this.from)
    const at = new Map(log.leaves.map(({ hash, index }) => [hash, index]))
    expect(at.size).toBe(log.leaves.length)

    const mine = log.leaves.filter(
      ({ leaf: { type }, index }) => index >= this.from && (type === "consent" || type === "custody"),
    )
    expect(mine.map(({ hash }) => hash).sort()).toEqual(accepted.map(({ leaf }) => leaf).sort())
    const places = accepted.map((one) => ({ ...one, index: at.get(one.leaf) as number }))
    for (const key of ["subject", "console"] as const) {
      for (const chain of Map.groupBy(places, (one) => one[key]).values()) {
        const indexes = chain.map(({ index }) => index)
        if (chain[0]?.[key] !== undefined) expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
      }
    }

    const days: string[] = []
    for (const { leaf } of log.leaves) days.push(leaf.type === "tick" ? leaf.body.day : (days.at(-1) ?? ""))
    expect(days).toEqual(days.toSorted())
    for (const { index, by } of places) expect((days[index] as string) <= by).toBe(true)

    const withdrawals = new Map(
      ofType(log, "consent").map(({ hash, index, leaf }) => [hash, { index, leaf }]),
    )
    for (const { index, leaf } of ofType(log, "erasure")) {
      if (index >= this.from) this.erasures++
      const because = withdrawals.get(leaf.body.consent)
      expect(because?.leaf.body.subject).toBe(leaf.body.subject)
      expect(because?.index).toBeLessThan(index)
      if (leaf.body.reason === "imported") continue
      expect(because?.leaf.body.action).toBe("withdrawn")
      const cooled = because?.leaf.body.erase === "now" ? 0 : 2
      const day = addDays(days[because?.index as number] as string, cooled)
      expect((days[index] as string) >= day).toBe(true)
    }

    const hashes = log.leaves.map(({ hash }) => fromHex(hash))
    for (const checkpoint of this.published) {
      const { size, root } = peekCheckpoint(checkpoint)
      expect((size - 1) % 8).toBe(0)
      expect(equal(treeRoot(hashes.slice(0, size)), root)).toBe(true)
    }
    expect(await this.auditor.findings()).toEqual([])
  }
}

/** Made again from the log and what waits, every table is what it was: nothing in it depends on how things came. */
async function rebuilt(world: World | undefined): Promise<void> {
  if (world === undefined) return
  const { changed, statements } = await rebuild(world.store, ORIGIN)
  expect(statements).toBeGreaterThan(0)
  expect(changed).toBe(false)
  await world.store.close()
}

test(`${RUNS} runs: accepted once, in order, in time; nothing else`, { timeout: 3_600_000 }, async () => {
  const counts = { accepted: 0, refused: 0, crashes: 0, erasures: 0, leaves: 0 }
  let world: World | undefined
  let desks: readonly Desk[] = []
  let auditor: WorldAuditor | undefined
  let inOne = 0
  const worldFor = async (): Promise<World> => {
    if (world !== undefined && inOne++ % RUNS_IN_ONE !== 0) return world
    await rebuilt(world)
    const made = await newWorld({ witnesses: 1, over: { policy: { sha256: POLICY_SHA256 } } })
    desks = made.consoles.map((key) => deskOf(key))
    auditor = new WorldAuditor(made)
    world = made
    return made
  }
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const here = await worldFor()
      const people = await Promise.all(Array.from({ length: PEOPLE }, newPerson))
      const run = new Run(here, await sequencerOf(here), people, desks, auditor as WorldAuditor)
      run.from = (await run.sequencer.head()).size
      try {
        for (const one of all) await run.do(one)
        await run.check()
      } catch (error) {
        await here.store.close()
        world = undefined
        throw error
      }
      counts.accepted += run.accepted.length
      counts.refused += run.refused
      counts.crashes += run.crashes
      counts.erasures += run.erasures
      counts.leaves += (await run.sequencer.head()).size - run.from
    }),
    { numRuns: RUNS, endOnFailure: !LONG },
  )
  await rebuilt(world)
  console.log(`any order: ${JSON.stringify(counts)}`)
})
