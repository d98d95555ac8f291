// The README's walk-through, pasted block by block into one shell, with a port of the test's own.
import { readFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ROOT, spawned } from "./run.ts"

const FLAGS: string[] = JSON.parse(readFileSync(join(ROOT, "bin/flags.json"), "utf8"))

function blocks(): string[] {
  const text = readFileSync(join(ROOT, "README.md"), "utf8")
  const [, part = ""] = text.split("## Try it\n")
  return [...(part.split("\n## ")[0] as string).matchAll(/```sh\n([\s\S]*?)```/g)].map(
    ([, block]) => block as string,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

test("Try it works as it stands, pasted block by block", { timeout: 900_000 }, async () => {
  const all = blocks()
  expect(all.length).toBeGreaterThan(10)
  const port = await freePort()
  // The same program without npm's start before each command.
  const node = `'${process.execPath}'`
  const prelude = `npx() { shift; ${node} ${FLAGS.join(" ")} src/cli/main.ts "$@"; echo "[$1 $2: $?]"; }
node() { shift; exec ${node} src/cli/main.ts "$@"; }
trap 'kill $serving 2>/dev/null; rm -rf "$try"' EXIT
`
  const script = prelude + all.map((block, i) => `echo "== block ${i}"\n${block}`).join("\n")
  const { stdout, stderr, status } = await spawned("bash", ["-c", script.replaceAll("8099", `${port}`)], ROOT)
  const out = stdout.toString()
  const said = out.replaceAll(/\/tmp\/[^/\s]+/g, "TRY")
  const all0 = [...out.matchAll(/^\[(\S+) ?(\S*): (\d+)\]$/gm)].map(([, a, b, code]) => `${a} ${b} ${code}`)
  const failing = all0.filter((one) => !one.endsWith(" 0"))
  const context = `${said}\n${stderr}`
  expect([failing.map((one) => one.split(" ")[0]), context.includes("refused: withdrawn")], context).toEqual([
    // The two withdrawn accounts, the erased one, and the package that was changed.
    ["open", "open", "open"],
    true,
  ])
  expect(status).toBe(0)
  expect(said.match(/^cairn\/promise\/v1 /gm)?.length).toBe(2)
  expect(said).toContain("opened 2, refused 0: TRY/opened")
  expect(said).toContain("opened 0, refused 2: TRY/refused")
  expect(said).toContain("opened 1, refused 1: TRY/later")
  expect(said).toMatch(/in the log as entry \d+, checked/)
  for (const line of ["2 new cases", "2 cases withdrawn, and locked", "1 case erased", "1 case given back"])
    expect(said).toContain(line)
  expect(said).toContain("refused 0\n[carry push: 0]")
  expect(said).toMatch(/^replies to you: 1$/m)
  expect(said).toContain("verdict: Everything that was checked is as it must be.")
  expect(said).toContain("it is erased: the server holds nothing of it but these statements")
  expect(said).toContain("all well: TRY/data")
  expect(said.match(/^TRY\/data\/(containers|headers)\/../gm)?.length).toBe(2)
  expect(stderr).toContain("cairn: error: damaged")
})
