// The steps that make something: the keys that are made here and those that holders bring, the key that opens accounts, and at the
// end what everybody takes home.
import { useState } from "preact/hooks"
import { parseRecipient } from "../../../src/core/age/recipient.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import type { WordList } from "../../../src/core/receipt/words.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import {
  askAudit,
  emptySeats,
  joinAudit,
  joinKey,
  makeCeremonyIntake,
  makeKeys,
} from "../../../src/custody/ceremony.ts"
import { handOver } from "../../../src/custody/hand-over.ts"
import { newPassphrase } from "../../../src/custody/passphrase.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"
import type { StepProps } from "./step-props.ts"

const { making: say } = words.ceremony

export function MakeKeys({ ceremony, onStep }: StepProps) {
  const [recipient, setRecipient] = useState("")
  const [answer, setAnswer] = useState("")
  const { refusal, busy, attempt } = useTrying()
  const empty = emptySeats(ceremony)
  const brought = empty.filter((seat) => ceremony.plan.joined.includes(seat))
  const here = empty.length > brought.length
  return (
    <>
      {here && (
        <p class="steps">
          <Button
            act="make"
            kind="main"
            onPress={() => !busy && attempt(async () => onStep(await makeKeys(ceremony, randomBytes)))}
          >
            {say.keys}
          </Button>
        </p>
      )}
      {!here && brought.some((seat) => seat !== "audit") && (
        <Pick
          question="join"
          label={say.join}
          hint={say.joinHint(ceremony.plan.origin, ceremony.id)}
          onPick={([file]) =>
            file &&
            attempt(async () => onStep({ ceremony: await joinKey(ceremony, await bytesOf(file)), files: [] }))
          }
        />
      )}
      {!here && brought.includes("audit") && (
        <>
          <Line question="audit-recipient" label={say.audit} value={recipient} onChange={setRecipient} />
          <p class="steps">
            <Button
              act="ask-audit"
              onPress={() =>
                attempt(async () =>
                  onStep(await askAudit(ceremony, parseRecipient(recipient.trim()), randomBytes)),
                )
              }
            >
              {say.auditAsk}
            </Button>
          </p>
          <Line question="audit-answer" label={say.auditAnswer} value={answer} onChange={setAnswer} />
          <p class="steps">
            <Button
              act="join-audit"
              onPress={() => attempt(() => onStep({ ceremony: joinAudit(ceremony, answer), files: [] }))}
            >
              {say.auditJoin}
            </Button>
          </p>
        </>
      )}
      <Refused refusal={refusal} />
    </>
  )
}

export function MakeIntake({ ceremony, onStep }: StepProps) {
  const list =
    ALL_LISTS.find(({ language }) => language === ceremony.plan.words) ?? (ALL_LISTS[1] as WordList)
  const whole = ceremony.plan.intake.how === "whole"
  const [passphrase] = useState(() => (whole ? newPassphrase(list, randomBytes) : ""))
  const { refusal, busy, attempt } = useTrying()
  const make = (): Promise<void> =>
    attempt(async () => {
      const making = { words: list, random: randomBytes, ...(whole && { passphrase }) }
      onStep(await makeCeremonyIntake(ceremony, making))
    })
  return (
    <>
      {whole && (
        <>
          <h2>{say.passphrase}</h2>
          <p class="passphrase" lang={list.language} translate={false} data-passphrase>
            {passphrase}
          </p>
        </>
      )}
      <p class="steps">
        <Button act="make" kind="main" onPress={() => !busy && make()}>
          {busy ? say.working : say.intake}
        </Button>
      </p>
      <Refused refusal={refusal} />
    </>
  )
}

export function HandOver({ ceremony, policy, onStep }: StepProps) {
  const { refusal, attempt } = useTrying()
  return (
    <>
      <p class="steps">
        <Button
          act="hand-over"
          kind="main"
          onPress={() => attempt(async () => onStep(await handOver(ceremony, policy, today())))}
        >
          {say.handOver}
        </Button>
      </p>
      <Refused refusal={refusal} />
    </>
  )
}
