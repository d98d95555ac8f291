// The intake's table against the standard's own file, and the project's copies of the standards against the originals.
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { FIELDS } from "../../../src/core/intake/fields.ts"

const ROOT = new URL("../../../", import.meta.url)
const SHARED = new URL("../shared/standards/", ROOT)

interface StandardField {
  readonly required: boolean
  readonly options?: readonly string[]
  readonly [key: string]: unknown
}

describe("the fields of the intake", () => {
  const text = readFileSync(new URL("docs/standards/intake-fields.json", ROOT), "utf8")
  const { version, fields } = JSON.parse(text) as { version: string; fields: readonly StandardField[] }

  test("are those of docs/standards/intake-fields.json, in its order", () => {
    expect(version).toBe("cairn-intake/1")
    expect(fields).toHaveLength(36)
    const ours = ({ id, section, type, sensitivity, defaultExport, options = [] }: StandardField) => {
      return { id, section, type, sensitivity, defaultExport, options }
    }
    expect(FIELDS).toEqual(fields.map(ours))
  })

  test("are never required", () => {
    expect(fields.filter(({ required }) => required !== false)).toEqual([])
  })
})

// A clone may stand alone; where the originals lie beside it, the copies must be theirs byte for byte.
const here = existsSync(SHARED)
if (!here) console.info(`standards: no originals at ${SHARED.pathname}, copies not compared`)

describe.skipIf(!here && process.env.CAIRN_ALL !== "1")("docs/standards", () => {
  test.each(["consent.schema.json", "consent.example.json", "intake-fields.json"])(
    "%s is the original",
    (name) => {
      const copy = readFileSync(new URL(`docs/standards/${name}`, ROOT))
      expect(copy.equals(readFileSync(new URL(name, SHARED)))).toBe(true)
    },
  )
})
