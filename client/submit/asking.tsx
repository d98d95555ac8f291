// The screens of questions: one step of the way, shown by its kind.
import { Support } from "../survivor/support.tsx"
import { Button } from "../ui/button.tsx"
import { Checks, Choice } from "../ui/choice.tsx"
import { Hear } from "../ui/hear.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Consent, Intro } from "./consent.tsx"
import { Frame } from "./frame.tsx"
import { FieldStep, RecordStep } from "./question.tsx"
import { Closed, Safety } from "./safety.tsx"
import { Send } from "./sending.tsx"
import { picked } from "./state.ts"
import { type SignpostId, type Step, shortSteps, stepsOf } from "./steps.ts"

export function Asking(acts: Acts) {
  const { state, offered } = acts
  const steps = [...stepsOf(state, offered.length), ...shortSteps()]
  const step = steps.find(({ id }) => id === state.step) ?? steps[0]
  // A closed channel asks for nothing; but what she began before it was known is not taken from her.
  if (step === undefined || step.kind === "safety") {
    return state.organisation?.policy.open === false ? <Closed {...acts} /> : <Safety {...acts} />
  }
  return <Shown acts={acts} step={step} />
}

function Shown({ acts, step }: { readonly acts: Acts; readonly step: Step }) {
  const { messages } = useWords()
  const { consent } = messages
  switch (step.kind) {
    case "safety":
      return null
    case "field":
      return <FieldStep acts={acts} id={step.id} />
    case "record":
      return <RecordStep acts={acts} id={step.id} />
    case "signpost":
      return <Signpost acts={acts} id={step.id} about={step.about} />
    case "young":
      return <Young {...acts} />
    case "unasked":
      return <Unasked {...acts} />
    case "intro":
      return <Intro {...acts} />
    case "consent":
      return <Consent acts={acts} consent={step.consent} />
    case "years": {
      const { defaultYears, choicesYears } = acts.state.organisation?.policy.retention ?? NO_YEARS
      const options = choicesYears.map((n) => [String(n), messages.yearsChoice(n)] as const)
      const help = consent.yearsHelp(defaultYears)
      return <One acts={acts} id="years" title={consent.yearsTitle} help={help} options={options} />
    }
    case "conditions":
      return <Conditions {...acts} />
    case "ending": {
      const options = Object.entries(consent.ending)
      const { endingTitle, endingHelp } = consent
      return <One acts={acts} id="ending" title={endingTitle} help={endingHelp} options={options} />
    }
    case "send":
      return <Send {...acts} />
  }
}

const NO_YEARS = { defaultYears: 0, choicesYears: [] }

interface OneProps {
  readonly acts: Acts
  readonly id: string
  readonly title: string
  readonly help: string
  readonly options: readonly (readonly [string, string])[]
}

/** One choice that is no field of the intake. */
function One({ acts, id, title, help, options }: OneProps) {
  const { next, skip } = useWords().messages.acts
  return (
    <Frame acts={acts} state={id} title={title} help={help} next={next} skip={skip}>
      <Hear texts={[title, help]} />
      <Choice
        question={id}
        options={options}
        value={picked(acts.state, id)}
        onChange={(answer) => acts.put(id, { picked: [answer] })}
      />
    </Frame>
  )
}

function Conditions(acts: Acts) {
  const { messages } = useWords()
  const { conditionsTitle, conditionsHelp, conditions } = messages.consent
  const { next, skip } = messages.acts
  return (
    <Frame
      acts={acts}
      state="conditions"
      title={conditionsTitle}
      help={conditionsHelp}
      next={next}
      skip={skip}
    >
      <Hear texts={[conditionsTitle, conditionsHelp]} />
      <Checks
        question="conditions"
        options={Object.entries(conditions)}
        values={acts.state.drafts.conditions?.picked ?? []}
        onChange={(answers) => acts.put("conditions", { picked: answers })}
      />
    </Frame>
  )
}

interface SignpostProps {
  readonly acts: Acts
  readonly id: string
  readonly about: SignpostId
}

/** Says what the next part asks about, and that all of it can be skipped at once. */
function Signpost({ acts, id, about }: SignpostProps) {
  const { messages } = useWords()
  const { title, text } = messages.signposts[about]
  const words = messages.acts
  const [next, skip] = about === "sharing" ? [words.now, words.later] : [words.answer, words.skipPart]
  const go = (): void => {
    acts.put(id, { picked: ["yes"] })
    acts.next()
  }
  return (
    <Frame acts={acts} state={id} title={title} help={text} next={next} skip={skip} onNext={go}>
      <Hear texts={[title, text]} />
    </Frame>
  )
}

/** Nobody under 18 is asked what happened; who wants to write is not turned away. */
function Young(acts: Acts) {
  const { title, lead, contact, write } = useWords().messages.young
  const go = (wish: string): void => {
    acts.put("young", { picked: [wish] })
    acts.next()
  }
  return (
    <Frame
      acts={acts}
      state="young"
      title={title}
      help={lead}
      next={contact}
      onNext={() => go("contact")}
      more={
        <Button act="write" onPress={() => go("write")}>
          {write}
        </Button>
      }
    >
      <Hear texts={[title, lead]} />
      {acts.state.organisation !== null && <Support organisation={acts.state.organisation} />}
    </Frame>
  )
}

/** Of a child who said no, or was not asked, no account is asked for: nobody might read it. */
function Unasked(acts: Acts) {
  const { messages } = useWords()
  const { title, lead } = messages.unasked
  return (
    <Frame acts={acts} state="unasked" title={title} help={lead} next={messages.young.contact}>
      <Hear texts={[title, lead]} />
      {acts.state.organisation !== null && <Support organisation={acts.state.organisation} />}
    </Frame>
  )
}
