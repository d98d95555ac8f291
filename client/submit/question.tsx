// A question of the intake, or one that the consent record needs, shown by its type of answer.
import { FIELDS, type Field } from "../../src/core/intake/fields.ts"
import { sizeText } from "../../src/i18n/format.ts"
import { LANGUAGES, type LanguageCode } from "../../src/i18n/languages.ts"
import type { Messages } from "../../src/i18n/messages.ts"
import { situationOf } from "../survivor/situation.ts"
import { Support } from "../survivor/support.tsx"
import { Checks, Choice } from "../ui/choice.tsx"
import { TextField } from "../ui/field.tsx"
import { FilesField } from "../ui/files.tsx"
import { Hear } from "../ui/hear.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { hasOwnWords } from "./answers.ts"
import { ContactText } from "./consent.tsx"
import { DateField } from "./date.tsx"
import { Frame } from "./frame.tsx"
import { keyOf, picked } from "./state.ts"
import { type FieldId, type RecordId, saidIn } from "./steps.ts"
import { VoiceField } from "./voice.tsx"

interface Props {
  readonly acts: Acts
  readonly id: FieldId
}

export function FieldStep({ acts, id }: Props) {
  const { messages } = useWords()
  const { label, help } = messages.questions[id]
  const { next, skip } = messages.acts
  const field = FIELDS.find((one) => one.id === id) as Field<FieldId>
  return (
    <Frame acts={acts} state={id} title={label} help={help} next={next} skip={skip}>
      <Before acts={acts} id={id} />
      <Answer acts={acts} field={field} />
      <Beside acts={acts} id={id} />
      {id !== "contact_ok" && <Hear texts={[label, help].filter((text) => text !== "")} />}
    </Frame>
  )
}

/** What is said before an answer, beyond the help. */
function Before({ acts, id }: Props) {
  const { messages } = useWords()
  const { agreed, died } = situationOf(saidIn(acts.state))
  if (id === "contact_ok") return <ContactText acts={acts} />
  if (id === "account_text" && !agreed && !died) return <Notice kind="marked">{messages.proxyNote}</Notice>
  return null
}

/** What an answer calls for. */
function Beside({ acts, id }: Props) {
  const { organisation } = acts.state
  const answer = picked(acts.state, id)
  const danger = id === "ongoing" && (answer === "yes_now" || answer === "maybe")
  const needs = id === "support" && answer !== undefined && answer !== "nothing_now"
  return (danger || needs) && organisation !== null ? <Support organisation={organisation} /> : null
}

function Answer({ acts, field }: { readonly acts: Acts; readonly field: Field<FieldId> }) {
  const { code, messages } = useWords()
  const { id, type } = field
  const draft = acts.state.drafts[id] ?? {}
  const values = draft.picked ?? []
  const texts = messages.questions[id].options as Readonly<Record<string, string>>
  const options = Object.entries(texts)
  const pick = (picks: readonly string[]): void => acts.put(id, { ...draft, picked: picks })
  const write = (text: string): void => acts.put(id, { ...draft, text })
  const own = hasOwnWords(field)
  const ownWords = own !== undefined && values.includes(own) && (
    <TextField question={`${id}_own`} label={messages.ownWords} value={draft.text ?? ""} onChange={write} />
  )
  switch (type) {
    case "choice":
    case "choice_or_text":
      if (id === "lang") return <LanguageField {...acts} />
      return (
        <>
          <Choice question={id} options={options} value={values[0]} onChange={(value) => pick([value])} />
          {ownWords}
        </>
      )
    case "multi": {
      const list = <Checks question={id} options={options} values={values} onChange={pick} />
      if (id !== "harm") return <div>{[list, ownWords]}</div>
      return (
        <details class="list">
          <summary class="button plain">{messages.harmOpen}</summary>
          {list}
          {ownWords}
        </details>
      )
    }
    case "text":
    case "longtext":
      return (
        <TextField question={id} rows={type === "text" ? 3 : 9} value={draft.text ?? ""} onChange={write} />
      )
    case "edtf":
      return <DateField options={options} draft={draft} onChange={(next) => acts.put(id, next)} />
    case "place":
      return (
        <>
          <TextField
            question={`${id}_text`}
            label={messages.place.text}
            rows={2}
            value={draft.text ?? ""}
            onChange={write}
          />
          <Choice
            question={id}
            label={messages.place.how}
            options={options}
            value={values[0]}
            onChange={(value) => pick([value])}
          />
        </>
      )
    case "audio":
      return <VoiceField {...acts} />
    case "files":
      return (
        <FilesField
          question={id}
          hint={messages.files.limit}
          words={messages.files}
          sizeText={(bytes) => sizeText(code, bytes)}
          files={acts.state.files}
          onOpen={acts.opensWindow}
          onLook={acts.look}
          lookOf={(file) => lookText(acts, messages, code, file)}
          onChange={(files) => acts.change({ files })}
        />
      )
  }
}

/** What becomes of the hidden details that are to be taken out of a file. */
function lookText({ state }: Acts, { files }: Messages, code: LanguageCode, file: File): string {
  const look = state.looked[keyOf(file)]
  if (look === undefined) return files.looking
  return look.code === "" ? files.gone(sizeText(code, look.size)) : (files.cannot[look.code] ?? files.unknown)
}

/** Each language in its own words; choosing one shows the page in it. */
function LanguageField({ state, offered, put, speak }: Acts) {
  const choose = (code: string): void => {
    put("lang", { picked: [code] })
    speak(code as LanguageCode)
  }
  const options = offered.map((code) => [code, LANGUAGES[code].name, code] as const)
  return <Choice question="lang" options={options} value={picked(state, "lang")} onChange={choose} />
}

/** Whether an answer can be true: who does not know asked nobody, and there is next of kin of the dead only. */
function fits(id: RecordId, answer: string, who: string | undefined): boolean {
  const unaware = who === "someone_who_does_not_know_i_am_writing"
  if (id === "authority" && answer === "subject_asked_me") return !unaware
  if (id === "assent" && answer === "assents") return !unaware
  return id !== "capacity" || answer !== "next_of_kin" || who === "someone_who_has_died"
}

export function RecordStep({ acts, id }: { readonly acts: Acts; readonly id: RecordId }) {
  const { messages } = useWords()
  const { label, help, options } = messages.record[id]
  const { next, skip } = messages.acts
  const value = picked(acts.state, id)
  return (
    <Frame acts={acts} state={id} title={label} help={help} next={next} skip={skip}>
      <Choice
        question={id}
        options={Object.entries(options).filter(([one]) => fits(id, one, picked(acts.state, "who")))}
        value={value}
        onChange={(answer) => acts.put(id, { picked: [answer] })}
      />
      {id === "helper" && value !== undefined && value !== "none" && <Notice>{messages.helperNote}</Notice>}
      <Hear texts={[label, help].filter((text) => text !== "")} />
    </Frame>
  )
}
