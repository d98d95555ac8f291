// Who gets into a store on the command line: any two of three sheets, one sheet never, another identity never; and a console that
// is not the charter's reads lists, but opens and signs nothing.
import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { newIdentity, newSigningKey } from "../../src/custody/keys.ts"
import { encodeShareSet } from "../../src/custody/share-set.ts"
import { shareLine } from "../../src/custody/share-text.ts"
import { splitIdentity } from "../../src/custody/shares.ts"
import { parseIdentities } from "../../src/open/identity.ts"
import { integrate } from "./integrating.ts"
import { roomBench } from "./room.ts"

test("a store opened from two sheets of three, for one command at a time", { timeout: 300_000 }, async () => {
  const made = await roomBench()
  const [identity] = await parseIdentities(readFileSync(made.at("demo/intake.age-identity"), "utf8"))
  if (identity === undefined) throw new Error("no identity")
  const { set, shares } = await splitIdentity(identity, 2, 3)
  writeFileSync(made.at("shares.json"), encodeShareSet(set))
  for (const [i, share] of shares.entries()) writeFileSync(made.at(`sheet-${i + 1}`), shareLine(share, set))
  await made.sealed("one")
  const url = await made.serve()
  await made.run("submit", "./one.cairn", "--to", url)
  await made.stop()
  await integrate(made)
  await made.serve()
  await made.run("carry", "pull", ...made.courier(), "--out", "./intake.zip")
  const key = ["--store", "./store", "--key", "./demo/console-1.key"]
  const sheets = (...n: number[]) => [
    "--share-set",
    "./shares.json",
    ...n.flatMap((i) => ["--share", `./sheet-${i}`]),
  ]
  const trusting = ["--fingerprint", made.fingerprint]
  expect((await made.run("import", "./intake.zip", ...key, ...sheets(1, 3), ...trusting)).json.cases).toBe(1)
  expect((await made.run("cases", ...key, ...sheets(2, 3))).json.cases).toHaveLength(1)
  expect(await made.refused("cases", ...key, ...sheets(2))).toBe("share-too-few")
  writeFileSync(made.at("other"), (await newIdentity()).identity)
  expect(await made.refused("cases", ...key, "--identity", "./other")).toBe("store-key")

  writeFileSync(made.at("stranger.key"), (await newSigningKey("console-1")).secret)
  const stranger = [
    "--store",
    "./store",
    "--key",
    "./stranger.key",
    "--identity",
    "./demo/intake.age-identity",
  ]
  const [{ ref }] = (await made.run("cases", ...stranger)).json.cases
  expect(await made.refused("read", ref, ...stranger, "--purpose", "legal_analysis")).toBe("not-a-console")
  expect(await made.refused("share", "hold", ref, ...stranger, "--reason", "x", "--out", "./r")).toBe(
    "not-a-console",
  )
  expect((await made.run("import", "./intake.zip", ...stranger, ...trusting)).json).toMatchObject({
    kind: "again",
    waiting: 1,
  })
})
