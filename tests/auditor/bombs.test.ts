// Bundles that mean harm: each ends with a clear word, and all of them together in less memory than one of them unfolds to. In a
// process of its own, so that its memory is what is measured.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ROOT, scratch, spawned } from "../cli/run.ts"
import { BOMBS } from "./bombs.ts"

const MOST_MB = 800

test("zip bombs end with a clear word, in bounded memory", { timeout: 600_000 }, async () => {
  const folder = scratch()
  const paths = BOMBS.map(([, write], n) => {
    const path = join(folder, `${n}.zip`)
    write(path)
    return path
  })
  const flags = JSON.parse(readFileSync(join(ROOT, "bin/flags.json"), "utf8")) as string[]
  const child = join(import.meta.dirname, "bomb-child.ts")
  const { status, stdout, stderr } = await spawned(process.execPath, [...flags, child, ...paths], ROOT)
  const codes = stdout.toString().trimEnd().split("\n")
  const megabytes = Number(codes.pop())
  expect([status, stderr.includes("heap")]).toEqual([0, false])
  expect(Object.fromEntries(BOMBS.map(([name], n) => [name, codes[n]]))).toEqual(
    Object.fromEntries(BOMBS.map(([name]) => [name, expect.stringMatching(/^(bundle-m|too-large)/)])),
  )
  expect(megabytes).toBeLessThan(MOST_MB)
  console.log(`zip bombs: ${BOMBS.length} files, peak ${megabytes} MB`)
})
