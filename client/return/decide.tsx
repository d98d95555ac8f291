// What she decided, and each decision on the screen on which it was asked: the same text, the same answers in the same weight, none
// chosen beforehand. What holds now is said in words.
import { dayText, isolated } from "../../src/i18n/format.ts"
import { ConsentText } from "../survivor/consent-text.tsx"
import { isReviewed, newestNotices } from "../survivor/offered.ts"
import { textOf } from "../survivor/shown-text.ts"
import { mayEnd } from "../survivor/situation.ts"
import { Button } from "../ui/button.tsx"
import { Checks, Choice } from "../ui/choice.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import { type Step, stepsOf } from "./steps.ts"
import { useReturning } from "./words.tsx"

const SHARED = ["share_accountability_body", "share_partner"]

export function Decisions(acts: Acts) {
  const { code, messages } = useWords()
  const { decisions, home } = useReturning()
  const { view, organisation } = acts.state
  if (view === null) return null
  const may = mayChange(acts)
  const shares = view.decisions.some(({ purpose, answer }) => SHARED.includes(purpose) && isShared(answer))
  return (
    <Frame acts={acts} state="decisions" title={decisions.title} help={may ? decisions.lead : ""}>
      {view.sealing !== "open" && <Notice kind="marked">{home.cannot[view.sealing]}</Notice>}
      <ul class="decided">
        {stepsOf(view, organisation).map((step) => {
          const title = titleOf(step, decisions)
          const until = step.now?.until ?? null
          return (
            <li key={step.id}>
              <span class="now">
                <span class="what">{title}</span>
                <span>
                  {nowText(step, decisions, messages.consent)}
                  {until !== null && `, ${decisions.until(dayText(code, until))}`}
                </span>
              </span>
              {may && (
                <Button
                  act={`change-${step.id}`}
                  kind="quiet"
                  label={decisions.changeNamed(title)}
                  onPress={() => acts.open("decide", step.id)}
                >
                  {decisions.change}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {may && (
        <div class="menu">
          {shares && (
            <Button act="go-conditions" onPress={() => acts.open("conditions")}>
              {decisions.conditions}
            </Button>
          )}
          {mayEnd(view.situation) && (
            <Button act="go-ending" onPress={() => acts.open("ending")}>
              {decisions.ending}
            </Button>
          )}
        </div>
      )}
      <p class="hint">{decisions.gone}</p>
    </Frame>
  )
}

function isShared(answer: string | undefined): boolean {
  return answer === "named" || answer === "unnamed" || answer === "ask"
}

function mayChange({ state: { view, organisation } }: Acts): boolean {
  return (
    view !== null &&
    organisation !== null &&
    view.sealing === "open" &&
    (view.stands === "stands" || view.stands === "expired")
  )
}

type Words = ReturnType<typeof useReturning>["decisions"]
type ConsentWords = ReturnType<typeof useWords>["messages"]["consent"]

function titleOf({ purpose, recipient }: Step, words: Words): string {
  const title = words.titles[purpose]
  return recipient === undefined ? title : words.named(title, isolated(recipient.name))
}

function nowText({ purpose, now }: Step, words: Words, consent: ConsentWords): string {
  if (now?.answer === undefined) return words.none
  const asked = purpose === "publish_quote" || purpose === "publish_audiovisual"
  return asked && now.answer === "yes" ? words.mayAsk : consent[now.answer]
}

export function Decide(acts: Acts) {
  const spoken = useWords()
  const { messages } = spoken
  const { decisions } = useReturning()
  const { view, organisation, about, picked } = acts.state
  const step = view && stepsOf(view, organisation).find(({ id }) => id === about)
  if (view === null || organisation === null || !step) return null
  const { id, purpose, recipient, answers } = step
  const [title = "", ...rest] = textOf(spoken, organisation, purpose, recipient)
  const [answer] = picked[id] ?? []
  const [years] = picked.years ?? []
  const stops = purpose === "store" && (answer === "no" || answer === "later")
  const inThis = organisation.kind === "demonstration" || isReviewed(organisation, spoken.code)
  const send = (): void => {
    const chosen = answers.find((one) => one === answer)
    if (chosen === undefined) return
    acts.say({
      ...{ say: "decide", purpose, recipientId: recipient?.partyId, answer: chosen },
      text: [title, ...rest].join("\n"),
      notices: { version: spoken.notices.version, language: spoken.code },
      years: purpose === "store" ? years : undefined,
    })
  }
  const ready = answer !== undefined && !stops && inThis && newestNotices(spoken.code) !== undefined
  return (
    <Frame
      acts={acts}
      state="decide"
      title={title}
      help={decisions.now(nowText(step, decisions, messages.consent))}
      send={ready ? { text: decisions.send, onPress: send } : undefined}
    >
      {!inThis && <Notice kind="marked">{messages.languageOff}</Notice>}
      <ConsentText paragraphs={rest} organisation={organisation} title={title} />
      <Choice
        question={id}
        label={messages.consent.answer}
        short={answers.length === 3}
        options={answers.map((one) => [one, messages.consent[one]] as const)}
        value={answer}
        onChange={(one) => acts.pick(id, [one])}
      />
      {purpose === "store" && answer === "yes" && (
        <Choice
          question="years"
          label={messages.consent.yearsTitle}
          options={organisation.policy.retention.choicesYears.map(
            (n) => [String(n), messages.yearsChoice(n)] as const,
          )}
          value={years}
          onChange={(one) => acts.pick("years", [one])}
        />
      )}
      {stops && (
        <Notice>
          <p>{decisions.stop}</p>
          <Button act="go-withdraw" onPress={() => acts.open("withdraw")}>
            {decisions.toWithdraw}
          </Button>
        </Notice>
      )}
      {answer === undefined && <p class="hint">{decisions.nothingChosen}</p>}
    </Frame>
  )
}

/** What holds for all that is shared. Ticks show what holds now: left out, they would be taken back unseen. */
export function Conditions(acts: Acts) {
  const { messages } = useWords()
  const { decisions } = useReturning()
  const { view, picked } = acts.state
  if (view === null) return null
  const words = messages.consent
  const chosen = picked.conditions ?? view.conditions
  return (
    <Frame
      acts={acts}
      state="conditions"
      title={words.conditionsTitle}
      help={words.conditionsHelp}
      send={{ text: decisions.send, onPress: () => acts.say({ say: "conditions", conditions: chosen }) }}
    >
      <Checks
        question="conditions"
        options={Object.entries(words.conditions)}
        values={chosen}
        onChange={(values) => acts.pick("conditions", values)}
      />
    </Frame>
  )
}

export function Ending(acts: Acts) {
  const { messages } = useWords()
  const { decisions } = useReturning()
  const { view, picked } = acts.state
  if (view === null) return null
  const words = messages.consent
  const [chosen] = picked.ending ?? []
  const now = Object.entries(words.ending).find(([id]) => id === view.ending)?.[1] ?? decisions.none
  const send = { text: decisions.send, onPress: () => chosen && acts.say({ say: "ending", ending: chosen }) }
  return (
    <Frame
      acts={acts}
      state="ending"
      title={words.endingTitle}
      help={words.endingHelp}
      send={chosen === undefined ? undefined : send}
    >
      <p>{decisions.now(now)}</p>
      <Choice
        question="ending"
        options={Object.entries(words.ending)}
        value={chosen}
        onChange={(one) => acts.pick("ending", [one])}
      />
    </Frame>
  )
}
