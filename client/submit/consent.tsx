// The screens of consent: what holds for all of them, then one question for each use and recipient. No answer is chosen
// beforehand, and all of them weigh the same.

import { ConsentText } from "../survivor/consent-text.tsx"
import type { ConsentStep } from "../survivor/consents.ts"
import { offeredBy } from "../survivor/offered.ts"
import { textOf } from "../survivor/shown-text.ts"
import { type Situation, situationOf } from "../survivor/situation.ts"
import { Choice } from "../ui/choice.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import { Languages } from "./safety.tsx"
import { picked } from "./state.ts"
import { saidIn } from "./steps.ts"

export function Intro(acts: Acts) {
  const spoken = useWords()
  const { messages } = spoken
  const { organisation } = acts.state
  const situation = situationOf(saidIn(acts.state))
  const [title = "", ...rest] = textOf(spoken, organisation, "intro")
  const open = organisation?.policy.open === true
  const inThis = offeredBy(organisation).includes(spoken.code)
  const next = open && inThis ? messages.acts.next : undefined
  return (
    <Frame acts={acts} state="intro" title={title} next={next}>
      {organisation !== null && !inThis && <Notice kind="marked">{messages.languageOff}</Notice>}
      {organisation !== null && !inThis && <Languages {...acts} />}
      <ConsentText paragraphs={rest} organisation={organisation} />
      <Limits {...situation} />
    </Frame>
  )
}

/** Why less is asked than of others. */
function Limits({ proxy, agreed, minor, unasked, group, died }: Situation) {
  const { limited, limitedDied, limitedGroup, youngLimited, you } = useWords().messages.consent
  if (unasked) return null // said on a screen of its own
  const less = group ? limitedGroup : agreed ? "" : died ? limitedDied : limited
  return (
    <>
      {less !== "" && <Notice>{less}</Notice>}
      {proxy && <Notice>{you}</Notice>}
      {minor && <Notice>{youngLimited}</Notice>}
    </>
  )
}

export function Consent({ acts, consent }: { readonly acts: Acts; readonly consent: ConsentStep }) {
  const spoken = useWords()
  const { messages } = spoken
  const { id, purpose, recipient, answers } = consent
  const words = messages.consent
  const { organisation } = acts.state
  const [title = "", ...rest] = textOf(spoken, organisation, purpose, recipient)
  const value = picked(acts.state, id)
  const refused = purpose === "store" && (value === "no" || value === "later")
  const { next, skip } = messages.acts
  return (
    <Frame acts={acts} state={id} title={title} next={next} skip={skip}>
      <ConsentText paragraphs={rest} organisation={organisation} title={title} />
      <Choice
        question={id}
        label={words.answer}
        short={answers.length === 3}
        options={answers.map((answer) => [answer, words[answer]] as const)}
        value={value}
        onChange={(answer) => acts.put(id, { picked: [answer] })}
      />
      {refused && <Notice>{words.needsYes}</Notice>}
    </Frame>
  )
}

/** The consent text for being contacted, which stands with the intake's own question. */
export function ContactText({ acts }: { readonly acts: Acts }) {
  const spoken = useWords()
  const { proxy } = situationOf(saidIn(acts.state))
  const paragraphs = textOf(spoken, acts.state.organisation, proxy ? "contact_submitter" : "contact")
  const shown = proxy ? paragraphs : paragraphs.slice(1)
  return <ConsentText paragraphs={shown} organisation={acts.state.organisation} />
}
