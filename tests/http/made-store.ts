// The server over a store that is as a test makes it: no port, no disk, and the very requests that a platform would hand over.
import { createServer } from "../../src/server/app.ts"
import { LIMITS } from "../../src/server/limits.ts"
import type { Fault } from "../../src/server/setting.ts"
import type { Store } from "../../src/storage/port.ts"
import { account, ORIGIN, organisation, TODAY } from "../fixtures/account.ts"

export async function over(
  putSubmission: Store["putSubmission"],
  limits = LIMITS,
  given: Partial<Store> = {},
) {
  let day = TODAY
  const made = await organisation()
  const faults: Fault[] = []
  const dropped: string[] = []
  const promises: Uint8Array[] = []
  const store = {
    charters: async () => [made.note],
    promiseFor: async () => promises[0],
    draft: async () => undefined,
    dropDraftsBefore: async () => 0,
    dropUploadsBefore: async (day: string) => dropped.push(day),
    putSubmission,
    uploadBytes: async () => 0,
    putPart: async () => "stored",
    ...given,
  } as Partial<Store> as Store
  const server = await createServer({
    store,
    sequencer: {
      day: async () => day,
      promise: async () => new TextEncoder().encode("a promise\n"),
      holds: () => true,
      seen: async () => {},
      head: async () => ({ placed: 1, day: TODAY, size: 1, checkpoint: new Uint8Array(0) }),
    },
    accepted: () => {},
    site: {
      origin: ORIGIN,
      fingerprint: made.charter.hash,
      charter: { version: 1, sha256: made.charter.hash },
      publicUrls: [],
    },
    now: () => Date.parse(`${day}T12:00:00Z`) / 1000,
    assets: async () => undefined,
    fault: (fault) => faults.push(fault),
    limits,
  })
  const { package: pack } = await account(made.charter)
  const headers = { "content-type": "application/x-tar" }
  const body = Uint8Array.from(pack)
  const send = () =>
    server.handle(new Request("http://a/submissions", { method: "POST", headers, body }), undefined)
  const onDay = (next: string): void => {
    day = next
  }
  return { send, faults, server, dropped, onDay, promises, made }
}
