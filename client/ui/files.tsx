// Choosing files: their names and sizes, what is to be done with the details hidden in each, and a way to take each out again.
// They are not read here.
import { useId } from "preact/hooks"
import { Button } from "./button.tsx"
import { Choice } from "./choice.tsx"
import { HELP, TITLE } from "./screen.tsx"

/** A file with her choice about its hidden details. */
export interface Added {
  readonly file: File
  readonly hidden: "kept" | "unsure" | undefined
}

interface Props {
  readonly question: string
  readonly hint: string
  readonly words: {
    readonly add: string
    readonly remove: string
    readonly removeNamed: (name: string) => string
    readonly hidden: string
    readonly hiddenHelp: string
    readonly hiddenOf: (name: string) => string
    readonly choices: { readonly kept: string; readonly unsure: string }
  }
  readonly sizeText: (bytes: number) => string
  readonly files: readonly Added[]
  readonly onOpen?: () => void
  readonly onChange: (files: readonly Added[]) => void
}

export function FilesField({ question, hint, words, sizeText, files, onOpen, onChange }: Props) {
  const id = useId()
  const take = (input: HTMLInputElement): void => {
    const more = [...(input.files ?? [])].map((file) => ({ file, hidden: undefined }))
    onChange([...files, ...more])
    input.value = "" // so that the same file can be added again after it was taken out
  }
  const set = (at: number, hidden: string): void =>
    onChange(files.map((one, other) => (other === at ? { ...one, hidden: hidden as Added["hidden"] } : one)))
  return (
    <div class="field">
      <p class="hint" id={id}>
        {hint}
      </p>
      {files.length > 0 && <p class="hint">{words.hiddenHelp}</p>}
      {files.length > 0 && (
        <ul class="files">
          {files.map(({ file, hidden }, at) => (
            <li key={`${at} ${file.name}`}>
              <span class="file">
                <bdi translate={false}>{file.name}</bdi> <span class="size">{sizeText(file.size)}</span>
              </span>
              <Button
                act="remove"
                label={words.removeNamed(file.name)}
                onPress={() => onChange(files.filter((_, other) => other !== at))}
              >
                {words.remove}
              </Button>
              <Choice
                question={`hidden-${at + 1}`}
                label={words.hiddenOf(file.name)}
                short
                options={[
                  ["kept", words.choices.kept],
                  ["unsure", words.choices.unsure],
                ]}
                value={hidden}
                onChange={(choice) => set(at, choice)}
              />
            </li>
          ))}
        </ul>
      )}
      <label class="button plain add">
        {words.add}
        <input
          type="file"
          multiple
          data-q={question}
          aria-label={words.add}
          aria-describedby={`${TITLE} ${HELP} ${id}`}
          onClick={() => onOpen?.()}
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
    </div>
  )
}
