// The whole audit as one file opened from disk, without a network: a bundle that somebody carried, the fingerprint from paper,
// and, if the auditor has it, the audit identity, which never leaves this page's memory.
import { useState } from "preact/hooks"
import { audit } from "../../src/auditor/audit.ts"
import { bundleSource } from "../../src/auditor/bundle-source.ts"
import { reportHtml } from "../../src/auditor/html.ts"
import type { Report } from "../../src/auditor/report.ts"
import type { Kept } from "../../src/auditor/state.ts"
import { readKept, wholeState } from "../../src/auditor/state-file.ts"
import { platformAead } from "../../src/core/age/aead.ts"
import { parseIdentities, unwrapWith } from "../../src/open/identity.ts"
import { sentenceFor } from "../audit/failure.ts"
import { Fingerprint, fingerprintIn, Pick, Run } from "../audit/parts.tsx"
import { Result } from "../audit/result.tsx"
import { offer, randomAccess } from "./files.ts"

const SAMPLE = 100 // containers, and records, of a bundle that are read

interface Chosen {
  readonly bundle?: File | undefined
  readonly identity?: File | undefined
  readonly state?: File | undefined
  readonly checkpoints: readonly File[]
}

type Outcome =
  | "none"
  | "busy"
  | { readonly failed: string }
  | { readonly report: Report; readonly kept: Kept | undefined }

export function Disk() {
  const [text, setText] = useState("")
  const [chosen, setChosen] = useState<Chosen>({ checkpoints: [] })
  const [share, setShare] = useState<number | undefined>()
  const [outcome, setOutcome] = useState<Outcome>("none")
  const fingerprint = fingerprintIn(text)
  const choose = (more: Partial<Chosen>): void => setChosen({ ...chosen, ...more })

  const run = async (): Promise<void> => {
    if (fingerprint === undefined || chosen.bundle === undefined) return
    setOutcome("busy")
    setShare(undefined)
    try {
      setOutcome(
        await auditBundle(fingerprint, chosen.bundle, chosen, (done, total) => setShare(done / total)),
      )
    } catch (error) {
      setOutcome({ failed: sentenceFor(error) })
    }
  }

  return (
    <main class="screen audit">
      <h1>Audit a bundle</h1>
      <p>
        This page works from your own disk and has no network. It reads a bundle that a courier carried, and
        checks every entry, signature and rule. Nothing leaves this machine.
      </p>
      <Fingerprint value={text} onChange={setText}>
        From paper, or from two places that do not know of each other. Never from the bundle.
      </Fingerprint>
      <Pick id="bundle" label="Intake bundle (.zip)" onPick={([bundle]) => choose({ bundle })}>
        What <code>cairn carry pull</code> wrote.
      </Pick>
      <Pick id="identity" label="Audit identity (not needed)" onPick={([identity]) => choose({ identity })}>
        With it, each use is judged against the consent for it. Without, the report says that it was not.
      </Pick>
      <Pick
        id="state"
        label="What you kept from the last audit (not needed)"
        onPick={([state]) => choose({ state })}
      >
        With it, it shows whether the log of today contains the log of then.
      </Pick>
      <Pick
        id="checkpoints"
        label="Checkpoints that others kept (not needed)"
        many
        onPick={(checkpoints) => choose({ checkpoints })}
      >
        Two logs of one length, both signed, are a fork.
      </Pick>
      <Run
        busy={outcome === "busy"}
        ready={fingerprint !== undefined && chosen.bundle !== undefined}
        share={share}
        onPress={run}
      />
      {typeof outcome === "object" && "failed" in outcome && (
        <p class="note" role="alert" data-state="failed">
          {outcome.failed}
        </p>
      )}
      {typeof outcome === "object" && "report" in outcome && <Found outcome={outcome} />}
    </main>
  )
}

function Found({
  outcome: { report, kept },
}: {
  readonly outcome: { readonly report: Report; readonly kept: Kept | undefined }
}) {
  const save = (): void => offer(`audit-${report.day}.html`, "text/html", [reportHtml(report)])
  const keep = async (from: Kept): Promise<void> =>
    offer(`audit-state-${report.day}`, "application/octet-stream", [await wholeState(from)])
  return (
    <>
      <Result report={report} />
      <p class="steps">
        <button type="button" class="button" data-act="save-report" onClick={save}>
          Keep the report
        </button>
        {kept !== undefined && (
          <button type="button" class="button" data-act="save-state" onClick={() => keep(kept)}>
            Keep this for the next audit
          </button>
        )}
      </p>
    </>
  )
}

async function auditBundle(
  fingerprint: string,
  bundle: File,
  { identity, state, checkpoints }: Chosen,
  progress: (done: number, total: number) => void,
) {
  const identities = identity && (await parseIdentities(await identity.text()))
  return audit({
    source: await bundleSource(randomAccess(bundle)),
    fingerprint,
    kept: state && (await readKept(new Uint8Array(await state.arrayBuffer()))),
    others: await Promise.all(checkpoints.map(async (file) => new Uint8Array(await file.arrayBuffer()))),
    unwrap: identities && unwrapWith(identities),
    aead: await platformAead(),
    sampling: { containers: SAMPLE, records: SAMPLE, draw },
    today: new Date().toISOString().slice(0, 10),
    progress,
  })
}

function draw(below: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return Math.floor((random / 2 ** 32) * below)
}
