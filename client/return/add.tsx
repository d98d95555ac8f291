// More of the account, or an answer to a message: her words and files, short is safe, and nothing of what she said before.
import { sizeText } from "../../src/i18n/format.ts"
import { TextField } from "../ui/field.tsx"
import { FilesField } from "../ui/files.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Frame } from "./frame.tsx"
import { useReturning } from "./words.tsx"

export function Add(acts: Acts) {
  const { code, messages } = useWords()
  const { add } = useReturning()
  const { state } = acts
  const { text, files } = state
  const empty = text.trim() === "" && files.length === 0
  const send = (): void => acts.say({ say: "add", text, files, language: code })
  return (
    <Frame
      acts={acts}
      state="add"
      title={add.title}
      help={add.lead}
      send={empty ? undefined : { text: add.send, onPress: send }}
    >
      <p>{add.short}</p>
      {state.about !== "" && <p class="hint">{add.answer}</p>}
      <TextField question="account_text" label={add.label} rows={8} value={text} onChange={acts.write} />
      <h2>{add.files}</h2>
      <p>{messages.questions.files.help}</p>
      <FilesField
        question="files"
        hint={messages.files.limit}
        words={messages.files}
        sizeText={(size) => sizeText(code, size)}
        files={files}
        onOpen={acts.opensWindow}
        onChange={acts.attach}
      />
      {empty && <Notice>{add.nothing}</Notice>}
    </Frame>
  )
}
