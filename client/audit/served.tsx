// The audit page as a server gives it: the public part of the log alone, checked in the browser. A quick look, served by those
// whom one checks, and it says so; nothing is sent but requests for public files.
import { useState } from "preact/hooks"
import { audit } from "../../src/auditor/audit.ts"
import { grownSince } from "../../src/auditor/drawing.ts"
import type { Report } from "../../src/auditor/report.ts"
import { serverSource } from "../../src/auditor/server-source.ts"
import { nobleAead } from "../../src/core/age/aead.ts"
import { peekCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { sentenceFor } from "./failure.ts"
import { Fingerprint, fingerprintIn, Pick, Run } from "./parts.tsx"
import { Picture } from "./picture.tsx"
import { Result } from "./result.tsx"

const PATIENCE_MS = 60_000 // one answer
const IN_ALL_MS = 3_600_000

export function Served({ known }: { readonly known: string }) {
  const [text, setText] = useState(known)
  const [kept, setKept] = useState<File[]>([])
  const [share, setShare] = useState<number | undefined>()
  const [outcome, setOutcome] = useState<"none" | "busy" | Report | { readonly failed: string }>("none")
  const [before, setBefore] = useState<readonly number[]>([])
  const fingerprint = fingerprintIn(text)

  const run = async (): Promise<void> => {
    if (fingerprint === undefined) return
    setOutcome("busy")
    setShare(undefined)
    try {
      const others = await Promise.all(kept.map(async (file) => new Uint8Array(await file.arrayBuffer())))
      setBefore(others.flatMap(sizeOf))
      const { report } = await audit({
        source: serverSource({
          base: location.origin,
          fetch,
          now: Date.now,
          patienceMs: PATIENCE_MS,
          until: Date.now() + IN_ALL_MS,
        }),
        fingerprint,
        others,
        aead: nobleAead, // nothing is opened here
        sampling: { containers: 0, records: 0, draw: () => 0 },
        today: new Date().toISOString().slice(0, 10),
        progress: (done, total) => setShare(total === 0 ? 1 : done / total),
      })
      setOutcome(report)
    } catch (error) {
      setOutcome({ failed: sentenceFor(error) })
    }
  }

  return (
    <main class="screen audit">
      <h1>Check the log</h1>
      <p>
        Every consent, use and erasure is an entry in a log that nobody can rewrite unseen. This page checks
        the public part in your browser: that the log is signed, that its hashes are one tree, and how it
        grew.
      </p>
      <p class="note">
        This page comes from the server that it checks. To trust nobody, use the command{" "}
        <code>cairn audit</code>, or the file <code>audit.html</code> from a place you trust, opened from your
        own disk.
      </p>
      <Fingerprint value={text} onChange={setText}>
        The server says it is this one. Compare it with what is printed on paper, or on a partner’s site.
      </Fingerprint>
      <Pick id="checkpoints" label="Checkpoints that you or others kept (not needed)" many onPick={setKept}>
        Each shows whether the log of today contains the log of then.
      </Pick>
      <Run busy={outcome === "busy"} ready={fingerprint !== undefined} share={share} onPress={run} />
      {typeof outcome === "object" && "failed" in outcome && (
        <p class="note" role="alert" data-state="failed">
          {outcome.failed}
        </p>
      )}
      {typeof outcome === "object" && "verdict" in outcome && <Result report={outcome} />}
      {typeof outcome === "object" &&
        "verdict" in outcome &&
        before
          .filter((size) => size < outcome.size)
          .map((size) => <Picture key={size} drawing={grownSince(size, outcome.size)} />)}
      {typeof outcome === "object" && "verdict" in outcome && (
        <p>
          Keep the log’s state of today: <a href="/log/checkpoint">the checkpoint</a>. It is five lines, and
          holds nothing secret.
        </p>
      )}
    </main>
  )
}

// Whether it is the log's at all, the audit says.
function sizeOf(checkpoint: Uint8Array): number[] {
  try {
    return [peekCheckpoint(checkpoint).size]
  } catch {
    return []
  }
}
