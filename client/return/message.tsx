// Messages from the team: shown only if they verified, and the one question that each may ask. Yes, no and later weigh the same; a yes
// is to these exact words, or for this one time.
import { dayText, isolated } from "../../src/i18n/format.ts"
import { Button } from "../ui/button.tsx"
import { Choice } from "../ui/choice.tsx"
import { Hear } from "../ui/hear.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import type { Question, ReplyView } from "./messages.ts"
import { useReturning } from "./words.tsx"

export function Messages(acts: Acts) {
  const { code } = useWords()
  const { messages } = useReturning()
  const { view } = acts.state
  if (view === null) return null
  const unchecked = view.problems.filter(({ about }) => about === "reply").length
  return (
    <Frame acts={acts} state="messages" title={messages.title} help={messages.lead}>
      {unchecked > 0 && <Notice kind="marked">{messages.unchecked(unchecked)}</Notice>}
      {view.replies.length === 0 && <p>{messages.none}</p>}
      <div class="menu">
        {view.replies.toReversed().map(({ n, day, asks }) => (
          <Button key={n} act={`message-${n}`} onPress={() => acts.open("message", String(n))}>
            {messages.one(dayText(code, day))}
            {asks !== null && (
              <span class="under">
                {asks.answered === null ? messages.asks : messages.said[asks.answered]}
              </span>
            )}
          </Button>
        ))}
      </div>
    </Frame>
  )
}

export function MessageScreen(acts: Acts) {
  const { code, messages: shared } = useWords()
  const { messages } = useReturning()
  const { view, about, picked } = acts.state
  const reply = view?.replies.find(({ n }) => String(n) === about)
  if (view === null || reply === undefined) return null
  const { day, asks, n } = reply
  const [chosen] = picked.ask ?? []
  const may = view.stands === "stands" && view.sealing === "open" && view.decisions.length > 0
  const decides = asks !== null && asks.answered === null && may
  const send = (): void => {
    if (chosen === "later" || chosen === undefined) acts.back()
    else acts.say({ say: "ask", n, yes: chosen === "yes" })
  }
  return (
    <Frame
      acts={acts}
      state="message"
      title={messages.one(dayText(code, day))}
      send={decides ? { text: messages.send, onPress: send } : undefined}
    >
      <Text reply={reply} />
      {asks !== null && <Asked asks={asks} language={reply.language} />}
      {decides && (
        <Choice
          question="ask"
          label={messages.question}
          short
          options={answersTo(asks, shared.consent)}
          value={chosen}
          onChange={(answer) => acts.pick("ask", [answer])}
        />
      )}
      {decides && (
        <p class="hint">{asks.open ? `${messages.yesOnce} ${messages.later}` : messages.notHere}</p>
      )}
      {may && (
        <div class="ends">
          <Button act="answer" kind="quiet" onPress={() => acts.open("add", about)}>
            {messages.answer}
          </Button>
        </div>
      )}
    </Frame>
  )
}

type ConsentWords = ReturnType<typeof useWords>["messages"]["consent"]

function answersTo({ open }: Question, words: ConsentWords): (readonly [string, string])[] {
  const answers = open ? (["yes", "no", "later"] as const) : (["no", "later"] as const)
  return answers.map((answer) => [answer, words[answer]] as const)
}

// Somebody else's words in whatever language and direction they were written.
function Text({ reply: { text, language } }: { readonly reply: ReplyView }) {
  const paragraphs = text.split(/\n+/).filter((line) => line.trim() !== "")
  return (
    <>
      <div class="text" lang={language} dir="auto">
        {paragraphs.map((paragraph, at) => (
          <p key={at} dir="auto">
            {paragraph}
          </p>
        ))}
      </div>
      <Hear texts={paragraphs} language={language} />
    </>
  )
}

function Asked({ asks, language }: { readonly asks: Question; readonly language: string }) {
  const { messages, decisions } = useReturning()
  const title = decisions.titles[asks.purpose]
  const use = asks.recipient === null ? title : decisions.named(title, isolated(asks.recipient.name))
  return (
    <>
      <h2>{messages.about(use)}</h2>
      {asks.words !== null && (
        <>
          <p>{messages.words}</p>
          <blockquote class="words" lang={language} dir="auto" data-words>
            {asks.words}
          </blockquote>
        </>
      )}
      {asks.answered !== null && <p class="strong first">{messages.said[asks.answered]}</p>}
    </>
  )
}
