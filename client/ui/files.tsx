// Choosing files: their names and sizes, and a way to take each out again. They are not read here.
import { useId } from "preact/hooks"
import { Button } from "./button.tsx"

interface Props {
  readonly question: string
  readonly label: string
  readonly hint: string
  readonly add: string
  readonly remove: string
  readonly removeNamed: (name: string) => string
  readonly sizeText: (bytes: number) => string
  readonly files: readonly File[]
  readonly onChange: (files: readonly File[]) => void
}

export function FilesField(props: Props) {
  const { question, label, hint, add, remove, removeNamed, sizeText, files, onChange } = props
  const id = useId()
  const take = (input: HTMLInputElement): void => {
    onChange([...files, ...(input.files ?? [])])
    input.value = "" // so that the same file can be added again after it was taken out
  }
  return (
    <div class="field">
      <p class="label" id={id}>
        {label}
      </p>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {files.length > 0 && (
        <ul class="files">
          {files.map((file, at) => (
            <li key={`${at} ${file.name}`}>
              <span class="file">
                <bdi translate={false}>{file.name}</bdi> <span class="size">{sizeText(file.size)}</span>
              </span>
              <Button
                act="remove"
                label={removeNamed(file.name)}
                onPress={() => onChange(files.filter((_, other) => other !== at))}
              >
                {remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <label class="button plain add">
        {add}
        <input
          type="file"
          multiple
          data-q={question}
          aria-describedby={`${id} ${id}-hint`}
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
    </div>
  )
}
