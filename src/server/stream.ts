// A body that is made while it is sent.
import type { Bytes } from "../core/chunks.ts"
import { codeOf } from "./problem.ts"

/** What fails after the first byte can only cut the line: the status has been sent. @param fault told what is ours */
export function streamOf(
  bytes: Bytes,
  fault: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = (async function* () {
    yield* bytes
  })()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      } catch (error) {
        if (codeOf(error) === "fault") fault(error)
        controller.error(new Error("cut")) // without what was thrown: nobody prints it by accident
      }
    },
    async cancel() {
      await iterator.return()
    },
  })
}
