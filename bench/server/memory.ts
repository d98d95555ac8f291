// Memory of the server while several large accounts come in at once: whether it grows with what is sent.
import { join } from "node:path"
import { serve } from "../../tests/durability/process.ts"
import { result } from "./child.ts"
import { residentOf } from "./usage.ts"

const UPLOAD = join(import.meta.dirname, "upload.ts")
const EVERY_MS = 50
const SLICES = 10

/** Bytes resident; `slices` are the highest of each tenth of the time. */
export interface Memory {
  readonly size: number
  readonly seconds: number
  readonly before: number
  readonly slices: readonly number[]
}

/** @param sets for each size of attachment, the numbers of its packages in `packages` */
export async function memory(
  data: string,
  packages: string,
  sets: readonly { readonly size: number; readonly numbers: readonly number[] }[],
): Promise<Memory[]> {
  const server = await serve(data)
  const all: Memory[] = []
  try {
    for (const { size, numbers } of sets) {
      const seen: number[] = [residentOf(server.pid)]
      const watch = setInterval(() => seen.push(residentOf(server.pid)), EVERY_MS)
      const { seconds } = await result<{ seconds: number }>(UPLOAD, {
        url: server.url,
        folder: packages,
        numbers,
      })
      clearInterval(watch)
      const slice = Math.ceil(seen.length / SLICES)
      const slices = Array.from({ length: SLICES }, (_, i) => seen.slice(i * slice, (i + 1) * slice))
      const filled = slices.filter((one) => one.length > 0)
      all.push({ size, seconds, before: seen[0] as number, slices: filled.map((one) => Math.max(...one)) })
    }
  } finally {
    await server.stop()
  }
  return all
}
