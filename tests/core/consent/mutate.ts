// Small changes to a JSON value, guided by its JSON Schema so that many stay valid. The same seed makes the same changes.
import { consentSchema } from "./records.ts"

type Schema = { readonly [keyword: string]: unknown }
type Json = { [key: string]: unknown } | unknown[]

/** A place in the value: the object or array it stands in, its key there, and the schema for it. */
interface Site {
  readonly parent: Json
  readonly key: string | number
  readonly value: unknown
  readonly schema: Schema
}

export type Random = () => number

/** Numbers in [0, 1) from a seed (mulberry32). */
export function random(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(from: readonly T[], next: Random): T {
  const item = from[Math.floor(next() * from.length)]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

const UUIDS = [
  "00000000-0000-4000-8000-00000000abcd",
  "ABCDEF00-0000-0000-0000-00000000ABCD",
  "urn:uuid:00000000-0000-4000-8000-00000000abcd",
  "URN:UUID:00000000-0000-9000-0000-00000000abcd",
  "00000000-0000-4000-8000-00000000abc",
  "00000000-0000-4000-8000-00000000abcde",
  "00000000-0000-4000-8000-00000000abcg",
  "000000000000400080000000000000000000",
  "{00000000-0000-4000-8000-00000000abcd}",
  "uuid:00000000-0000-4000-8000-00000000abcd",
  "00000000-0000-4000-8000-00000000abcd\n",
  "",
]
const DATES = [
  "2028-02-29",
  "2000-02-29",
  "0000-02-29",
  "9999-12-31",
  "1900-02-29",
  "2026-02-29",
  "2026-06-31",
  "2026-00-01",
  "2026-13-01",
  "2026-01-00",
  "2026-1-1",
  "2026-01-01T00:00:00Z",
  "2026-01-01\n",
  " 2026-01-01",
  "2026-W01-1",
  "10000-01-01",
  "",
]
const VALUES = [
  null,
  true,
  false,
  0,
  1,
  "",
  "x",
  "\ud800",
  "\u{1f9a2}",
  [],
  {},
  [""],
  ["x", "x"],
  [null],
  { kind: "self" },
]
const FOREIGN_KEYS = ["extra", "__proto__", "constructor", "toString", "", "Purpose"]

/** One change of each kind; a kind that finds no place changes nothing. */
export const KINDS: Record<string, (root: Json, next: Random) => void> = {
  remove(root, next) {
    const { object } = pickObject(root, next)
    const keys = Object.keys(object)
    if (keys.length > 0) delete object[pick(keys, next)]
  },
  add(root, next) {
    const { object, schema } = pickObject(root, next)
    const absent = Object.entries(schemasIn(schema)).filter(([key]) => !Object.hasOwn(object, key))
    if (absent.length === 0 || next() < 0.3) return put(object, pick(FOREIGN_KEYS, next), pick(VALUES, next))
    const [key, of] = pick(absent, next)
    put(object, key, sample(of, next))
  },
  rename(root, next) {
    const { object, schema } = pickObject(root, next)
    const keys = Object.keys(object)
    if (keys.length === 0) return
    const from = pick(keys, next)
    const value = object[from]
    delete object[from]
    put(object, pick([...Object.keys(schemasIn(schema)), ...FOREIGN_KEYS, from.toUpperCase()], next), value)
  },
  enum(root, next) {
    const site = pickSite(root, next, ({ schema }) => "enum" in schema || "const" in schema)
    const wrong = [`${site.value} `, String(site.value).toUpperCase(), "", null, [site.value]]
    set(site, next() < 0.75 ? sample(site.schema, next) : pick<unknown>(wrong, next))
  },
  type(root, next) {
    const site = pickSite(root, next, () => true)
    set(site, structuredClone(pick<unknown>(VALUES, next)))
  },
  length(root, next) {
    const { value, schema } = pickSite(root, next, (site) => Array.isArray(site.value))
    const array = value as unknown[]
    const action = pick(["empty", "drop", "more", "reverse"], next)
    if (action === "empty") array.length = 0
    else if (action === "drop") array.pop()
    else if (action === "reverse") array.reverse()
    else array.push(sample(resolve(schema.items as Schema), next))
  },
  duplicate(root, next) {
    const { value } = pickSite(root, next, (site) => Array.isArray(site.value) && site.value.length > 0)
    const array = value as unknown[]
    array.splice(Math.floor(next() * array.length), 0, structuredClone(pick<unknown>(array, next)))
  },
  uuid(root, next) {
    set(
      pickSite(root, next, ({ schema }) => schema.format === "uuid"),
      pick(UUIDS, next),
    )
  },
  date(root, next) {
    const sites = sitesOf(root).filter(({ schema }) => schema.format === "date")
    if (sites.length > 0) set(pick(sites, next), pick(DATES, next))
  },
  pattern(root, next) {
    const site = pickSite(root, next, ({ schema }) => "pattern" in schema)
    const text = String(site.value)
    const wrong = [
      text.slice(1),
      `${text}a`,
      `${text}\n`,
      ` ${text}`,
      text.toUpperCase(),
      text.replace(/.$/, "b"),
      "",
    ]
    set(site, next() < 0.4 ? sample(site.schema, next) : pick(wrong, next))
  },
  // What the conditional rules turn on, set or taken away without regard for the rest.
  trigger(root, next) {
    const sites = sitesOf(root)
    const decisions = sites.filter(({ schema, value }) => schema === DECISION && isObject(value))
    const who = sites.filter(
      ({ key, value }) => (key === "subject" || key === "expressedBy") && isObject(value),
    )
    const from = next() < 0.4 ? who : decisions
    if (from.length === 0) return
    const { value, schema } = pick(from, next)
    const object = value as Record<string, unknown>
    const [key, of] = pick(Object.entries(schemasIn(schema)), next)
    if (next() < 0.3) delete object[key]
    else put(object, key, sample(of, next))
    if (from === decisions && next() < 0.5) put(object, "state", "given")
  },
}

/** A random value that fits the schema's own keywords (not the rules that join several places). */
function sample(schema: Schema, next: Random): unknown {
  if ("const" in schema) return schema.const
  if (Array.isArray(schema.enum)) return pick<unknown>(schema.enum, next)
  if (schema.format === "uuid") return pick(UUIDS.slice(0, 4), next)
  if (schema.format === "date") return pick(DATES.slice(0, 4), next)
  if (typeof schema.pattern === "string") {
    const of = ["ef".repeat(32), "_".repeat(22), "age1pq1qz", "FR"].filter((s) =>
      new RegExp(schema.pattern as string).test(s),
    )
    return pick(of, next)
  }
  if (schema.type === "boolean") return next() < 0.5
  if (schema.type === "array") {
    const items = resolve(schema.items as Schema)
    const drawn = Array.from({ length: 1 + Math.floor(next() * 3) }, () => sample(items, next))
    return schema.uniqueItems === true ? [...new Set(drawn)] : drawn
  }
  if (schema.type === "object") {
    const required = (schema.required ?? []) as string[]
    const keys = Object.entries(schemasIn(schema)).filter(([key]) => required.includes(key) || next() < 0.5)
    return Object.fromEntries(keys.map(([key, of]) => [key, sample(of, next)]))
  }
  return pick(["", "x", "\ud800", "icc-otp"], next)
}

/** Every place in `root`, with what the schema says of it. */
export function sitesOf(root: Json, schema: Schema = consentSchema): Site[] {
  return entriesOf(root, schema).flatMap((site) => {
    const inside =
      typeof site.value === "object" && site.value !== null ? sitesOf(site.value as Json, site.schema) : []
    return [site, ...inside]
  })
}

function entriesOf(parent: Json, schema: Schema): Site[] {
  if (Array.isArray(parent)) {
    const items = resolve(schema.items as Schema)
    return parent.map((value, key) => ({ parent, key, value, schema: items }))
  }
  const known = schemasIn(schema)
  return Object.entries(parent).map(([key, value]) => ({ parent, key, value, schema: known[key] ?? {} }))
}

function pickSite(root: Json, next: Random, wanted: (site: Site) => boolean): Site {
  return pick(sitesOf(root).filter(wanted), next)
}

function pickObject(root: Json, next: Random): { object: Record<string, unknown>; schema: Schema } {
  const inside = sitesOf(root).filter(({ value, schema }) => schema.type === "object" && isObject(value))
  const chosen = pick([{ value: root as unknown, schema: consentSchema as Schema }, ...inside], next)
  return { object: chosen.value as Record<string, unknown>, schema: chosen.schema }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const resolved = new WeakMap<Schema, Record<string, Schema>>()

function schemasIn(schema: Schema): Record<string, Schema> {
  const known = resolved.get(schema)
  if (known !== undefined) return known
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  const found = Object.fromEntries(Object.entries(properties).map(([key, of]) => [key, resolve(of)]))
  resolved.set(schema, found)
  return found
}

function resolve(schema: Schema = {}): Schema {
  if (typeof schema.$ref !== "string") return schema
  const name = schema.$ref.split("/").at(-1) ?? ""
  return (consentSchema.$defs as Record<string, Schema>)[name] ?? {}
}

const DECISION = resolve({ $ref: "#/$defs/decision" })

function set(site: Site, value: unknown): void {
  ;(site.parent as Record<string | number, unknown>)[site.key] = value
}

// Defined, not assigned: `__proto__` has to become a key of its own, as JSON.parse makes it.
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value: structuredClone(value),
    enumerable: true,
    writable: true,
    configurable: true,
  })
}
