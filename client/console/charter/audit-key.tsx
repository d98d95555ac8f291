// A new audit identity's recipient, from its holder's answer to a question that only the identity opens. The answer may come days
// later: what is kept of the question is a file, the one that `cairn charter change` keeps too.
import { useState } from "preact/hooks"
import { parseRecipient, type Recipient } from "../../../src/core/age/recipient.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import {
  type Asked,
  challenge,
  decodeAsked,
  encodeAsked,
  PossessionError,
  requireAnswer,
} from "../../../src/custody/possession.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf, offer } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"

interface Props {
  readonly taken: boolean
  readonly onKey: (recipient: Recipient) => void
}

const { audit: say } = words.charter

export function AuditKey({ taken, onKey }: Props) {
  const [recipient, setRecipient] = useState("")
  const [asked, setAsked] = useState<Asked | undefined>()
  const [answer, setAnswer] = useState("")
  const { refusal, attempt } = useTrying()
  const ask = (): Promise<void> =>
    attempt(async () => {
      const to = parseRecipient(recipient.trim())
      const { file, expects } = await challenge(to, randomBytes)
      offer("audit-question.age", [file])
      setAsked({ recipient: to, expects })
    })
  const take = (): Promise<void> =>
    attempt(() => {
      if (asked === undefined) throw new PossessionError("join-challenge", "nothing was asked yet")
      requireAnswer(answer, asked.expects)
      onKey(asked.recipient)
    })
  return (
    <details>
      <summary class="button quiet">{say.title}</summary>
      <Line question="audit-recipient" label={say.recipient} value={recipient} onChange={setRecipient} />
      <p class="steps">
        <Button act="ask-audit" onPress={ask}>
          {say.ask}
        </Button>
        {asked !== undefined && (
          <Button act="keep-asked" onPress={() => offer("audit-question.age.expects", [encodeAsked(asked)])}>
            {say.keep}
          </Button>
        )}
      </p>
      <Pick
        question="asked"
        label={say.kept}
        onPick={([file]) => file && attempt(async () => setAsked(decodeAsked(await bytesOf(file))))}
      />
      <Line question="audit-answer" label={say.answer} value={answer} onChange={setAnswer} />
      <p class="steps">
        <Button act="take-audit" onPress={take}>
          {say.take}
        </Button>
      </p>
      <Refused refusal={refusal} />
      {taken && (
        <p class="taken" data-taken="audit">
          {say.taken}
        </p>
      )}
    </details>
  )
}
