// What an audit keeps for the next one: one file or several, whole after any crash, and refused where it is damaged. Whoever wrote
// it is not believed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, describe, expect, onTestFinished, test } from "vitest"
import type { Kept } from "../../src/auditor/state.ts"
import { readKept, saveKept, wholeState } from "../../src/auditor/state-file.ts"
import { readState, writeState } from "../../src/cli/audit-state.ts"
import { fromUtf8, hex, utf8 } from "../../src/core/bytes.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { logFiles } from "../fixtures/log.ts"
import { auditing, codesOf } from "./auditing.ts"
import type { Forge } from "./forge.ts"
import { honestLog, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

const ANYTHING = { holdings: async () => undefined }
const NO_SAMPLE = { containers: 0, records: 0, draw: () => 0 }

let keys: Keys
let forge: Forge
let files: Map<string, Uint8Array>
beforeAll(async () => {
  keys = await allKeys()
  forge = await honestLog(keys)
  files = await forge.files()
})

/** The first `size` leaves, audited by who kept `kept`. */
async function upTo(size: number, kept?: Kept): Promise<Kept> {
  const tree = await logFiles(forge.leaves.slice(0, size), keys.log)
  const audited = await auditing(keys, sourceOf(forge, tree, ANYTHING), { kept, sampling: NO_SAMPLE })
  expect(audited.report.findings).toEqual([])
  return audited.kept as Kept
}

async function needEverybody(kept: Kept): Promise<void> {
  const { people } = kept.book()
  for (const subject of kept.people.keys()) await people.load(subject)
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cairn-state-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function fingerprint(): string {
  return keys.made.charter.hash
}

/** The state of people as it can be compared. */
const saidOf = ({ people }: Kept) =>
  new Map([...people].map(([subject, { summary, place }]) => [subject, { summary, digest: place.digest }]))

test("what is written is read again, in one file and in a folder", async () => {
  const kept = await upTo(57)
  expect(kept.people.size).toBe(3)
  const place = folder()
  await writeState(place, kept)
  for (const again of [await readKept(await wholeState(kept)), await readState(place, fingerprint())]) {
    expect(saidOf(again as Kept)).toEqual(saidOf(kept))
    expect((again as Kept).seen).toEqual(kept.seen)
    const next = await auditing(keys, sourceOf(forge, files), { kept: again })
    expect(next.report).toMatchObject({ verdict: "ok", checked: { entries: 0 } })
  }
})

test("a run over a folder writes the people of whom something was said, and passes the others on", async () => {
  const place = folder()
  const people = (): string[] => readdirSync(place).filter((name) => name.endsWith(".people"))
  let kept: Kept | undefined
  const sizes: number[] = []
  for (const size of [25, 33, 41, 49, 57]) {
    await writeState(place, await upTo(size, kept))
    sizes.push(people().length)
    kept = await readState(place, fingerprint())
  }
  expect(sizes[0]).toBe(1)
  expect(sizes[1]).toBe(2)
  expect(saidOf(kept as Kept)).toEqual(saidOf(await upTo(57)))
})

test("what was kept and not written is there for a run after it", async () => {
  const twice = await upTo(57, await upTo(33))
  expect(saidOf(twice)).toEqual(saidOf(await upTo(57)))
  expect(saidOf(await readKept(await wholeState(twice)))).toEqual(saidOf(twice))
})

test("many segments become one, and those that nobody needs go", async () => {
  const place = folder()
  let kept: Kept | undefined
  for (let runs = 0; runs < 3; runs++) {
    kept = await upTo(57, kept)
    await writeState(place, kept)
    kept = (await readState(place, fingerprint())) as Kept
  }
  const segments = Array.from({ length: 17 }, (_, n) => ({ name: n.toString(16).padStart(16, "0"), size: 1 }))
  const many = { ...kept, head: { ...kept?.head, segments: [...segments, ...(kept?.head.segments ?? [])] } }
  const { needed } = saveKept(many as Kept)
  expect(needed).toHaveLength(1)
  const whole = saveKept(kept as Kept, true)
  expect(whole.needed).toEqual([whole.segment?.name])
})

describe("a state that is damaged", () => {
  test("in any byte is refused, at once or when she is needed", async () => {
    const file = await wholeState(await upTo(33))
    for (let at = 0; at < file.length; at += at < 200 ? 1 : 7) {
      const other = Uint8Array.from(file)
      other[at] = (other[at] as number) ^ 1
      await expect(readKept(other).then(needEverybody), `byte ${at}`).rejects.toMatchObject({
        code: "state-malformed",
      })
    }
  })

  test("or cut off, or longer, or something else", async () => {
    const file = await wholeState(await upTo(33))
    for (const other of [
      ...[0, 1, 100, 500, file.length - 1].map((length) => file.subarray(0, length)),
      utf8(`${fromUtf8(file)} `),
      ...["", "{}", "null\n", "[".repeat(100_000), "cairn-audit-state/1 0 \n"].map(utf8),
    ])
      await expect(readKept(other)).rejects.toMatchObject({ code: "state-malformed" })
  })

  test("or whose people are missing", async () => {
    const place = folder()
    await writeState(place, await upTo(33))
    for (const name of readdirSync(place)) if (name.endsWith(".people")) rmSync(join(place, name))
    const kept = await readState(place, fingerprint())
    await expect(upTo(57, kept)).rejects.toMatchObject({ code: "state-malformed" })
  })

  test("or that somebody wrote with a hash that fits", async () => {
    const [first = "", head = "", ...lines] = fromUtf8(await wholeState(await upTo(33))).split("\n")
    expect(first).toMatch(/^cairn-audit-state\/2 /)
    const [ada = ""] = lines
    const wrong = [
      [head.replace('"people":3', '"people":4'), ...lines.slice(0, 3)],
      [head.replace('"size":33', '"size":-33'), ...lines.slice(0, 3)],
      [head.replace('"note":"cairn', '"note":"'), ...lines.slice(0, 3)],
      [head, ada, ...lines.slice(0, 2)],
      [head, ada.replace("2028-11", "2028-13"), ...lines.slice(1, 3)],
      [head, ada.replace(" - - 2028-11", " 2026-02-30 - 2028-11"), ...lines.slice(1, 3)],
      [head, ada.slice(0, -3), ...lines.slice(1, 3)],
      [head, ada.replace(/ (\d+) ([0-9a-f]{32}) /, " 999999 $2 "), ...lines.slice(1, 3)],
      ["[".repeat(100_000), ...lines.slice(0, 3)],
    ]
    for (const body of wrong) {
      const bytes = utf8(body.join("\n"))
      const file = utf8(
        `cairn-audit-state/2 ${bytes.length} ${hex(await sha256Platform(bytes))}\n${fromUtf8(bytes)}`,
      )
      await expect(
        readKept(file, async () => new Uint8Array(0)),
        body[1],
      ).rejects.toMatchObject({
        code: "state-malformed",
      })
    }
  })

  test("of another organisation is refused", async () => {
    const kept = { ...(await upTo(33)), fingerprint: "0".repeat(64) }
    await expect(upTo(57, kept)).rejects.toMatchObject({ code: "state-malformed" })
  })
})

test("a crash before the state has its name leaves the old one", async () => {
  const place = folder()
  await writeState(place, await upTo(33))
  const old = readFileSync(join(place, readdirSync(place).find((name) => name.endsWith(".state")) as string))
  const next = saveKept(await upTo(57, await readState(place, fingerprint())))
  writeFileSync(join(place, `${fingerprint().slice(0, 16)}.${next.segment?.name}.people`), "cut o")
  const kept = (await readState(place, fingerprint())) as Kept
  expect(hex(kept.seen.root)).toBe(hex((await upTo(33)).seen.root))
  await writeState(place, await upTo(57, kept))
  expect(codesOf(await auditing(keys, sourceOf(forge, files), { kept }))).toEqual([])
  expect(old.length).toBeGreaterThan(0)
})
