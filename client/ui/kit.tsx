// `npm run ui`: every piece of the kit in every state on one page, in each language, for whoever draws or changes them. It is
// served by the development server alone; nothing of it is built or released.
import { render } from "preact"
import { useState } from "preact/hooks"
import { sizeText } from "../../src/i18n/format.ts"
import { LANGUAGE_CODES, LANGUAGES, type LanguageCode, type Spoken } from "../../src/i18n/languages.ts"
import { Button } from "./button.tsx"
import { Checks, Choice } from "./choice.tsx"
import { Cover } from "./cover.tsx"
import { Exit } from "./exit.tsx"
import { Select, TextField } from "./field.tsx"
import { type Added, FilesField } from "./files.tsx"
import { Hear } from "./hear.tsx"
import { Notice } from "./notice.tsx"
import { Progress } from "./progress.tsx"
import { Screen } from "./screen.tsx"
import { useWords, Words } from "./words.tsx"

const nothing = (): void => {}

function Kit({ all }: { readonly all: Readonly<Record<string, Spoken>> }) {
  const [code, setCode] = useState<LanguageCode>("en")
  const spoken = all[code] as Spoken
  const { exit, covered, acts } = spoken.messages
  document.documentElement.lang = code
  document.documentElement.dir = LANGUAGES[code].dir
  return (
    <Words.Provider value={spoken}>
      <Exit
        label={exit.label}
        hint={exit.hint}
        link={exit.link}
        skip={exit.skip}
        told={exit.presses(2)}
        onExit={nothing}
      />
      <aside class="mark">{spoken.messages.demonstration}</aside>
      <Cover text={covered} uncover={acts.uncover} own={() => false}>
        <Screen title="Kit" state="kit" help={spoken.messages.safety.lead}>
          <div class="languages">
            {LANGUAGE_CODES.map((one) => (
              <Button key={one} act={one} kind="quiet" onPress={() => setCode(one)}>
                {LANGUAGES[one].name}
              </Button>
            ))}
          </div>
          <Pieces />
        </Screen>
      </Cover>
    </Words.Provider>
  )
}

function Pieces() {
  const { code, messages } = useWords()
  const { questions, acts, files, sent, consent } = messages
  const [one, setOne] = useState<string>()
  const [some, setSome] = useState<readonly string[]>([])
  const [text, setText] = useState("")
  const [added, setAdded] = useState<readonly Added[]>([
    { file: new File([new Uint8Array(2_400_000)], "a-very-long-name-of-a-file-".repeat(4)), hidden: "kept" },
    { file: new File([new Uint8Array(900)], "photo.jpg"), hidden: "removed" },
    { file: new File([new Uint8Array(900)], "paper.pdf"), hidden: "unsure" },
  ])
  return (
    <>
      <h2>Buttons</h2>
      <div class="steps">
        <Button act="skip" onPress={nothing}>
          {acts.skip}
        </Button>
        <Button act="next" onPress={nothing}>
          {acts.next}
        </Button>
      </div>
      <div class="steps">
        <Button act="send" kind="main" onPress={nothing}>
          {acts.send}
        </Button>
      </div>
      <div class="ends">
        <Button act="stop-send" kind="quiet" onPress={nothing}>
          {acts.stopSend}
        </Button>
        <Button act="stop-delete" kind="quiet" onPress={nothing}>
          {acts.stopDelete}
        </Button>
      </div>
      <Choice
        question="one"
        label={questions.who.label}
        options={Object.entries(questions.who.options)}
        value={one}
        onChange={setOne}
      />
      <Choice
        question="short"
        label={consent.answer}
        short
        options={[
          ["yes", consent.yes],
          ["no", consent.no],
          ["later", consent.later],
        ]}
        value={one}
        onChange={setOne}
      />
      <Checks
        question="some"
        label={questions.hopes.label}
        options={Object.entries(questions.hopes.options)}
        values={some}
        onChange={setSome}
      />
      <TextField
        question="text"
        label={questions.about_me.label}
        hint={questions.account_text.help}
        value={text}
        onChange={setText}
      />
      <Select
        question="select"
        label={messages.date.season}
        none={messages.date.none}
        options={messages.date.seasons.map((name) => [name, name] as const)}
        value=""
        onChange={nothing}
      />
      <FilesField
        question="files"
        hint={files.limit}
        words={files}
        sizeText={(n) => sizeText(code, n)}
        files={added}
        lookOf={() => files.gone(sizeText(code, 900))}
        onChange={setAdded}
      />
      <h2>Told</h2>
      <Notice>{messages.sending.moving}</Notice>
      <Notice kind="marked">{messages.stuck.troubles.line}</Notice>
      <div class="text">
        <p>{messages.safety.lead}</p>
        <p>{messages.safety.skip}</p>
      </div>
      <Hear texts={[messages.safety.lead]} />
      <Progress label={messages.sending.bar} text="" done={0} total={0} />
      <Progress
        label={messages.sending.bar}
        text={messages.sending.amount(sizeText(code, 1e6), sizeText(code, 25e6))}
        done={1}
        total={25}
      />
      <h2>{sent.words}</h2>
      <p class="receipt words" dir="ltr">
        {"abandon ability able about above absent absorb abstract absurd".split(" ").map((word) => (
          <span key={word}>{word}</span>
        ))}
      </p>
      <p class="receipt digits" dir="ltr">
        {"000 111 222 333 444 555 666 777 888 999".split(" ").map((group) => (
          <span key={group}>{group}</span>
        ))}
      </p>
    </>
  )
}

const all = await Promise.all(
  LANGUAGE_CODES.map(async (code) => [code, await LANGUAGES[code].load()] as const),
)
render(<Kit all={Object.fromEntries(all)} />, document.getElementById("page") as HTMLElement)
