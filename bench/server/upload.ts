// Sends large containers as a page does, in parts of 1 MiB and then the package that claims them, several at a time. A
// process of its own.
import { createHash, randomBytes } from "node:crypto"
import { open, readFile } from "node:fs/promises"
import { Agent } from "node:http"
import { join } from "node:path"
import { collect } from "../../src/core/chunks.ts"
import { PART } from "../../src/core/container/parts.ts"
import { contentDigest } from "../../src/core/http/signature.ts"
import { encodePackage } from "../../src/core/package.ts"
import { ask, submit } from "../../tests/durability/asking.ts"
import type { Large } from "./sealer.ts"

export interface UploadPlan {
  readonly url: string
  readonly folder: string
  readonly numbers: readonly number[]
}

const { url, folder, numbers } = JSON.parse(process.argv[2] as string) as UploadPlan
const agent = new Agent({ keepAlive: true })
const begun = performance.now()
await Promise.all(numbers.map((n) => upload(join(folder, `${n}`))))
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begun) / 1000 }))
agent.destroy()

async function upload(path: string): Promise<void> {
  const { statement, record, root, size } = JSON.parse(await readFile(`${path}.json`, "utf8")) as Large
  const id = randomBytes(16).toString("hex")
  const file = await open(`${path}.age`)
  const buffer = new Uint8Array(PART)
  for (let n = 0; n * PART < size; n++) {
    const { bytesRead } = await file.read(buffer, 0, PART, n * PART)
    const body = buffer.subarray(0, bytesRead)
    const headers = { "content-digest": contentDigest(createHash("sha256").update(body).digest()) }
    expect(204, await ask(`${url}/uploads/${id}/${n}`, { method: "PUT", headers, body, agent }))
  }
  await file.close()
  const parts = { statement: Buffer.from(statement, "base64"), record: Buffer.from(record, "base64") }
  const pack = encodePackage({ ...parts, container: { id, root, size } })
  expect(201, await submit(url, await collect(pack, Number.POSITIVE_INFINITY), { agent }))
}

function expect(status: number, answer: { status: number; body: Buffer }): void {
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body.toString("utf8")}`)
}
