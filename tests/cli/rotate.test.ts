// `cairn rotate …` over a case store: from the new key on paper to the old one's end; killed on the way; and refused early.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { openDesk } from "../../src/cases/open-desk.ts"
import { charter } from "../../src/cli/charter-main.ts"
import { rotate } from "../../src/cli/rotate.ts"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { addDays } from "../../src/core/day.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { setIdOf } from "../../src/custody/share-set.ts"
import { parseIdentities, recipientOf, unwrapWith } from "../../src/open/identity.ts"
import { bundle, logged, person, session, type World, world } from "../cases/world.ts"
import { inMemory } from "../courier/carrying.ts"
import { typeSheets } from "./ceremony-run.ts"
import { killedThroughout, PATIENCE } from "./killing.ts"
import { scratch } from "./run.ts"

const TODAY = new Date().toISOString().slice(0, 10)
const COMMANDS = { rotate, charter }

afterEach(() => void vi.unstubAllEnvs())

interface Place {
  readonly folder: string
  at(name: string): string
  read(name: string): string
  // biome-ignore lint/suspicious/noExplicitAny: each command's own document
  run(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<any>
  refused(name: keyof typeof COMMANDS, ...args: readonly string[]): Promise<string>
}

/** An organisation whose store has one case, and its charters in a file. */
async function place(): Promise<{
  place: Place
  w: World
  chain: string[]
  importing(...charters: Uint8Array[]): Promise<void>
}> {
  const folder = scratch()
  const at = (name: string) => join(folder, name)
  const w = await world({ expires: addDays(TODAY, 300) })
  w.day = TODAY
  writeFileSync(at("old"), `${w.made.secrets.get("intake.age-identity")}\n`)
  writeFileSync(at("root"), `${w.made.secrets.get("root-1.key")}\n`)
  writeFileSync(at("chain"), encodeNote(w.made.charter.note))
  const run: Place["run"] = async (name, ...args) => {
    let said: object = {}
    const full = args.map((arg) => (arg.startsWith("./") ? at(arg.slice(2)) : arg))
    const keep = (json: object) => {
      said = json
    }
    await COMMANDS[name](full, { result: keep })
    return said
  }
  const refused: Place["refused"] = async (...args) => {
    try {
      await run(...args)
      return "taken"
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const one = await person(w)
  await logged(w, TODAY, one.statement)
  // What the console does on a working day, with whichever keys it has.
  const importing = async (...charters: Uint8Array[]) => {
    vi.stubEnv("CAIRN_CLOCK", `${w.day}T12:00:00Z`) // the machine's day, which bounds what a log says
    const files = ["old", "new"]
      .filter((name) => existsSync(at(name)))
      .map((name) => readFileSync(at(name), "utf8"))
    const identities = (await Promise.all(files.map(parseIdentities))).flat()
    const blobs = await storeFolder(at("store"))
    const recipients = await Promise.all(identities.map(recipientOf))
    const opening = { ...(await session(w)), unwrap: unwrapWith(identities), blobs, recipients }
    const desk = await openDesk({ ...opening, fingerprint: w.made.charter.hash })
    const change = (all: Map<string, Uint8Array>) =>
      charters.forEach((note, i) => void all.set(`charters/${i + 2}.note`, note))
    await desk.import(inMemory(await bundle(w, { accounts: [one], change })))
    await desk.close()
  }
  await importing()
  const chain = ["--charter", "./chain", "--fingerprint", w.made.charter.hash]
  return {
    place: { folder, at, run, refused, read: (name) => readFileSync(at(name), "utf8") },
    w,
    chain,
    importing,
  }
}

/** Types the new key's sheets into an identity file, as an unlocked session holds it. */
async function unlockedNew(here: Place): Promise<void> {
  const { unlocked } = await import("../../src/cli/unlock.ts")
  const share = typeSheets(here as never, "r")
    .filter((arg) => arg !== "--share")
    .map((arg) => here.at(arg.slice(2)))
  const options = { identity: [], share, "share-set": [here.at("r/record/shares.json")] }
  writeFileSync(here.at("new"), `${(await unlocked(options)).join("\n")}\n`)
}

/** Through the charter that names the new key, signed and in the log. */
async function published(
  { place: here, w, chain, importing }: Awaited<ReturnType<typeof place>>,
  ...more: string[]
): Promise<Uint8Array> {
  await here.run("rotate", "new", "--dir", "./r", ...chain, "--split", "2/3", ...more)
  expect((await here.run("rotate", "show", "--dir", "./r", ...chain)).stage).toBe("propose")
  expect(await here.refused("rotate", "propose", "--dir", "./r", ...chain, "--out", "./proposal")).toBe(
    "rotation-drill",
  )
  await here.run("rotate", "drill", "--dir", "./r", ...typeSheets(here as never, "r"))
  await here.run("rotate", "propose", "--dir", "./r", ...chain, "--out", "./proposal")
  await here.run("charter", "sign", "./proposal", ...chain, "--key", "./root", "--yes", "--out", "./2.note")
  const note = readFileSync(here.at("2.note"))
  writeFileSync(here.at("chain"), Buffer.concat([encodeNote(w.made.charter.note), note]))
  const show = ["show", "--dir", "./r", ...chain, "--store", "./store", "--identity", "./old"]
  expect((await here.run("rotate", ...show)).stage).toBe("log")
  await logged(w, addDays(TODAY, 1), note)
  await unlockedNew(here)
  await importing(note)
  return note
}

test("from the new key on paper to the old one's end", async () => {
  const all = await place()
  const { place: here, w, chain, importing } = all
  const note = await published(all)
  const store = ["--dir", "./r", ...chain, "--store", "./store"]
  const show = async (...keys: string[]) =>
    here.run("rotate", "show", ...store, ...keys.flatMap((key) => ["--identity", key]))
  const leaf = addDays(TODAY, 1)
  // The import sealed the store to the new key already, since it was at hand.
  expect(await show("./old", "./new")).toMatchObject({ stage: "grace", until: addDays(leaf, 89) })
  expect(await here.refused("rotate", "show", ...store, "--identity", "./old")).toBe("store-key")
  expect(await here.refused("rotate", "rewrap", ...store, "--identity", "./old")).toBe("usage")
  expect(
    (await here.run("rotate", "rewrap", ...store, "--identity", "./old", "--identity", "./new")).needing,
  ).toBe(0)
  const destroy = ["destroy", ...store, "--old", "./old", "--yes"]
  expect(await here.refused("rotate", ...destroy, "--identity", "./new")).toBe("rotation-early")
  await logged(w, addDays(leaf, 90))
  await importing(note)
  expect(await show("./new")).toMatchObject({ stage: "import", until: addDays(leaf, 91) })
  await logged(w, addDays(leaf, 92))
  await importing(note)
  expect((await show("./new")).stage).toBe("destroy")
  // Whoever has the old key alone does not destroy it: nothing shows that the new one opens anything.
  expect(await here.refused("rotate", ...destroy, "--identity", "./old")).toBe("store-key")
  // A slip of the hand: the new key named as the old one.
  const slip = [...destroy.slice(0, -1), "--old", "./new", "--yes"]
  expect(await here.refused("rotate", ...slip, "--identity", "./new")).toBe("usage")
  for (const name of ["old", "new"]) expect(existsSync(here.at(name))).toBe(true)
  const { from } = await here.run("rotate", ...destroy, "--identity", "./new")
  expect(from).toBe(setIdOf(JSON.parse(here.read("r/rotation.json")).from))
  expect(existsSync(here.at("old"))).toBe(false)
  expect((await show("./new")).stage).toBe("over")
  expect(await here.refused("rotate", ...destroy, "--identity", "./new")).toBe("rotation-over")
})

test("a log that is dated ahead of this machine destroys no key", async () => {
  const all = await place()
  const { place: here, w, chain } = all
  const note = await published(all)
  await logged(w, addDays(TODAY, 900))
  await all.importing(note)
  vi.stubEnv("CAIRN_CLOCK", `${addDays(TODAY, 2)}T12:00:00Z`)
  const store = ["--dir", "./r", ...chain, "--store", "./store", "--identity", "./new"]
  expect((await here.run("rotate", "show", ...store)).stage).toBe("grace")
  expect(await here.refused("rotate", "destroy", ...store, "--old", "./old", "--yes")).toBe("rotation-early")
  expect(existsSync(here.at("old"))).toBe(true)
})

test("revoked: the grace is over with the leaf", async () => {
  const all = await place()
  const note = await published(all, "--revoke")
  await logged(all.w, addDays(TODAY, 4))
  await all.importing(note)
  const show = ["show", "--dir", "./r", ...all.chain, "--store", "./store", "--identity", "./new"]
  expect((await all.place.run("rotate", ...show)).stage).toBe("destroy")
})

test("killed at any moment of any step, it goes on where it was", { timeout: PATIENCE }, async () => {
  const all = await place()
  const { place: here, w, chain, importing } = all
  const note = await published(all)
  await logged(w, addDays(TODAY, 93))
  await importing(note)
  const files = ["--charter", "chain", ...chain.slice(2), "--dir", "r", "--store", "store"]
  const keys = ["--identity", "./old", "--identity", "./new"]
  const show = ["show", "--dir", "./r", ...chain, "--store", "./store"]
  await killedThroughout(
    here.folder,
    ["rotate", "rewrap", ...files, "--identity", "old", "--identity", "new"],
    async () => {
      expect(
        (await here.run("rotate", "rewrap", "--dir", "./r", ...chain, "--store", "./store", ...keys)).needing,
      ).toBe(0)
      expect((await here.run("rotate", ...show, "--identity", "./new")).stage).toBe("destroy")
    },
  )
  const again = ["destroy", ...show.slice(1), "--identity", "./new", "--old", "./old", "--yes"]
  const destroy = ["rotate", "destroy", ...files, "--identity", "new", "--old", "old", "--yes"]
  await killedThroughout(here.folder, destroy, async () => {
    const { stage } = await here.run("rotate", ...show, "--identity", "./new")
    // Nothing says that it is done while the file is there; and the file may be gone before that is said.
    if (stage !== "over") await here.run("rotate", ...again)
    expect(existsSync(here.at("old"))).toBe(false)
    expect((await here.run("rotate", ...show, "--identity", "./new")).stage).toBe("over")
  })
})

test("what a rotation is asked wrongly", async () => {
  const { place: here, chain } = await place()
  const code = (...args: string[]) => here.refused("rotate", ...args)
  expect(await code("new", "--dir", "./r", ...chain)).toBe("usage")
  expect(await code("new", "--dir", "./r", ...chain, "--split", "2/3", "--whole")).toBe("usage")
  expect(await code("new", "--dir", "./r", ...chain, "--split", "3/2")).toBe("share-plan")
  expect(await code("show", "--dir", "./none", ...chain)).toBe("file")
  expect(await code("nothing", "--dir", "./r")).toBe("usage")
  expect(existsSync(here.at("r/rotation.json"))).toBe(false)
})
