// The server's readers alone: bodies that are too long or too slow, forms cut anywhere, addresses, and the code of
// everything thrown.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat, utf8 } from "../../src/core/bytes.ts"
import { collect, ReadError } from "../../src/core/chunks.ts"
import { RequestError } from "../../src/core/http/signature.ts"
import { classOf, lineOf, parseProxies, senderOf } from "../../src/server/address.ts"
import { assetNames, assetType } from "../../src/server/assets.ts"
import { requestBody } from "../../src/server/body.ts"
import { LIMITS, RateLimit, UploadQuota } from "../../src/server/limits.ts"
import { formFile } from "../../src/server/multipart.ts"
import { codeOf, problem, Refusal, STATUS } from "../../src/server/problem.ts"
import { parseSite } from "../../src/server/site.ts"
import { StoreError } from "../../src/storage/port.ts"

const all = (bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) =>
  collect(bytes, Number.POSITIVE_INFINITY)
const code = async (act: () => unknown) => {
  try {
    await act()
  } catch (error) {
    return codeOf(error)
  }
  return "taken"
}

describe("a body", () => {
  const request = (chunks: Uint8Array[], headers = {}) =>
    new Request("http://a/", {
      method: "POST",
      headers,
      body: new ReadableStream({
        pull(controller) {
          const next = chunks.shift()
          if (next === undefined) controller.close()
          else controller.enqueue(next)
        },
      }),
      duplex: "half",
    } as RequestInit)
  const three = () => [1, 2, 3].map(() => new Uint8Array(1000))

  test("up to its limit is read whole", async () => {
    expect((await all(requestBody(request(three()), 3000, () => 0).bytes)).length).toBe(3000)
  })

  test.each([{}, { "content-length": "1" }])(
    "a byte longer is refused while reading, %o",
    async (headers) => {
      expect(await code(() => all(requestBody(request(three(), headers), 2999, () => 0).bytes))).toBe(
        "too-large",
      )
    },
  )

  test.each(["3001", "1e9", "x"])("that says %s is refused at once", async (length) => {
    expect(await code(() => requestBody(request([], { "content-length": length }), 3000, () => 0))).toBe(
      "too-large",
    )
  })

  test("that trickles is refused, one that only takes long is not", async () => {
    const clock = (step: number) => {
      let now = 0
      return () => {
        now += step
        return now
      }
    }
    expect(await code(() => all(requestBody(request(three()), 9000, clock(1)).bytes))).toBe("taken")
    expect(await code(() => all(requestBody(request(three()), 9000, clock(30)).bytes))).toBe("busy")
  })

  test("is drained to its end, or to its limit, and a broken one ends there", async () => {
    const chunks = three()
    await requestBody(request(chunks), 3000, () => 0).drain()
    expect(chunks).toEqual([])
    const more = Array.from({ length: 20 }, () => new Uint8Array(1000))
    await requestBody(request(more), 3000, () => 0).drain()
    expect(more.length).toBeGreaterThan(10)
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("secret")) })
    const body = requestBody(
      new Request("http://a/", { method: "POST", body: broken, duplex: "half" } as RequestInit),
      9,
      () => 0,
    )
    const error = await all(body.bytes).catch((thrown) => thrown)
    expect(codeOf(error)).toBe("note-malformed")
    expect(`${error.message} ${error.cause}`).not.toContain("secret")
    await body.drain()
  })
})

describe("a form", () => {
  const TYPE = "multipart/form-data; boundary=XX"
  const HEAD =
    '--XX\r\nContent-Disposition: form-data; name="package"; filename="a.cairn"\r\nContent-Type: a/b\r\n\r\n'
  const read = async (bytes: Uint8Array, cuts: number[], type = TYPE) => {
    const places = [0, ...cuts.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
    const chunks = places.slice(1).map((to, i) => bytes.subarray(places[i], to))
    return all(await formFile(type, chunks))
  }

  test("gives its file back however it is cut, though the file holds almost its boundary", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("\r", "\n", "-", "X", "\r\n--X", "--XX", "a"), { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom("", "\r\n"),
        async (words, cuts, last) => {
          const file = words.join("").replaceAll("\r\n--XX", "")
          fc.pre(!file.includes("\r\n--XX"))
          const bytes = utf8(`${HEAD}${file}\r\n--XX--${last}`)
          expect(Buffer.from(await read(bytes, cuts)).toString()).toBe(file)
        },
      ),
      { numRuns: 200 },
    ))

  test("cut short anywhere it is refused", async () => {
    const bytes = utf8(`${HEAD}abc\r\n--XX--`)
    for (let n = 0; n < bytes.length; n++)
      expect(await code(() => read(bytes.subarray(0, n), [])), `${n}`).toBe("note-malformed")
  })

  test.each([
    ["another field", HEAD.replace("package", "packages")],
    ["a name that only ends so", HEAD.replace('name="package"', 'x-name="package"')],
    ["no file", HEAD.replace('; filename="a.cairn"', "")],
    ["something before it", `x${HEAD}`],
    [
      "a head without end",
      `--XX\r\nContent-Disposition: form-data; name="package"; filename="${"a".repeat(5000)}`,
    ],
    ["a head that is not text", HEAD.replace("a.cairn", "\u{fffd}")],
  ])("%s is refused", async (what, head) => {
    const text = Buffer.from(`${head}abc\r\n--XX--`)
    const bytes = what.endsWith("text") ? text.map((b) => (b === 0xef ? 0xff : b)) : text
    expect(await code(() => read(bytes, []))).toBe("note-malformed")
  })

  test.each(["--XX--x", "--XX\r\n", "--XX--\r\nabc", "--XX"])("an end of %j is refused", async (end) => {
    expect(await code(() => read(utf8(`${HEAD}abc\r\n${end}`), []))).toBe("note-malformed")
  })

  test.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    `multipart/form-data; boundary=${"a".repeat(71)}`,
    "multipart/mixed; boundary=XX",
  ])("the type %s is refused", async (type) => {
    expect(await code(() => read(utf8(`${HEAD}abc\r\n--XX--`), [], type))).toBe("note-malformed")
  })
})

describe("an address", () => {
  test.each([
    ["::ffff:10.0.0.1", undefined, "", "10.0.0.1"],
    ["10.0.0.1", "10.0.0.2", "", "10.0.0.1"],
    ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"],
    ["::ffff:10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"],
    ["10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "10.0.0.2"],
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.1, 10.0.0.9", "10.0.0.2"],
    ["10.0.0.1", "10.0.0.2, unknown", "10.0.0.1", "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1", "10.0.0.1"],
    ["10.0.0.1", "10.0.0.256", "10.0.0.1", "10.0.0.1"],
    ["2001:DB8::1", undefined, "", "2001:db8::1"],
    ["10.0.0.1", "10.0.0.2", "onion", undefined],
    [undefined, "10.0.0.2", "10.0.0.1", undefined],
  ])("%s, forwarded for %s, proxy %j: %s", (remote, forwarded, proxy, sender) => {
    expect(senderOf(remote, forwarded, parseProxies(proxy))).toBe(sender)
  })

  test.each([
    ["10.1.2.3", "10.1.2.3", "10.1.2"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2", "2001:db8:1"],
    ["2001:db8::1", "2001:db8:0:0", "2001:db8:0"],
    ["::1", "0:0:0:0", "0:0:0"],
    ["2001:db8:1:2::", "2001:db8:1:2", "2001:db8:1"],
  ])("%s is of line %s and class %s", (address, line, group) => {
    expect([lineOf(address), classOf(address)]).toEqual([line, group])
  })
})

describe("the room for parts", () => {
  test("of one class is a quarter, and free again when its upload is claimed or too old", async () => {
    const plan = { ...LIMITS, uploadBytes: 400 }
    const quota = new UploadQuota(plan, new RateLimit(plan, () => 0))
    const put = (id: string, day: string, address = "10.0.0.1") =>
      code(() => quota.within(id, 100, address, 0, day, async () => "stored"))
    expect(await put("a", "2026-11-20")).toBe("taken")
    expect(await put("b", "2026-11-21")).toBe("busy")
    expect(await put("b", "2026-11-21", "10.0.1.1")).toBe("taken")
    quota.releaseBefore("2026-11-20")
    expect(await put("c", "2026-11-21")).toBe("busy")
    quota.releaseBefore("2026-11-21")
    expect(await put("c", "2026-11-21")).toBe("taken")
    expect(await put("d", "2026-11-21", "10.0.1.2")).toBe("busy")
    quota.release("c")
    expect(await put("d", "2026-11-21")).toBe("taken")
  })

  test("what is still coming counts for everyone, and a put that fails counts for nobody", async () => {
    const plan = { ...LIMITS, uploadBytes: 400 }
    const quota = new UploadQuota(plan, new RateLimit(plan, () => 0))
    let finish = (_: string): void => {}
    const slow = new Promise<string>((done) => {
      finish = done
    })
    const first = quota.within("a", 300, undefined, 0, "2026-11-21", () => slow)
    expect(await code(() => quota.within("b", 101, undefined, 0, "2026-11-21", async () => "stored"))).toBe(
      "busy",
    )
    finish("stored")
    await first
    const fail = () =>
      quota.within("c", 100, "10.0.0.1", 0, "2026-11-21", () => Promise.reject(new Error("x")))
    expect([await code(fail), await code(fail)]).toEqual(["fault", "fault"])
  })
})

describe("a problem", () => {
  test("has the status of the table, and no word of what was thrown", () => {
    for (const [name, status] of Object.entries(STATUS)) {
      const made = problem(name as keyof typeof STATUS, 7)
      expect(made.status).toBe(status)
      const now = name === "clock" ? { now: 7 } : {}
      const title = expect.stringMatching(/^[A-Z][A-Za-z ]+$/)
      expect(JSON.parse(made.body)).toEqual({ type: "about:blank", title, status, code: name, ...now })
    }
  })

  test.each([
    [new StoreError("storage-full"), "storage-full"],
    [new StoreError("busy"), "busy"],
    [new Refusal("withdrawn", "x"), "withdrawn"],
    [new Refusal("erased", "x"), "erased"],
    [new ReadError("trailing-data", "x"), "note-malformed"],
    [new RequestError("clock", "x"), "clock"],
    [new Error("x"), "fault"],
    [Object.assign(new Error("x"), { code: "signature" }), "fault"],
    [Object.assign(new StoreError("busy"), { code: "toString" }), "fault"],
    [null, "fault"],
  ])("%s is told as %s", (error, told) => {
    expect(codeOf(error)).toBe(told)
  })
})

describe("names and the site", () => {
  test("a path means a page, a file or nothing", () => {
    expect(assetNames("/")).toEqual(["index.html"])
    expect(assetNames("/return")).toEqual(["return.html", "return/index.html"])
    expect(assetNames("/assets/a-1.js")).toEqual(["assets/a-1.js"])
    for (const path of [
      "//",
      "/a//b",
      "/.a",
      "/a/.b",
      "/a/..",
      "/%61",
      "/a b",
      "/a\\b",
      `/${"a".repeat(300)}`,
    ])
      expect(assetNames(path), path).toEqual([])
    expect(assetType("a.exe")).toBe("application/octet-stream")
    expect(assetType("a.toString")).toBe("application/octet-stream")
  })

  test.each([
    "x",
    "{}",
    '{"origin":"a b","fingerprint":"","charter":{},"publicUrls":[]}',
    `{"origin":"a","fingerprint":"${"0".repeat(64)}","charter":{"version":1,"sha256":"${"0".repeat(64)}"},"publicUrls":["javascript:x"]}`,
  ])("a site.json of %j is refused", (text) => {
    expect(() => parseSite(concat(utf8(text)))).toThrow("site-malformed")
  })
})
