// `cairn charter change|sign|verify|show` and `cairn keys` alone: a new version made on one machine, signed on others, put
// together on a third; what each is told; and what is refused.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { beforeAll, describe, expect, test } from "vitest"
import { type Charter, verifyChain } from "../../src/core/charter/chain.ts"
import { addDays } from "../../src/core/day.ts"
import { encodePolicy } from "../../src/core/policy.ts"
import { ORIGIN, policyOf } from "../custody/ceremony.ts"
import { held, type Room, room, rootKey, TODAY } from "./ceremony-run.ts"
import { killedThroughout, PATIENCE } from "./killing.ts"
import { cairn } from "./run.ts"

let place: Room
let fingerprint: string
let chain: string[]

beforeAll(async () => {
  place = room.outside()
  fingerprint = await held(place)
  cpSync(place.at("c/record/charter.note"), place.at("chain"))
  chain = ["--charter", "./chain", "--fingerprint", fingerprint]
})

let n = 0
const SOON = addDays(TODAY, 10)
const fresh = () => `./file-${++n}`

/** A proof by a new key, for the newest charter. */
async function proof(name: string, purpose = hashOf()): Promise<string> {
  const [key, note] = [fresh(), fresh()]
  await place.run("keys", "new", "--name", name, "--out", key)
  await place.run("keys", "show", key, "--prove", purpose, "--origin", ORIGIN, "--out", note)
  return note
}
const hashOf = () => fingerprint

async function proposed(...changes: string[]): Promise<string> {
  const out = fresh()
  await place.run("charter", "change", ...chain, ...changes, "--out", out)
  return out
}

async function signed(proposal: string, root: number): Promise<string> {
  const out = fresh()
  await place.run("charter", "sign", proposal, ...chain, ...rootKey(root), "--yes", "--out", out)
  return out
}

test("from a proposal to a charter that a stranger takes", async () => {
  const proposal = await proposed(
    "--add",
    await proof("console-3"),
    "--remove",
    "console-1",
    "--expires",
    TODAY,
  )
  const shown = await place.run("charter", "show", proposal, ...chain)
  expect(shown.changes).toHaveLength(3)
  expect(shown).toMatchObject({ by: [], complete: false })
  const [one, two] = [await signed(proposal, 1), await signed(proposal, 3)]
  const out = fresh()
  const some = await place.run("charter", "verify", one, ...chain, "--out", out)
  expect([some.complete, some.out, existsSync(place.at(out.slice(2)))]).toEqual([false, null, false])
  expect(await place.refused("charter", "verify", one, ...chain)).toBe("status 1")
  const all = await place.run("charter", "verify", one, two, ...chain, "--out", out)
  expect([all.complete, all.by.sort()]).toEqual([true, ["root-1", "root-3"]])
  const notes = [readFileSync(place.at("chain")), readFileSync(place.at(out.slice(2)))]
  const newest = (await verifyChain(notes, fingerprint)).at(-1) as Charter
  expect(newest.body.consoles.map((vkey) => vkey.split("+")[0])).toEqual(["console-2", "console-3"])
  writeFileSync(place.at("longer"), Buffer.concat(notes))
  const longer = ["--charter", "./longer", "--fingerprint", fingerprint]
  expect(await place.run("charter", "verify", ...longer)).toMatchObject({ version: 2, hash: newest.hash })
  expect((await place.run("charter", "show", ...longer)).body.version).toBe(2)
  // What was signed for version 2 is no proposal for version 3.
  expect(await place.refused("charter", "verify", one, two, ...longer)).toBe("proposal-chain")
})

test("audit key: its holder opens a challenge", async () => {
  const [key, asked, answer] = [fresh(), fresh(), fresh()]
  const { recipient } = await place.run("keys", "new", "--identity", "--out", key)
  writeFileSync(place.at("audit.recipient"), `${recipient}\n`)
  const audit = ["--audit", "./audit.recipient"]
  await place.run("charter", "change", ...chain, ...audit, "--challenge-out", asked)
  const said = await place.run("keys", "show", key, "--answer", asked)
  writeFileSync(place.at(answer.slice(2)), said.answer)
  const proposal = await proposed(...audit, "--challenge", asked, "--answer", answer)
  const { changes } = await place.run("charter", "show", proposal, ...chain)
  expect(changes).toHaveLength(2)
  writeFileSync(place.at("wrong"), "0".repeat(64))
  const change = (file: string) => [
    "change",
    ...chain,
    ...audit,
    "--challenge",
    asked,
    "--answer",
    file,
    "--out",
    fresh(),
  ]
  expect(await place.refused("charter", ...change("./wrong"))).toBe("join-challenge")
  const other = await place.run("keys", "new", "--identity", "--out", fresh())
  writeFileSync(place.at("audit.recipient"), other.recipient)
  expect(await place.refused("charter", ...change(answer))).toBe("usage")
})

test("log key and policy", async () => {
  writeFileSync(
    place.at("policy-2.json"),
    encodePolicy(policyOf({ support: [{ country: "NL", entries: ["x"], checked: TODAY }], open: false })),
  )
  const proposal = await proposed("--log", await proof(ORIGIN), "--policy", "./policy-2.json")
  expect((await place.run("charter", "show", proposal, ...chain)).changes).toEqual([
    expect.stringMatching(/^The log's key changes from key ID [0-9a-f]{8} to key ID [0-9a-f]{8}\.$/),
    expect.stringMatching(/^The policy's hash is [0-9a-f]{64} /),
  ])
  writeFileSync(place.at("policy-2.json"), encodePolicy(policyOf({ support: [] })))
  expect(
    await place.refused("charter", "change", ...chain, "--policy", "./policy-2.json", "--out", fresh()),
  ).toBe("policy-support")
})

describe("refused", () => {
  const change = (...more: string[]) =>
    place.refused("charter", "change", ...chain, ...more, "--out", fresh())

  test("proofs of another purpose, and keys without one", async () => {
    expect(await change("--add", await proof("console-4", "0".repeat(64)))).toBe("join")
    expect(await change("--add", "./chain")).toBe("join")
    expect(await change("--add", await proof("console-2"))).toBe("change-name")
  })

  test("what never changes, and what is no charter", async () => {
    for (const [rules, code] of [
      [{ kind: "demonstration" }, "usage"],
      [{ origin: "x" }, "usage"],
      [{ version: 9 }, "usage"],
      [{ roots: [] }, "usage"],
      [[], "file"],
      [{ threshold: 9 }, "change-unfit"],
      [{}, "change-none"],
    ] as const) {
      writeFileSync(place.at("rules.json"), JSON.stringify(rules))
      expect([rules, await change("--set", "./rules.json")]).toEqual([rules, code])
    }
    expect(await change("--remove", "console-1", "--remove", "console-2")).toBe("change-unfit")
    expect(
      await place.refused(
        "charter",
        "change",
        "--charter",
        "./chain",
        "--fingerprint",
        "0".repeat(64),
        "--out",
        fresh(),
      ),
    ).toBe("charter-fingerprint")
  })

  test("a signature without a yes, by a key that is no root, over a file that is there", async () => {
    const proposal = await proposed("--expires", SOON)
    const sign = (...more: string[]) => place.refused("charter", "sign", proposal, ...chain, ...more)
    expect(await sign(...rootKey(1), "--out", fresh())).toBe("usage") // no terminal to ask on
    expect(await sign("--key", "./c/console-1/console-1.key", "--yes", "--out", fresh())).toBe(
      "proposal-root",
    )
    expect(await sign(...rootKey(1), "--yes", "--out", "./chain")).toBe("exists")
    expect(await sign("--yes", "--out", fresh())).toBe("usage")
    expect(await place.refused("charter", "nothing")).toBe("usage")
    expect(await place.refused("keys", "nothing")).toBe("usage")
    expect(await place.refused("keys", "show", "./chain")).toBe("private-key")
    expect(await place.refused("keys", "new", "--name", "a b", "--out", fresh())).toBe("usage")
    expect(
      await place.refused(
        "keys",
        "show",
        "./c/root-1/root-1.key",
        "--prove",
        "xyz",
        "--origin",
        ORIGIN,
        "--out",
        fresh(),
      ),
    ).toBe("usage")
  })
})

test("errors on the command line name no secret, and end with a hint", async () => {
  writeFileSync(place.at("broken.key"), place.read("c/root-1/root-1.key").replace(/.{4}\n$/, "AAAA\n"))
  const ran = await cairn(place.folder, ["keys", "show", "broken.key"])
  expect([ran.status, ran.stdout.length]).toEqual([1, 0])
  expect(ran.stderr).toMatch(/^cairn: error: private-key: /)
  expect(ran.stderr).not.toContain(place.read("c/root-1/root-1.key").slice(40, 60))
})

test("killed at any moment, a change is made again, and a signature is whole or not there", {
  timeout: PATIENCE,
}, async () => {
  const proposal = (await proposed("--expires", SOON)).slice(2)
  const files = ["--charter", "chain", "--fingerprint", fingerprint]
  const tries: [string[], string][] = [
    [["charter", "change", ...files, "--expires", SOON, "--out", "killed.text"], "killed.text"],
    [
      [
        "charter",
        "sign",
        proposal,
        ...files,
        "--key",
        "c/root-1/root-1.key",
        "--yes",
        "--out",
        "killed.note",
      ],
      "killed.note",
    ],
  ]
  for (const [args, out] of tries)
    await killedThroughout(place.folder, args, async () => {
      if (!existsSync(place.at(out))) {
        const [name, ...rest] = args.map((arg) =>
          existsSync(place.at(arg)) || arg === out ? `./${arg}` : arg,
        )
        await place.run(name as "charter", ...rest)
      }
      const { hash } = await place.run("charter", "show", `./${out}`, ...chain)
      expect(hash).toBe((await place.run("charter", "show", `./${proposal}`, ...chain)).hash)
    })
})
