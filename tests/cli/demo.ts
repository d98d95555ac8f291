// A demonstration organisation on disk and the arguments that seal to it and open from it.
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Testimony } from "../../src/core/intake/testimony.ts"
import { TESTIMONY } from "../fixtures/account.ts"
import { cairnOk, ROOT, scratch } from "./run.ts"

const CONSENT = join(ROOT, "tests/fixtures/consent.json")

export interface Demo {
  readonly folder: string
  readonly fingerprint: string
  /** Arguments of `cairn seal` for a package `<name>.cairn` and a receipt `<name>.txt`. */
  sealing(name: string, testimony?: Testimony, ...more: string[]): string[]
  /** Arguments of `cairn open` of that package into `<name>`. */
  opening(name: string, ...more: string[]): string[]
}

/** Makes one with `cairn init --demo` in a folder that is gone after the test. */
export async function demo(): Promise<Demo> {
  const folder = scratch()
  await cairnOk(folder, ["init", "--demo"])
  const fingerprint = readFileSync(join(folder, "demo/fingerprint.txt"), "utf8").trim()
  cpSync(CONSENT, join(folder, "c.json"))
  return {
    folder,
    fingerprint,
    sealing(name, testimony = TESTIMONY, ...more) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(testimony, null, 2))
      const files = ["--testimony", `${name}.json`, "--consent", "c.json"]
      const out = ["--out", `${name}.cairn`, "--receipt-out", `${name}.txt`]
      return [
        "seal",
        "--charter",
        "data/charter/1.note",
        "--fingerprint",
        fingerprint,
        ...files,
        ...out,
        ...more,
      ]
    },
    opening: (name, ...more) => [
      ...["open", `${name}.cairn`, "--identity", "demo/intake.age-identity"],
      ...["--fingerprint", fingerprint, "--out", name, ...more],
    ],
  }
}
