// The contenders of one platform, ready to be run one at a time, in Node and in a browser alike.
import { type Absent, type Contender, type Direction, noise, sealedBy, time } from "./contender.ts"
import { ours, type Platform } from "./ours.ts"
import { peers } from "./peers.ts"

/** What a platform has to run. Plain data, so that a browser can hand it over. */
export interface Field {
  readonly contenders: readonly Pick<Contender, "name" | "slow" | "max">[]
  readonly absent: readonly Absent[]
  /** The AEAD that ours uses here. */
  readonly aead: string
}

export interface Stand {
  readonly field: Field
  /** One run, in milliseconds. The first of a name and size also seals once before, untimed, to have what to open. */
  run(name: string, size: number, direction: Direction): Promise<number>
}

export async function newStand(platform: Platform): Promise<Stand> {
  const all = [...(await ours(platform)), ...(await peers())]
  const ready = all.filter((one) => "seal" in one)
  const plains = new Map<number, Uint8Array>()
  const sealed = new Map<string, readonly Uint8Array[]>()
  return {
    field: {
      contenders: ready.map(({ name, slow, max }) => ({ name, slow, ...(max && { max }) })),
      absent: all.filter((one) => "reason" in one),
      aead: platform.aead.name,
    },
    async run(name, size, direction) {
      const contender = ready.find((one) => one.name === name)
      if (contender === undefined) throw new Error(`no contender ${name}`)
      const plain = plains.get(size) ?? noise(size)
      plains.set(size, plain)
      const kept = sealed.get(`${name} ${size}`) ?? (await sealedBy(contender, plain))
      sealed.set(`${name} ${size}`, kept)
      return time(contender, direction, plain, kept)
    },
  }
}
