// A process that dies: every call that a sequencer makes outside itself, to its store, to a witness, to the head outside, is
// counted, and the one that is named does not happen, or happens and is never answered. Nothing works after that.
import type { SequencerSetting } from "../../src/sequencer/setting.ts"
import { settingOf, type World } from "./world.ts"

export class Crash extends Error {}

export interface Dying {
  readonly setting: SequencerSetting
  /** Calls that were made. */
  readonly calls: string[]
}

/**
 * @param at the number, from 0, of the call that it dies at
 * @param late whether the call itself still happens
 */
export function dying(world: World, at: number, late: boolean): Dying {
  const calls: string[] = []
  const counted =
    <Args extends unknown[], T>(name: string, call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      const n = calls.push(name) - 1
      if (n > at || (n === at && !late)) throw new Crash(name)
      const result = await call(...args)
      if (n === at) throw new Crash(name)
      return result
    }
  const plain = settingOf(world)
  const store = new Proxy(plain.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      return typeof value === "function" ? counted(String(name), value.bind(target) as never) : value
    },
  })
  const { outside } = world
  return {
    calls,
    setting: {
      ...plain,
      store,
      outside: {
        read: counted("outside.read", outside.read),
        write: counted("outside.write", outside.write),
      },
      witness: counted("witness", plain.witness),
    },
  }
}
