// A new charter on its whole way: changed, signed, sent by a courier, a leaf of the log; with a new log key, whose first checkpoint
// is signed by both; and with another policy.
import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { carry } from "../../src/cli/carry.ts"
import { log } from "../../src/cli/log.ts"
import { type Charter, verifyChain } from "../../src/core/charter/chain.ts"
import { parseNote } from "../../src/core/note/note.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { startNode } from "../../src/node.ts"
import { ORIGIN, policyOf } from "../custody/ceremony.ts"
import { held, INIT, room, rootKey, TODAY } from "./ceremony-run.ts"

const quiet = { result: () => {} }

test("a new console, a new policy and a new log key, from the change to the served log", async () => {
  const place = room()
  const fingerprint = await held(place)
  await place.run("init", ...INIT(fingerprint))
  const chain = ["--charter", "./c/record/charter.note", "--fingerprint", fingerprint]
  for (const [name, key] of [
    ["console-3", "new-console"],
    [ORIGIN, "new-log"],
  ] as const) {
    await place.run("keys", "new", "--name", name, "--out", `./${key}`)
    await place.run(
      "keys",
      "show",
      `./${key}`,
      "--prove",
      fingerprint,
      "--origin",
      ORIGIN,
      "--out",
      `./${key}.note`,
    )
  }
  const support = [{ country: "NL", entries: ["Another service of this test"], checked: TODAY }]
  writeFileSync(place.at("policy-2.json"), encodePolicy(policyOf({ support })))
  const changes = ["--add", "./new-console.note", "--log", "./new-log.note", "--policy", "./policy-2.json"]
  await place.run("charter", "change", ...chain, ...changes, "--out", "./proposal")
  for (const n of [1, 2])
    await place.run("charter", "sign", "./proposal", ...chain, ...rootKey(n), "--yes", "--out", `./by-${n}`)
  await place.run("charter", "verify", "./by-1", "./by-2", ...chain, "--out", "./2.note")

  const send = (note: string, ...more: string[]) => [
    "send",
    note,
    ...chain,
    ...more,
    "--out",
    "./dispatch.zip",
  ]
  expect(await place.refused("charter", ...send("./by-1", "--policy", "./policy-2.json"))).toBe(
    "charter-signatures",
  )
  expect(await place.refused("charter", ...send("./2.note"))).toBe("usage")
  expect(await place.refused("charter", ...send("./2.note", "--policy", "./policy.json"))).toBe(
    "policy-mismatch",
  )
  const { hash } = await place.run("charter", ...send("./2.note", "--policy", "./policy-2.json"))

  // The new key on the first line and the old one on the second, as docs/OPERATIONS.md says.
  writeFileSync(place.at("data/log.key"), place.read("new-log") + place.read("c/server/log.key"))
  const serve = () =>
    startNode({
      ...{ data: place.at("data"), client: place.at("none"), host: "127.0.0.1", port: 0, proxy: [] },
      log: () => {},
    } as unknown as Parameters<typeof startNode>[0])
  const first = await serve()
  const key = place.at("c/courier-1/courier-1.key")
  const to = ["--to", first.url, "--key", key, "--fingerprint", fingerprint]
  try {
    expect(await carry(["push", place.at("dispatch.zip"), ...to], quiet)).toBe(0)
    expect(await carry(["push", place.at("dispatch.zip"), ...to], quiet)).toBe(0)
  } finally {
    await first.close()
  }
  expect(await log(["integrate", "--data", place.at("data")], quiet)).toBe(0)
  const second = await serve()
  try {
    const { charters } = (await (await fetch(`${second.url}/charter?after=0`)).json()) as {
      charters: string[]
    }
    const newest = (
      await verifyChain(
        charters.map((note) => Buffer.from(note)),
        fingerprint,
      )
    ).at(-1) as Charter
    expect([newest.hash, newest.body.consoles.length]).toEqual([hash, 3])
    expect(await (await fetch(`${second.url}/policy`)).text()).toBe(place.read("policy-2.json"))
    const checkpoint = await (await fetch(`${second.url}/log/checkpoint`)).text()
    const ids = parseNote(Buffer.from(checkpoint)).signatures.map(({ id }) => id)
    const idOf = (name: string) => readFileSync(place.at(name), "utf8").split("+")[3] as string
    expect(ids.sort()).toEqual([idOf("new-log"), idOf("c/server/log.key")].sort())
  } finally {
    await second.close()
  }
})
