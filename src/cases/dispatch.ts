// A dispatch bundle (PROTOCOL section 11): everything that waits, each console's statements in their order, with the records they
// need, the replies, and the newest checkpoint that was seen. Written from the store as it is; nothing is taken out of it: that is
// for the bundle that acknowledges it.
import { BundleWriter } from "../bundle/writer.ts"
import { fromBase64 } from "../core/base64.ts"
import { CHECKPOINT } from "../core/carried.ts"
import type { Dispatched } from "./desk.ts"
import { CasesError } from "./errors.ts"
import type { OutFile } from "./outbox.ts"
import { charterOf, type Room, stateOf } from "./room.ts"
import { openBlob } from "./sealed.ts"

const BUDGET = 60 * 1024 * 1024 // bytes: what a server takes at a time, less what the zip itself needs

/** @throws {CasesError} `store-older`: what waits would fork this console's chain */
export async function dispatch(
  room: Room,
  sink: (chunk: Uint8Array) => Promise<void> | void,
): Promise<Dispatched> {
  const { store, newSha256 } = room
  const { size, checkpoint, stopped } = stateOf(room)
  const { items, replies } = store.outbox
  if (items.some(({ console }) => stopped.includes(console)))
    throw new CasesError("store-older", "the log holds more of this console than its store")
  const zip = new BundleWriter(sink, newSha256)
  await zip.add(CHECKPOINT, [fromBase64(checkpoint)])
  const count = { statements: 0, records: 0, replies: 0 }
  let left = BUDGET
  const add = async ({ path, ref }: OutFile): Promise<boolean> => {
    if (zip.has(path)) return false
    await zip.add(path, [await openBlob(store.sealing, ref)])
    return true
  }
  for (const { leaf, note, files } of items) {
    const words = replies.filter(({ after }) => after === leaf).flatMap((one) => one.files)
    const bytes = fromBase64(note)
    const needed = [...files, ...words].reduce((sum, { ref }) => sum + ref.size, bytes.length + 4096)
    if (needed > left) break // in order: what is after it waits too
    left -= needed
    for (const file of files) if (await add(file)) count.records++
    for (const file of words) if (await add(file)) count.replies++
    await zip.add(`statements/${leaf}.note`, [bytes])
    count.statements++
  }
  const { origin } = charterOf(room)
  await zip.end({ format: "cairn-dispatch-bundle/1", origin, size, day: room.today() })
  return { ...count, left: items.length - count.statements }
}
