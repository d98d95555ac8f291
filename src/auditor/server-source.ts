// An audit's source that is a server (PROTOCOL section 9): every answer bounded, every list ending, nothing believed.
import { fromHex, utf8 } from "../core/bytes.ts"
import { parseCharter } from "../core/charter/charter.ts"
import { PART } from "../core/container/parts.ts"
import { CHARTERS, HASHES, HOLDINGS, PENDING, parseAnswer } from "../core/http/answers.ts"
import { type Address, type Answer, ask, type Role, SourceError } from "./ask.ts"
import type { HeldItem, PendingItem, Source, Stored } from "./source.ts"

const SMALL_MAX = 1024 * 1024
const LIST_MAX = 32 * 1024 * 1024
const TILE_MAX = 256 * 65_537
const RECORD_MAX = 16 * 1024 * 1024
const MOST_ITEMS = 2_000_000

export function serverSource(address: Address): Source {
  let role: Role | undefined
  const question = (path: string, max: number): Promise<Answer> => ask(address, path, max, role)
  const get = async (path: string, max: number): Promise<Uint8Array> => required(await question(path, max))
  return {
    kind: "server",
    whole: address.signer !== undefined,
    charters: async () => {
      const { charters } = answer(CHARTERS, await get("/charter?after=0", LIST_MAX))
      const notes = charters.map((text) => utf8(text))
      // Whether it is charter 1 is judged before anything that needs a role is asked.
      const { signer } = address
      const origin = originOf(notes[0])
      if (signer !== undefined && origin !== undefined) role = { signer, origin }
      return notes
    },
    policy: () => get("/policy", SMALL_MAX),
    checkpoint: () => get("/log/checkpoint", SMALL_MAX),
    tile: (path) => get(`/log/${path}`, TILE_MAX),
    pending: async () => {
      const items: PendingItem[] = []
      for await (const { leaf, note, promise } of pages(get, "/pending", PENDING, (item) => item.leaf))
        items.push({ leaf, note: utf8(note), promise: promise === null ? null : utf8(promise) })
      return items
    },
    holdings: async () => {
      const items: HeldItem[] = []
      for await (const item of pages(get, "/holdings", HOLDINGS, ({ root }) => root)) items.push(item)
      return items
    },
    record: async (sha256) => optional(await question(`/records/${sha256}`, RECORD_MAX)),
    hashes: (root) =>
      stored(question(`/containers/${root}/hashes`, LIST_MAX), (bytes) =>
        answer(HASHES, bytes).hashes.map(fromHex),
      ),
    part: (root, n) => stored(question(`/containers/${root}/${n}`, PART), (bytes) => bytes),
  }
}

function originOf(note: Uint8Array | undefined): string | undefined {
  try {
    return note && parseCharter(note).origin
  } catch {
    return undefined
  }
}

type Schema<T> = Parameters<typeof parseAnswer<{ items: T[]; next: string | null }>>[0]

// In rising order and with an end: a server that went round in circles would hold the auditor for ever.
async function* pages<T>(
  get: (path: string, max: number) => Promise<Uint8Array>,
  path: string,
  schema: Schema<T>,
  key: (item: T) => string,
): AsyncGenerator<T> {
  let after = ""
  for (let count = 0; ; ) {
    const { items, next } = answer(schema, await get(`${path}?after=${after}`, LIST_MAX))
    for (const item of items) {
      if (key(item) <= after) throw new SourceError("malformed", "a list that is out of order")
      after = key(item)
      yield item
    }
    count += items.length
    if (next === null) return
    if (next !== after || count > MOST_ITEMS) throw new SourceError("malformed", "a list that never ends")
  }
}

function answer<T>(schema: Parameters<typeof parseAnswer<T>>[0], bytes: Uint8Array): T {
  try {
    return parseAnswer(schema, bytes)
  } catch (cause) {
    throw new SourceError("malformed", "an answer that is not what it must be", { cause })
  }
}

async function stored<T>(asked: Promise<Answer>, read: (bytes: Uint8Array) => T): Promise<Stored<T>> {
  const { status, code, bytes } = await asked
  if (status === 200) return { state: "held", value: read(bytes) }
  if (status === 409 && code === "withdrawn") return { state: "withdrawn" }
  if (status === 410) return { state: "erased" }
  if (status === 404) return { state: "unknown" }
  throw new SourceError("refused", `the server refused it (${status})`)
}

function required(found: Answer): Uint8Array {
  if (found.status === 200) return found.bytes
  throw new SourceError("refused", `the server refused it (${found.status})`)
}

function optional(found: Answer): Uint8Array | undefined {
  return found.status === 404 || found.status === 410 ? undefined : required(found)
}
