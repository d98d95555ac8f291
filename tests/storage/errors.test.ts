// What a system says when it cannot, told in the port's words, however deep it is wrapped; everything else stays a fault.
import { describe, expect, test } from "vitest"
import { told as toldByNode } from "../../src/storage/node/errors.ts"
import { StoreError } from "../../src/storage/port.ts"
import { told as toldByWorkers } from "../../src/storage/workers/errors.ts"

const coded = (code: string) => Object.assign(new Error("x"), { code })
const wrapped = (cause: unknown) => new Error("query failed", { cause: new Error("again", { cause }) })

describe("Node", () => {
  test.each([
    ["ENOSPC", "storage-full"],
    ["EDQUOT", "storage-full"],
    ["SQLITE_FULL", "storage-full"],
    ["SQLITE_IOERR_SHMSIZE", "storage-full"],
    ["SQLITE_BUSY", "busy"],
    ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ])("%s: %s", (code, said) => {
    for (const error of [coded(code), wrapped(coded(code))])
      expect(toldByNode(error)).toMatchObject({ code: said })
  })

  test.each([coded("EIO"), coded("SQLITE_CONSTRAINT"), new StoreError("busy"), "text"])(
    "%s stays",
    (error) => {
      expect(toldByNode(error)).toBe(error)
    },
  )
})

describe("Workers", () => {
  test.each([
    ["D1_ERROR: Exceeded maximum DB size.", "storage-full"],
    ["D1_ERROR: database or disk is full: SQLITE_FULL", "storage-full"],
    ["D1 DB is overloaded. Requests queued for too long.", "busy"],
  ])("%s: %s", (message, said) => {
    for (const error of [new Error(message), wrapped(new Error(message))])
      expect(toldByWorkers(error)).toMatchObject({ code: said })
  })

  test("anything else stays", () => {
    const error = new Error("D1_ERROR: UNIQUE constraint failed: contents.root")
    expect(toldByWorkers(error)).toBe(error)
  })
})
