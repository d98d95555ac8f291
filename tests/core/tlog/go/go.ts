// Runs checklog.go, which verifies a folder with a log by Go's own tlog and note packages (Debian: golang-go and
// golang-golang-x-mod-dev). Any test that has such a folder may call it.
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { promisify } from "node:util"

const ROOT = resolve(import.meta.dirname, "../../../..")
const GO = "/usr/bin/go"
const GOPATH = "/usr/share/gocode" // where Debian puts sources of Go packages
const here = existsSync(GO) && existsSync(join(GOPATH, "src/golang.org/x/mod/sumdb/tlog"))
if (!here) console.log("skipped: Go and golang.org/x/mod are not here")

/** Whether to run what needs Go: `describe.skipIf(!withGo)`. With CAIRN_ALL=1 yes, and it fails where Go is not. */
export const withGo = here || process.env.CAIRN_ALL === "1"

/** What Go counted: all of it was verified. */
export interface GoReport {
  readonly origin: string
  readonly size: number
  readonly tiles: number
  readonly bundles: number
  readonly inclusion: number
  readonly consistency: number
  /** Proofs of ours, from `proofs.json` in the folder. */
  readonly theirs: number
  readonly earlier: number
}

const run = promisify(execFile)

/**
 * Verifies the log in `folder` (`checkpoint`, `tile/<L>/<N>`, `tile/entries/<N>`); rejects with Go's words if it is wrong.
 * @param vkey the log's
 * @param earlier paths of older checkpoints of the same log
 */
export async function goVerifies(
  folder: string,
  vkey: string,
  earlier: readonly string[] = [],
): Promise<GoReport> {
  const env = {
    ...process.env,
    ...{ GO111MODULE: "off", GOPATH, GOFLAGS: "", GOPROXY: "off", GOTOOLCHAIN: "local", CGO_ENABLED: "0" },
    GOCACHE: join(ROOT, "node_modules/.cache/go"),
  }
  const program = join(import.meta.dirname, "checklog.go")
  const { stdout } = await run(GO, ["run", program, folder, vkey, ...earlier], { env, cwd: ROOT })
  return JSON.parse(stdout)
}
