// How patient a page is with a line: it tries again after growing waits, for about half a minute, gives a server the time it asks for,
// and then asks her. By a clock of the test's own.
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { LineError, persist } from "../../client/survivor/line.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Fails as it is told to, then works. @returns the seconds at which it was tried, and what the screen was told */
async function tried(faults: readonly LineError[]): Promise<{ at: number[]; told: string[] }> {
  const due = [...faults]
  const at: number[] = []
  const told: string[] = []
  const began = Date.now()
  const patience = {
    waiting: (trouble: string) => void told.push(`waiting ${trouble}`),
    stuck: async (trouble: string) => void told.push(`stuck ${trouble}`),
  }
  const done = persist(patience, async (first) => {
    at.push((Date.now() - began) / 1000)
    expect(first).toBe(at.length === 1)
    const fault = due.shift()
    if (fault !== undefined) throw fault
    return "arrived"
  })
  await vi.runAllTimersAsync()
  expect(await done).toBe("arrived")
  return { at, told }
}

const cut = () => new LineError("line", "cut")

test("requirement 26: six tries more within half a minute, then she is asked, and it begins anew", async () => {
  const { at, told } = await tried(Array.from({ length: 8 }, cut))
  expect(at).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 31.5, 32])
  expect(told).toEqual([...Array(6).fill("waiting line"), "stuck line", "waiting line"])
})

test("a server that asks for time is given it, up to a minute", async () => {
  const { at, told } = await tried([
    new LineError("busy", "503", 5),
    new LineError("busy", "503", 3600),
    cut(),
  ])
  expect(at).toEqual([0, 5, 65, 67])
  expect(told).toEqual(["waiting busy", "waiting busy", "waiting line"])
})

test("what is no fault of the line is not tried again", async () => {
  const patience = { waiting: () => {}, stuck: async () => {} }
  await expect(persist(patience, () => Promise.reject(new Error("other")))).rejects.toThrow("other")
})
