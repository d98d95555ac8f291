// Passing something on: only what she allows today can be chosen, and for the rest it is said why not. What comes out is a request
// for a second console's name; nothing leaves before it has approved, and before the use is logged.
import { useState } from "preact/hooks"
import type { Allowed, DisclosurePlan, Request, Revealed } from "../../../src/cases/desk.ts"
import { covers, type FieldId, scopeOfFile } from "../../../src/cases/split.ts"
import { IDENTIFIABILITY, type Scope } from "../../../src/core/consent/decision.ts"
import type { Use } from "../../../src/core/consent/use.ts"
import { en } from "../../../src/i18n/en.ts"
import { Button } from "../../ui/button.tsx"
import { Checks, Choice } from "../../ui/choice.tsx"
import { TextField } from "../../ui/field.tsx"
import { offer } from "../files.ts"
import { Refused, useTrying } from "../refused.tsx"
import { plainName } from "../viewer/names.ts"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { disclosing: say } = words.desk
const QUESTIONS: Readonly<Record<string, { label: string }>> = en.questions

export function Disclosing({
  desk,
  view,
  onChange,
  revealed,
}: CaseProps & { readonly revealed: Revealed | undefined }) {
  const [asked, setAsked] = useState<string | undefined>()
  const [scope, setScope] = useState<readonly Scope[]>([])
  const [identifiability, setIdentifiability] = useState<Allowed["identifiability"]>(null)
  const [fields, setFields] = useState<readonly string[]>([])
  const [files, setFiles] = useState<readonly string[]>([])
  const [met, setMet] = useState<Use["met"]>([])
  const [exact, setExact] = useState("")
  const [note, setNote] = useState("")
  const [request, setRequest] = useState<Request | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const known = desk.policy()?.recipients.map(({ partyId }) => partyId) ?? []
  // A recipient that the organisation no longer names cannot be chosen, whatever she said of it.
  const named = ({ recipientId }: Allowed): boolean => recipientId === null || known.includes(recipientId)
  const outside = view.allowed.filter(({ action }) => action === "disclosed")
  const may = outside.filter((one) => one.code === null && named(one))
  const not = outside.filter((one) => one.code !== null || !named(one))
  const chosen = may.find((one) => keyOf(one) === asked)
  const choose = (key: string): void => {
    const one = may.find((other) => keyOf(other) === key)
    setAsked(key)
    setScope(one?.dataScope ?? [])
    setIdentifiability(one?.identifiability ?? null)
    setFields([])
    setFiles([])
    setMet([])
    setRequest(undefined)
  }
  const quote = chosen?.purpose === "publish_quote"
  const answers = (revealed?.answers ?? []).filter(
    ({ field }) => covers(scope, field as FieldId) && field !== "files" && field !== "account_voice",
  )
  const parts = (revealed?.files ?? []).filter((file) => scope.includes(scopeOfFile(file)))
  const unasked = (chosen?.conditions ?? []).filter((one) => !chosen?.unmet.includes(one))
  const draft = (): Promise<void> =>
    attempt(async () => {
      if (chosen === undefined || identifiability === null) return
      const plan: DisclosurePlan = {
        ...{ purpose: chosen.purpose, recipientId: chosen.recipientId, identifiability, dataScope: scope },
        ...{ fields: quote ? [] : fields, files, words: quote ? exact : null, met, notHappened: [] },
        note: note.trim() === "" ? null : note.trim(),
      }
      setRequest(await desk.disclose(view.ref, plan))
      onChange()
    })
  return (
    <>
      {not.length > 0 && (
        <ul class="why-not">
          {not.map((one) => (
            <li key={keyOf(one)} data-not={one.code ?? "no-recipient"}>
              {nameOf(one)}: <span class="why">{whyNot(one)}</span>
            </li>
          ))}
        </ul>
      )}
      {may.length === 0 ? (
        <p>{say.nothing}</p>
      ) : (
        <Choice
          question="share-to"
          label={say.to}
          options={may.map((one) => [keyOf(one), nameOf(one)])}
          value={asked}
          onChange={choose}
        />
      )}
      {chosen !== undefined && (
        <>
          {revealed === undefined && !quote && <p class="hint">{say.revealFirst}</p>}
          <Choice
            question="share-identifiability"
            label={say.identifiability}
            options={IDENTIFIABILITY.slice(
              IDENTIFIABILITY.indexOf(chosen.identifiability ?? "identified"),
            ).map((one) => [one, words.identifiability[one] ?? one])}
            value={identifiability ?? undefined}
            onChange={(value) => setIdentifiability(value as Allowed["identifiability"])}
          />
          <Checks
            question="share-scope"
            label={say.scope}
            options={chosen.dataScope.map((one) => [one, words.scopes[one] ?? one])}
            values={scope}
            onChange={(values) => {
              setScope(values as Scope[])
              setFields([])
              setFiles([])
            }}
          />
          {quote && (
            <TextField question="share-words" label={say.words} rows={4} value={exact} onChange={setExact} />
          )}
          {!quote && answers.length > 0 && (
            <Checks
              question="share-fields"
              label={say.fields}
              options={[...new Set(answers.map(({ field }) => field))].map((one) => [
                one,
                QUESTIONS[one]?.label ?? one,
              ])}
              values={fields}
              onChange={setFields}
            />
          )}
          {parts.length > 0 && (
            <Checks
              question="share-files"
              label={say.files}
              options={parts.map(({ container, name, original }) => [
                `${container + 1}:${name}`,
                plainName(original),
              ])}
              values={files}
              onChange={setFiles}
            />
          )}
          {[...chosen.unmet, ...unasked].length > 0 && (
            <Checks
              question="share-met"
              label={say.met}
              options={[...chosen.unmet, ...unasked].map((one) => [one, words.conditions[one] ?? one])}
              values={met}
              onChange={(values) => setMet(values as Use["met"])}
            />
          )}
          <TextField question="share-note" label={say.note} rows={2} value={note} onChange={setNote} />
          <Refused refusal={refusal} />
          <p class="steps">
            <Button act="draft" kind="main" onPress={() => !busy && draft()}>
              {say.draft}
            </Button>
          </p>
        </>
      )}
      {request !== undefined && <RequestReady request={request} />}
    </>
  )
}

/** A request, to be carried to the second console. */
export function RequestReady({ request }: { readonly request: Request }) {
  return (
    <div class="notice" data-request={request.id}>
      <p>{say.ready}</p>
      <Button
        act="save-request"
        onPress={() => offer(`request-${request.id.slice(0, 8)}.age`, [request.bytes])}
      >
        {say.saveRequest}
      </Button>
    </div>
  )
}

function keyOf({ purpose, recipientId }: Allowed): string {
  return `${purpose} ${recipientId ?? ""}`
}

function whyNot({ code }: Allowed): string {
  if (code === null) return words.refused.codes["no-recipient"] ?? ""
  return words.desk.allowed.reasons[code] ?? code
}

function nameOf({ purpose, recipient }: Allowed): string {
  return [words.purposes[purpose] ?? purpose, recipient ?? ""].filter(Boolean).join(": ")
}
