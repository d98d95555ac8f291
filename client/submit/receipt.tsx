// The receipt: nine words and thirty digits, to write down, copy or hear; and the screen that shows it once the promise's signature
// checked out, where she may also not want it at all. Nothing of it is printed, saved or sent anywhere.
import { useState } from "preact/hooks"
import { Button } from "../ui/button.tsx"
import { Hear } from "../ui/hear.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"

const WORDS_LANGUAGE = "en" // of the list the words are from; others come with their languages

export function Sent({ state, change }: Acts) {
  const { messages } = useWords()
  const { sent, acts } = messages
  const [unwanted, setUnwanted] = useState(false)
  const { receipt } = state
  if (unwanted || receipt === null)
    return <Without forgotten={receipt === null} onBack={() => setUnwanted(false)} change={change} />
  return (
    <Screen title={sent.title} state="sent" help={sent.lead}>
      {receipt.before === true && <p class="strong">{sent.same}</p>}
      <p>{sent.why}</p>
      <Receipt {...receipt} />
      <p class="hint">{sent.safe}</p>
      <div class="steps">
        <Button act="none" onPress={() => setUnwanted(true)}>
          {sent.none}
        </Button>
        <Button act="next" onPress={() => change({ stage: "after", receipt: null })}>
          {acts.next}
        </Button>
      </div>
    </Screen>
  )
}

interface ReceiptProps {
  readonly words: readonly string[]
  readonly digits: string
}

/** The receipt in both dresses, to write down, copy or hear. */
export function Receipt({ words, digits }: ReceiptProps) {
  const { code, messages } = useWords()
  const { sent } = messages
  const [copied, setCopied] = useState("")
  const copy = (): void => {
    navigator.clipboard.writeText(words.join(" ")).then(
      () => setCopied(sent.copied),
      () => setCopied(sent.notCopied),
    )
  }
  return (
    <>
      <Parts dress="words" title={sent.words} parts={words} />
      <div class="ends">
        <Button act="copy" kind="quiet" onPress={copy}>
          {sent.copy}
        </Button>
        <Hear texts={words} language={WORDS_LANGUAGE} />
      </div>
      {copied !== "" && <Notice>{copied}</Notice>}
      <Parts dress="digits" title={sent.digits} parts={digits.split(" ")} />
      {code !== WORDS_LANGUAGE && <Hear texts={[...digits]} />}
    </>
  )
}

interface WithoutProps {
  readonly forgotten: boolean
  readonly onBack: () => void
  readonly change: Acts["change"]
}

function Without({ forgotten, onBack, change }: WithoutProps) {
  const { messages } = useWords()
  const { sent, acts } = messages
  return (
    <Screen title={sent.noneTitle} state="without" help={forgotten ? sent.forgotten : sent.noneText}>
      <div class="steps">
        {!forgotten && (
          <Button act="previous" onPress={onBack}>
            {sent.noneBack}
          </Button>
        )}
        <Button act="next" onPress={() => change({ stage: "after", receipt: null })}>
          {forgotten ? acts.next : sent.noneSure}
        </Button>
      </div>
    </Screen>
  )
}

interface PartsProps {
  readonly dress: "words" | "digits"
  readonly title: string
  readonly parts: readonly string[]
}

// Spaces between the parts, so that copying or reading the element gives what can be typed in again.
function Parts({ dress, title, parts }: PartsProps) {
  return (
    <>
      <h2>{title}</h2>
      <p
        class={`receipt ${dress}`}
        data-receipt={dress}
        dir="ltr"
        lang={dress === "words" ? WORDS_LANGUAGE : undefined}
        translate={false}
      >
        {parts.flatMap((part, at) => [at > 0 ? " " : "", <span key={at}>{part}</span>])}
      </p>
    </>
  )
}
