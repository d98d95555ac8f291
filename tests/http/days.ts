// A world over days: one data folder, and a server of it that is stopped and started with a later clock. The log goes on by a
// batch at each start, as it does after a night; nothing waits for a timer.
import { afterEach } from "vitest"
import { addDays } from "../../src/core/day.ts"
import type { Signer } from "../../src/core/note/vkey.ts"
import type { OrganisationPlan } from "../../src/custody/organisation.ts"
import { TODAY } from "../fixtures/account.ts"
import {
  type Asking,
  ask,
  newWorld,
  noonOf,
  type Running,
  type ServerOptions,
  type Target,
  type World,
} from "./world.ts"

const OPEN: { close(): Promise<void> }[] = []

/** To be called once in a `describe`: whatever a test left open is closed after it. */
export function closing(): void {
  afterEach(async () => {
    for (const one of OPEN.splice(0)) await one.close()
  })
}

export class Days {
  day = TODAY
  running: Running | undefined
  readonly world: World
  readonly #target: Target
  readonly #options: ServerOptions

  constructor(target: Target, world: World, options: ServerOptions) {
    this.#target = target
    this.world = world
    this.#options = options
  }

  static async begin(
    target: Target,
    options: ServerOptions = {},
    plan: Partial<OrganisationPlan> = {},
  ): Promise<Days> {
    const days = new Days(target, await newWorld(plan), options)
    OPEN.push({
      close: async () => {
        await days.stop()
        days.world.remove()
      },
    })
    await days.start()
    return days
  }

  get url(): string {
    return (this.running as Running).url
  }

  async start(): Promise<void> {
    this.running = await this.#target.start(this.world.data, {
      ...this.#options,
      clock: `${this.day}T12:00:00Z`,
    })
  }

  async stop(): Promise<void> {
    await this.running?.stop()
    this.running = undefined
  }

  /** Goes `n` days on, a night at a time, and waits for each batch. */
  async pass(n: number): Promise<void> {
    for (let i = 0; i < n; i++) {
      const before = await this.size()
      await this.stop()
      this.day = addDays(this.day, 1)
      await this.start()
      while ((await this.size()) === before) await new Promise((done) => setTimeout(done, 10))
    }
  }

  async size(): Promise<number> {
    return (await (await fetch(`${this.url}/health`)).json()).size
  }

  ask(path: string, signer: Signer, asking: Asking = {}): Promise<Response> {
    return ask(this.url, path, signer, { at: noonOf(this.day), ...asking })
  }
}
