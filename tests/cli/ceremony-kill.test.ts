// A ceremony whose machine dies: at whatever moment, the step was taken whole or not at all, and the next command goes on.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parsePrivateKey } from "../../src/core/note/vkey.ts"
import { BEGIN, type Room, room, rootKey, typeSheets } from "./ceremony-run.ts"
import { killedThroughout, LONG, PATIENCE } from "./killing.ts"

function contents(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, "latin1")]
    }),
  )
}

/** After each kill: what was there is there, the state is the one before or the one after, and the command then ends well. */
async function dies(
  place: Room,
  name: "keys" | "charter",
  args: readonly string[],
  steps: readonly [string, string],
): Promise<void> {
  const before = contents(place.at("c"))
  const seen = new Set<string>()
  const kills = await killedThroughout(place.folder, [name, ...args], async (at) => {
    const { step } = await place.run("charter", "show", "--dir", "./c")
    seen.add(step)
    expect(steps, `killed at ${at}`).toContain(step)
    const now = contents(place.at("c"))
    for (const [path, text] of before) if (path !== "ceremony.json") expect(now.get(path), path).toBe(text)
    expect(
      [...now.keys()].filter((path) => path.startsWith(".")),
      `killed at ${at}`,
    ).toEqual([])
    const full = args.map((arg) => (arg.startsWith("c/") || arg === "c" ? `./${arg}` : arg))
    if (step === steps[0]) {
      expect([...now.keys()].sort()).toEqual([...before.keys()].sort())
      await place.run(name, ...full)
    } else expect(await place.refused(name, ...full)).toBe("ceremony-step")
    expect((await place.run("charter", "show", "--dir", "./c")).step).toBe(steps[1])
    await eachKeyIsThere(place)
  })
  expect(kills).toBeGreaterThan(4)
  expect([...seen].sort()).toEqual([...steps].sort()) // some kills fell before the step was taken, and some after
}

/** Every key that the state says was made is in its holder's folder, and is that key. */
async function eachKeyIsThere(place: Room): Promise<void> {
  const { seats, intake } = JSON.parse(place.read("c/ceremony.json"))
  for (const { seat, key } of seats.filter((one: { seat: string }) => one.seat !== "audit")) {
    const path = seat === "log" ? "c/server/log.key" : `c/${seat}/${seat}.key`
    expect(key).toContain((await parsePrivateKey(place.read(path).trim())).verifier.id)
  }
  for (const { number } of intake?.set?.shares ?? [])
    expect(place.read(`c/share-${number}/share-${number}.html`)).toContain(
      `<dt>Number</dt><dd>${number}</dd>`,
    )
}

test("at any moment of any step", { timeout: PATIENCE }, async () => {
  const place = room({ roots: 2 })
  await place.run("charter", ...BEGIN)
  await dies(place, "keys", ["new", "--dir", "c"], ["keys", "intake"])
  await place.run("keys", "new", "--dir", "./c")
  if (LONG) await dies(place, "keys", ["share", "--dir", "c"], ["intake", "drill"])
  await place.run("keys", "share", "--dir", "./c")
  await place.run("keys", "drill", "--dir", "./c", "--root", "./c/root-1/root-1.key", ...typeSheets(place))
  await place.run("charter", "sign", "--dir", "./c", ...rootKey(1), ...rootKey(2))
  await dies(place, "charter", ["verify", "--dir", "c"], ["hand-over", "done"])
})
