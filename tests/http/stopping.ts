// A log that may not sign: reading goes on, whatever needs a promise is put off, and withdrawals are obeyed.
import { expect, test } from "vitest"
import { toBase64 } from "../../src/core/base64.ts"
import { parseHeld } from "../../src/core/http/answers.ts"
import { parsePrivateKey, parseVkey } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { account, ORIGIN } from "../fixtures/account.ts"
import { closing, Days } from "./days.ts"
import { bundleOf, Console } from "./dispatches.ts"
import { change, Holder } from "./holder.ts"
import { post, type Target, told } from "./world.ts"

export function stopping(target: Target): void {
  closing()
  const larger = async ({ world }: Days) => {
    const log = await parsePrivateKey(world.made.logKey)
    return signCheckpoint({ origin: ORIGIN, size: 1000, root: new Uint8Array(32).fill(7) }, log)
  }
  const seen = async (days: Days, header: string) =>
    told(await days.ask("/holdings", days.world.courier, { headers: { "cairn-seen": header } }))

  test("a larger checkpoint that a courier has seen stops the signing; withdrawals are obeyed, their promises follow", async () => {
    const days = await Days.begin(target)
    const { world } = days
    const { charter } = world.made
    const her = await Holder.at(days.url, charter)
    expect(await seen(days, toBase64(await larger(days)))).toBe("200")

    expect(await told(await post(days.url, (await account(charter)).package))).toBe("503 busy")
    expect(await told(await change(days.url, (await her.says("amended", {}, false)).bytes))).toBe("503 busy")
    const one = await Console.of(world)
    const { files } = await one.states({ subject: her.subject, action: "imported", consent: her.head.leaf })
    const body = await bundleOf(files)
    expect(await told(await days.ask("/dispatch", world.courier, { method: "POST", body }))).toBe("503 busy")
    for (const path of ["/holdings", "/pending", `/containers/${her.given.content.root}`])
      expect((await days.ask(path, world.courier)).status).toBe(200)
    expect(await told(await post(days.url, her.given.package))).toBe("201") // it was accepted before

    const out = await her.says("withdrawn")
    const answers = [await change(days.url, out.bytes), await change(days.url, out.bytes)]
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([202, ""])
    expect(await told(await days.ask(`/containers/${her.given.content.root}`, world.courier))).toBe(
      "409 withdrawn",
    )
    const { items } = await (await days.ask("/pending", world.courier)).json()
    expect(items).toContainEqual({
      leaf: out.leaf,
      note: Buffer.from(out.statement).toString(),
      promise: null,
    })
    const mine = async () => {
      const response = await days.ask(`/subjects/${her.subject}`, her.signer)
      return parseHeld(new Uint8Array(await response.arrayBuffer()))
    }
    expect((await mine()).statements.at(-1)?.promise).toBe(null)

    await days.stop()
    const store = await openNodeStore(world.data)
    await store.setStopped(undefined) // as `cairn restore` does once it has what was missing
    await store.close()
    await days.start()
    const { promise } = (await mine()).statements.at(-1) as { promise: Uint8Array }
    expect((await openPromise(promise, ORIGIN, parseVkey(charter.body.log))).leaf).toBe(out.leaf)
    expect(await (await change(days.url, out.bytes)).text()).toBe(Buffer.from(promise).toString())
  })

  test("a withdrawal that was taken without a promise gets it when it is sent again", async () => {
    const days = await Days.begin(target)
    const her = await Holder.at(days.url, days.world.made.charter)
    await seen(days, toBase64(await larger(days)))
    const out = await her.says("withdrawn")
    await change(days.url, out.bytes)
    await days.stop()
    const store = await openNodeStore(days.world.data)
    await store.setStopped(undefined)
    await store.close()
    await days.start()
    expect(await (await change(days.url, out.bytes)).text()).toContain(out.leaf)
  })

  test("our own checkpoint, an odd one and somebody else's stop nothing", async () => {
    const days = await Days.begin(target)
    const own = new Uint8Array(await (await fetch(`${days.url}/log/checkpoint`)).arrayBuffer())
    expect(await seen(days, toBase64(own))).toBe("200")
    expect(await seen(days, "no base64")).toBe("400 note-malformed")
    expect(await seen(days, "AAAA")).toBe("400 note-malformed")
    const other = await signCheckpoint(
      { origin: ORIGIN, size: 1000, root: new Uint8Array(32) },
      days.world.courier,
    )
    expect(await seen(days, toBase64(other))).toBe("400 signature")
    expect(await told(await post(days.url, (await account(days.world.made.charter)).package))).toBe("201")
  })

  test("a checkpoint that a stranger shows is not looked at", async () => {
    const days = await Days.begin(target)
    const headers = { "cairn-seen": toBase64(await larger(days)) }
    await fetch(`${days.url}/log/checkpoint`, { headers })
    const her = await Holder.at(days.url, days.world.made.charter)
    await days.ask(`/subjects/${her.subject}`, her.signer, { headers })
    expect(await told(await post(days.url, (await account(days.world.made.charter)).package))).toBe("201")
  })
}
