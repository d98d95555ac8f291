// The peer: the least that an HTTP server on this machine can do with the same bytes. It keeps each body in one file, syncs
// that, and answers; it checks nothing, and has no rows. What Cairn does beyond it is the difference.
import { randomUUID } from "node:crypto"
import { open } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

const folder = process.argv[2] as string

const server = createServer(async (request, response) => {
  const file = await open(join(folder, randomUUID()), "wx", 0o600)
  for await (const chunk of request) await file.write(chunk)
  await file.sync()
  await file.close()
  response.writeHead(201, { "content-type": "text/plain" }).end("kept\n")
})
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
