// Requests between two consoles. The second one looks at what is asked, judged again by what its own store knows, and gives its name
// or not. The first one takes the approval: only then the use is logged, and only then there is a plain copy.
import { useState } from "preact/hooks"
import type { Desk, PlainCopy, Reviewed } from "../../../src/cases/desk.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { size, words } from "../words.ts"

const { requests: say } = words.desk

export function Requests({ desk, onChange }: { readonly desk: Desk; readonly onChange: () => void }) {
  return (
    <Screen title={say.title} state="requests" help={say.help}>
      <Second desk={desk} onChange={onChange} />
      <First desk={desk} onChange={onChange} />
    </Screen>
  )
}

function Second({ desk, onChange }: { readonly desk: Desk; readonly onChange: () => void }) {
  const [asked, setAsked] = useState<{ bytes: Uint8Array; reviewed: Reviewed } | undefined>()
  const [done, setDone] = useState(false)
  const { refusal, attempt } = useTrying()
  const read = (file: File): Promise<void> =>
    attempt(async () => {
      setDone(false)
      const bytes = await bytesOf(file)
      setAsked({ bytes, reviewed: await desk.review(bytes) })
    })
  const approve = (): Promise<void> =>
    attempt(async () => {
      if (asked === undefined) return
      offer(`approval-${asked.reviewed.id.slice(0, 8)}.age`, [await desk.approve(asked.bytes)])
      setDone(true)
      onChange()
    })
  return (
    <section>
      <h2>{say.second}</h2>
      <Pick question="request" label={say.request} onPick={([file]) => file && read(file)} />
      {asked !== undefined && <Asked reviewed={asked.reviewed} />}
      <Refused refusal={refusal} />
      {asked !== undefined && asked.reviewed.code === null && (
        <p class="steps">
          <Button act="approve" kind="main" onPress={approve}>
            {say.approve}
          </Button>
        </p>
      )}
      {done && (
        <p class="taken" data-approved>
          {say.approved}
        </p>
      )}
    </section>
  )
}

function Asked({ reviewed: { record, plan, ref, by, code } }: { readonly reviewed: Reviewed }) {
  const { action, purpose, recipientId, identifiability, dataScope, objects, day, note } = record
  const rows: readonly (readonly [string, string])[] = [
    [say.what, words.desk.allowed.actions[action] ?? action],
    [say.case, ref ?? "–"],
    [say.purpose, purpose === null ? "" : (words.purposes[purpose] ?? purpose)],
    [say.recipient, recipientId ?? ""],
    [
      say.identifiability,
      identifiability === null ? "" : (words.identifiability[identifiability] ?? identifiability),
    ],
    [say.scope, dataScope.map((one) => words.scopes[one] ?? one).join(", ")],
    [say.objects, objects.map(({ kind, size: bytes }) => `${kind} (${size(bytes)})`).join(", ")],
    [say.fields, [...(plan?.fields ?? []), ...(plan?.files ?? [])].join(", ")],
    [say.exactly, plan?.words ?? ""],
    [say.answersFor, claimsOf(plan).join(", ")],
    [say.by, `${by}, ${day}`],
    [say.note, note ?? ""],
  ]
  return (
    <>
      <dl class="facts" data-reviewed={code ?? "ok"}>
        {rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
      </dl>
      {code !== null && (
        <Notice kind="marked">
          {say.not} {words.desk.allowed.reasons[code] ?? words.refused.codes[code] ?? ""} ({code})
        </Notice>
      )}
    </>
  )
}

// What only whoever asks can know: whoever gives a second name should hear of it.
function claimsOf(plan: Reviewed["plan"]): string[] {
  if (plan === null) return []
  return [...plan.met.map((one) => words.conditions[one] ?? one), ...plan.notHappened]
}

function First({ desk, onChange }: { readonly desk: Desk; readonly onChange: () => void }) {
  const [request, setRequest] = useState<Uint8Array | undefined>()
  const [copy, setCopy] = useState<PlainCopy | undefined>()
  const { refusal, attempt } = useTrying()
  const finish = (file: File): Promise<void> =>
    attempt(async () => {
      if (request === undefined) return
      setCopy(await desk.finish(request, await bytesOf(file)))
      onChange()
    })
  const keep = (name: string, bytes: PlainCopy["files"][number]["bytes"]): Promise<void> =>
    attempt(async () => {
      const parts: Uint8Array[] = []
      for await (const chunk of bytes) parts.push(Uint8Array.from(chunk))
      offer(name, parts)
    })
  return (
    <section>
      <h2>{say.first}</h2>
      <Pick
        question="own-request"
        label={say.ownRequest}
        onPick={([file]) => file && attempt(async () => setRequest(await bytesOf(file)))}
      />
      {request !== undefined && <p class="taken">{words.taken}</p>}
      {request !== undefined && (
        <Pick question="approval" label={say.approval} onPick={([file]) => file && finish(file)} />
      )}
      <Refused refusal={refusal} />
      {copy !== undefined && (
        <div data-copy={copy.leaf}>
          <p class={copy.files.length === 0 ? "taken" : undefined}>
            {copy.files.length === 0 ? say.logged : say.copy}
          </p>
          <ul class="handing">
            {copy.files.map(({ name, size: bytes, bytes: content }) => (
              <li key={name} class="handed">
                <span class="name">
                  {name} <span class="size">{size(bytes)}</span>
                </span>
                <Button act={`keep ${name}`} onPress={() => keep(name, content)}>
                  {words.ceremony.save}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
