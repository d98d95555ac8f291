// The receipt, once, after the promise's signature checked out: nine words and thirty digits, to write down, copy, hear, or not to
// want at all. Nothing of it is printed, saved or sent anywhere.
import { useState } from "preact/hooks"
import { Button } from "../ui/button.tsx"
import { Hear } from "../ui/hear.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"

const WORDS_LANGUAGE = "en" // of the list the words are from; others come with their languages

export function Sent({ state, change }: Acts) {
  const { code, messages } = useWords()
  const { sent, acts } = messages
  const [copied, setCopied] = useState("")
  const [unwanted, setUnwanted] = useState(false)
  const { receipt } = state
  if (unwanted || receipt === null)
    return <Without forgotten={receipt === null} onBack={() => setUnwanted(false)} change={change} />
  const copy = (): void => {
    navigator.clipboard.writeText(receipt.words.join(" ")).then(
      () => setCopied(sent.copied),
      () => setCopied(sent.notCopied),
    )
  }
  const words = <Parts key="words" dress="words" title={sent.words} parts={receipt.words} />
  const digits = <Parts key="digits" dress="digits" title={sent.digits} parts={receipt.digits.split(" ")} />
  return (
    <Screen title={sent.title} state="sent" help={sent.lead}>
      <p>{sent.why}</p>
      {words}
      <div class="ends">
        <Button act="copy" kind="quiet" onPress={copy}>
          {sent.copy}
        </Button>
        <Hear texts={receipt.words} language={WORDS_LANGUAGE} />
      </div>
      {copied !== "" && <Notice>{copied}</Notice>}
      {digits}
      {code !== WORDS_LANGUAGE && <Hear texts={[...receipt.digits]} />}
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
