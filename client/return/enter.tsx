// The first screen: what this page can and cannot hide, and the return words. Pasting is fine, and nothing has to be remembered. What
// is wrong is told by its place, never by what was written.
import { LANGUAGES } from "../../src/i18n/languages.ts"
import { Button } from "../ui/button.tsx"
import { Choice } from "../ui/choice.tsx"
import { TextField } from "../ui/field.tsx"
import { List } from "../ui/list.tsx"
import { Notice } from "../ui/notice.tsx"
import { Progress } from "../ui/progress.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import type { Slip } from "./messages.ts"
import { NO_SITE } from "./state.ts"
import { useReturning } from "./words.tsx"

export function Enter(acts: Acts) {
  const { code, messages } = useWords()
  const { enter, stuck } = useReturning()
  const { state, pick } = acts
  const { slip } = state
  const lists = slip?.code === "receipt-ambiguous" ? (slip.languages ?? []) : []
  const [chosen] = state.picked.language ?? []
  return (
    <Screen title={enter.title} state="enter" help={enter.lead}>
      <Languages {...acts} />
      {acts.speechless && <Notice kind="marked">{messages.loading}</Notice>}
      {state.code === NO_SITE && <Notice kind="marked">{messages.unknownSite}</Notice>}
      <TextField
        question="receipt"
        label={enter.label}
        hint={enter.hint}
        value={state.entered}
        onChange={acts.type}
      />
      {slip !== null && <Notice kind="marked">{slipText(slip, enter, messages.stopped.general)}</Notice>}
      {lists.length > 0 && (
        <Choice
          question="language"
          label={enter.language}
          options={lists.map((list) => [list, languageName(code, list)] as const)}
          value={chosen}
          onChange={(list) => pick("language", [list])}
        />
      )}
      {state.trouble !== null && (
        <Notice kind="marked">
          <p>{stuck[state.trouble]}</p>
          <Button act="again" onPress={acts.again}>
            {messages.acts.again}
          </Button>
        </Notice>
      )}
      <div class="steps">
        {state.code !== NO_SITE && (
          <Button act="open" onPress={() => acts.enter(lists.length > 0 ? chosen : undefined)}>
            {enter.open}
          </Button>
        )}
      </div>
      <h2>{messages.safety.leaveTitle}</h2>
      <List texts={messages.safety.leave.slice(0, 2)} />
      <h2>{messages.safety.cannotTitle}</h2>
      <List texts={[enter.cannot, enter.seen, enter.can]} />
      <div class="ends">
        <Button act="fresh" kind="quiet" onPress={acts.fresh}>
          {enter.fresh}
        </Button>
      </div>
    </Screen>
  )
}

type Words = ReturnType<typeof useReturning>["enter"]

function slipText({ code, form, position }: Slip, words: Words, general: string): string {
  if (position !== undefined) return form === "digits" ? words.group(position) : words.word(position)
  return words.slips[code] ?? general
}

function languageName(language: string, list: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(list) ?? list
}

/** The other languages, each in its own words, where somebody looks who cannot read this one. */
function Languages({ offered, speak }: Acts) {
  const { code } = useWords()
  const others = offered.filter((one) => one !== code)
  if (others.length === 0) return null
  return (
    <div class="languages">
      {others.map((one) => (
        <Button key={one} act={`language-${one}`} kind="quiet" onPress={() => speak(one)}>
          <span lang={one}>{LANGUAGES[one].name}</span>
        </Button>
      ))}
    </div>
  )
}

/** While her keys are made, what is hers is fetched, or the other screens have not come yet. */
export function Looking({ state, again, speechless }: Acts) {
  const { messages } = useWords()
  const { looking, stuck } = useReturning()
  const { trouble, waiting } = state
  if (trouble !== null || speechless) {
    return (
      <Screen key="stuck" title={stuck.title} state="stuck">
        <Notice kind="marked">{trouble === null ? messages.loading : stuck[trouble]}</Notice>
        <div class="steps">
          <Button act="again" onPress={again}>
            {messages.acts.again}
          </Button>
        </div>
      </Screen>
    )
  }
  const text = waiting === null ? looking.text : waiting === "busy" ? looking.busy : looking.waiting
  return (
    <Screen key="looking" title={looking.title} state="looking">
      <Notice>{text}</Notice>
      <Progress label={looking.title} text="" done={0} total={0} />
    </Screen>
  )
}
