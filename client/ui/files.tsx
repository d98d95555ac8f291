// Choosing files: their names and sizes, what is to be done with the details hidden in each, and a way to take each out again.
// They are not read here.
import { useId } from "preact/hooks"
import { Button } from "./button.tsx"
import { Choice } from "./choice.tsx"
import { Notice } from "./notice.tsx"
import { HELP, TITLE } from "./screen.tsx"

/** A file with her choice about its hidden details. */
export interface Added {
  readonly file: File
  readonly hidden: "kept" | "removed" | "unsure" | undefined
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
    readonly choices: { readonly kept: string; readonly removed: string; readonly unsure: string }
    readonly unsureKept: string
  }
  readonly sizeText: (bytes: number) => string
  readonly files: readonly Added[]
  readonly onOpen?: () => void
  /** Called when hidden details are to be taken out of a file. */
  readonly onLook?: (file: File) => void
  /** What is said of a file whose hidden details are to be taken out. */
  readonly lookOf?: (file: File) => string
  readonly onChange: (files: readonly Added[]) => void
}

export function FilesField({
  question,
  hint,
  words,
  sizeText,
  files,
  onOpen,
  onLook,
  lookOf,
  onChange,
}: Props) {
  const id = useId()
  const take = (input: HTMLInputElement): void => {
    const more = [...(input.files ?? [])].map((file) => ({ file, hidden: undefined }))
    onChange([...files, ...more])
    input.value = "" // so that the same file can be added again after it was taken out
  }
  const set = (at: number, hidden: string): void => {
    const file = files[at]?.file
    if (hidden === "removed" && file !== undefined) onLook?.(file)
    onChange(files.map((one, other) => (other === at ? { ...one, hidden: hidden as Added["hidden"] } : one)))
  }
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
                  ["removed", words.choices.removed],
                  ["unsure", words.choices.unsure],
                ]}
                value={hidden}
                onChange={(choice) => set(at, choice)}
              />
              {hidden === "unsure" && <Notice>{words.unsureKept}</Notice>}
              {hidden === "removed" && lookOf !== undefined && <Notice>{lookOf(file)}</Notice>}
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
