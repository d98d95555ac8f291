// `npm start`: on first run a demonstration organisation, then its pages and its server, and what to try next.
// It protects nobody, and says so.
import { spawn } from "node:child_process"
import { readdir, readFile, stat } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { CliError } from "./errors.ts"
import { isThere } from "./files.ts"
import { init } from "./init.ts"
import type { Output } from "./output.ts"
import { begin, dataFolder, portOf, stopped } from "./serve.ts"

const ROOT = join(import.meta.dirname, "../..")
const SOURCES = ["client", "src", "vite.config.ts", "package.json"]
const BUILT = ["dist/client/index.html", "dist/console/console.html"]

/** @returns the exit status, once it was stopped */
export async function start(args: string[], output: Output): Promise<number> {
  if (args.length > 0)
    throw new CliError("usage", "npm start takes no options", "PORT and HOST say where it listens")
  const data = resolve(dataFolder())
  const demo = join(dirname(data), "demo")
  if (!(await isThere(join(data, "site.json")))) {
    // At once, so that who tries it sees the log grow: a real one's daily batches tell nobody when somebody wrote.
    await init(["--demo", "--data", data, "--demo-dir", demo, "--merge", "immediate"], output)
  }
  await buildPages()
  const running = await begin({ data, port: portOf(process.env.PORT) })
  process.stdout.write(`cairn: listening on ${running.url}\n`)
  const fingerprint = JSON.parse(await readFile(join(data, "site.json"), "utf8")).fingerprint as string
  process.stdout.write(guide(running.url, running.kind, data, demo, fingerprint))
  await stopped(running)
  return 0
}

// Whether the pages are there and newer than what they are made from; the building itself is the project's own script.
async function buildPages(): Promise<void> {
  const built = Math.min(...(await Promise.all(BUILT.map((name) => timeOf(join(ROOT, name))))))
  const sources = await Promise.all(SOURCES.map((name) => newestIn(join(ROOT, name))))
  if (built > Math.max(...sources)) return
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>
  }
  if (scripts.build === undefined) {
    process.stderr.write("cairn: no build script: pages are served as they are, if there are any\n")
    return
  }
  process.stderr.write("cairn: building the pages\n")
  const status = await new Promise<number | null>((done, fail) => {
    const child = spawn("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: ["ignore", 2, 2] })
    child.on("error", fail)
    child.on("close", done)
  })
  if (status !== 0) throw new CliError("file", "the pages could not be built", "npm run build says why")
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(...(await Promise.all([path, ...files].map(timeOf))))
}

function timeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}

function guide(url: string, kind: string, data: string, keys: string, fingerprint: string): string {
  const what =
    kind === "demonstration"
      ? "This is a DEMONSTRATION. Its keys lie beside it; it protects nobody.\nWrite nothing in it that is true."
      : "This is a production organisation."
  const demo =
    kind === "demonstration" ? relative(process.cwd(), keys) || "." : "<where the offline keys are>"
  return `
${what}

  open in a browser     ${url}/
  come back             ${url}/return, with the words that the page gave you
  check the log         ${url}/audit
  is it the real page   ${url}/real
  for the staff         ${url}/console.html, to save and open on a machine without a network
  the organisation      ${data}
  the offline keys      ${demo}/ (a real organisation's are never on a server)
  the fingerprint       ${fingerprint}

Send an account from the page. Then, in another terminal, carry it out and open it:

  npx cairn carry pull --from ${url} --key ${demo}/courier.key \\
      --fingerprint ${fingerprint} --out intake.zip
  npx cairn open intake.zip --identity ${demo}/intake.age-identity \\
      --fingerprint ${fingerprint} --out opened

What an auditor sees, and what she herself can do with her words alone:

  npx cairn audit ${url} --fingerprint ${fingerprint} \\
      --key ${demo}/auditor.key --identity ${demo}/audit.age-identity --html audit.html
  npx cairn consent show --from ${url} --fingerprint ${fingerprint} \\
      --receipt-file <a file with the words>

Ctrl-C stops it. Remove data and demo to begin again.
`
}
