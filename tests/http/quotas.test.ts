// The counts behind the limits (src/server/limits.ts), where no request can be sent that shows them: who is charged for an
// upload that two classes fill, and a table of lines that is full.
import { expect, test } from "vitest"
import { LIMITS, RateLimit, UploadQuota } from "../../src/server/limits.ts"
import { refusalOf } from "../core/refusal.ts"

const DAY = "2026-11-21"
const [BEGINS, GOES_ON] = ["10.0.1.1", "10.0.2.1"]
const stored = async () => "stored" as const

function newQuota() {
  const plan = { ...LIMITS, uploadBytes: 4000 } // a class gets 1000
  return new UploadQuota(plan, new RateLimit(plan, () => 0))
}

test("who sends a part is charged for it, not who began the upload", async () => {
  const quota = newQuota()
  const put = (id: string, size: number, address: string) =>
    refusalOf(() => quota.within(id, size, address, 0, DAY, stored))
  expect(await put("one", 100, BEGINS)).toBe("taken")
  expect(await put("one", 900, GOES_ON)).toBe("taken")
  expect(await put("one", 200, GOES_ON)).toBe("busy") // its quarter is full, through another's upload
  expect(await put("two", 900, BEGINS)).toBe("taken") // and the other's is not
  expect(await put("two", 100, BEGINS)).toBe("busy")
})

test("a claimed upload frees the room of everyone who sent for it", async () => {
  const quota = newQuota()
  const put = (id: string, size: number, address: string) =>
    refusalOf(() => quota.within(id, size, address, 0, DAY, stored))
  await put("one", 1000, BEGINS)
  await put("one", 1000, GOES_ON)
  expect([await put("two", 1, BEGINS), await put("two", 1, GOES_ON)]).toEqual(["busy", "busy"])
  quota.release("one")
  expect([await put("two", 1000, BEGINS), await put("two", 1000, GOES_ON)]).toEqual(["taken", "taken"])
})

test("parts that come on a later day keep the upload's charge as long as the upload", async () => {
  const quota = newQuota()
  const put = (id: string, size: number, day: string) =>
    refusalOf(() => quota.within(id, size, BEGINS, 0, day, stored))
  await put("one", 900, "2026-11-21")
  await put("one", 100, "2026-11-23")
  quota.releaseBefore("2026-11-22")
  expect(await put("two", 1, DAY)).toBe("busy")
  quota.releaseBefore("2026-11-24")
  expect(await put("two", 1000, DAY)).toBe("taken")
})

test("past the table's size, giving back lowers the count that all new lines share", async () => {
  const plan = { ...LIMITS, perMinute: { ...LIMITS.perMinute, other: 3 } }
  const rate = new RateLimit(plan, () => 0, 1)
  const take = (address: string) => refusalOf(() => rate.take(address, "other"))
  await rate.take("10.0.0.1", "other") // the only line that has a count of its own
  for (let n = 2; n < 22; n++) {
    expect(await take(`10.0.0.${n}`)).toBe("taken")
    await rate.giveBack(`10.0.0.${n}`, "other")
  }
  for (let n = 2; n < 5; n++) expect(await take(`10.0.0.${n}`)).toBe("taken")
  expect(await take("10.0.0.9")).toBe("slow-down")
  expect(await take("10.0.0.1")).toBe("taken")
})

test("a request that is given back in another minute takes nothing from that minute", async () => {
  let now = 0
  const rate = new RateLimit({ ...LIMITS, perMinute: { ...LIMITS.perMinute, other: 1 } }, () => now)
  const take = (address: string) => refusalOf(() => rate.take(address, "other"))
  await rate.take("10.0.0.1", "other")
  now = 60
  await rate.take("10.0.0.2", "other")
  await rate.giveBack("10.0.0.1", "other")
  expect(await take("10.0.0.2")).toBe("slow-down")
  expect(await take("10.0.0.1")).toBe("taken")
  expect(await take("10.0.0.1")).toBe("slow-down")
})
