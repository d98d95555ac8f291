// A bundle of as many entries as a reader takes, and no more: what has no room is left out and named, and the next one brings it.
import { expect, test } from "vitest"
import { readBundle } from "../../src/bundle/reader.ts"
import { BundleWriter } from "../../src/bundle/writer.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { refusalOf } from "../core/refusal.ts"
import { account } from "../fixtures/account.ts"
import { inMemory, lineTo, opened, pulled } from "./carrying.ts"
import { serve, withPolicy } from "./server.ts"

const INDEX = { format: "cairn-intake-bundle/1", origin: "x", size: 1, day: "2026-11-21" } as const
const name = (n: number): string => `records/${n.toString(16).padStart(64, "0")}.age`

test("a writer stops just where a reader would not go on, and what it wrote is a bundle", async () => {
  const chunks: Uint8Array[] = []
  const writer = new BundleWriter((chunk) => void chunks.push(Uint8Array.from(chunk)), undefined, 4)
  for (let n = 0; n < 3; n++) await writer.add(name(n), [utf8("x")])
  expect(await refusalOf(() => writer.add(name(3), [utf8("x")]))).toBe("bundle-full")
  expect(await refusalOf(async () => writer.requireRoom())).toBe("bundle-full")
  await writer.end(INDEX)
  const file = inMemory(Buffer.concat(chunks))
  const { entries } = await readBundle(file, INDEX.format, 4)
  expect([...entries.keys()]).toEqual([name(0), name(1), name(2)])
  expect(await refusalOf(() => readBundle(file, INDEX.format, 3))).toBe("bundle-malformed")
})

test("a courier leaves out what has no room, names it, and brings all of it in a larger one", async () => {
  const made = await withPolicy()
  const server = await serve(made)
  for (const { statement, record, container } of await Promise.all([
    account(made.charter),
    account(made.charter),
  ]))
    await server.keep(statement, record, container)
  const line = lineTo(server.url)
  const whole = await pulled(made, line)
  const { entries } = await readBundle(inMemory(whole.zip), INDEX.format)
  const outcome = await pulled(made, line, { most: entries.size }) // one too few, with the index
  expect(outcome).toMatchObject({
    records: 2,
    containers: 1,
    leftOut: [{ kind: "container", code: "bundle-full" }],
  })
  expect(await opened(made, outcome.zip)).toMatchObject({ opened: 1, refused: [{ code: "missing" }] })
  const less = await pulled(made, line, { most: entries.size - 2 })
  expect(less.leftOut.map(({ kind, code }) => `${kind} ${code}`)).toEqual([
    ...["record bundle-full", "container bundle-full", "container bundle-full"],
  ])
  expect(await refusalOf(() => pulled(made, line, { most: 5 }))).toBe("bundle-full")
})
