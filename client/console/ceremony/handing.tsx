// What a step made, by who gets it: each thing is saved onto its holder's stick, or printed. It is in this page's memory only, so
// whoever goes on with something not yet saved is told.
import { useState } from "preact/hooks"
import type { HandedFile } from "../../../src/custody/intake.ts"
import { Button } from "../../ui/button.tsx"
import { offer } from "../files.ts"
import { words } from "../words.ts"
import { Sheet } from "./sheet.tsx"

interface Props {
  readonly files: readonly HandedFile[]
  /** Paths of those that were saved or printed. */
  readonly handed: ReadonlySet<string>
  readonly onHanded: (path: string) => void
}

const { ceremony } = words

export function Handing({ files, handed, onHanded }: Props) {
  const [sheet, setSheet] = useState<HandedFile | undefined>()
  if (files.length === 0) return null
  if (sheet !== undefined)
    return (
      <Sheet
        html={sheet.content as string}
        onClose={() => {
          onHanded(sheet.path)
          setSheet(undefined)
        }}
      />
    )
  const holders = [...new Set(files.map(({ path }) => holderIn(path)))]
  return (
    <ul class="handing">
      {holders.map((holder) => (
        <li key={holder}>
          <strong>{ceremony.holders[holder] ?? ceremony.holder(holder)}</strong>
          {files
            .filter(({ path }) => holderIn(path) === holder)
            .map((file) => (
              <p class="handed" key={file.path}>
                <span class="name">
                  {nameIn(file.path)}
                  {file.secret && <span class="secret"> {ceremony.secret}</span>}
                  {handed.has(file.path) && <span class="size"> {ceremony.handed}</span>}
                </span>
                {isSheet(file) && (
                  <Button act={`show ${file.path}`} onPress={() => setSheet(file)}>
                    {ceremony.show}
                  </Button>
                )}
                {!(isSheet(file) && file.secret) && (
                  <Button
                    act={`save ${file.path}`}
                    onPress={() => {
                      offer(saveName(file.path), [file.content])
                      onHanded(file.path)
                    }}
                  >
                    {ceremony.save}
                  </Button>
                )}
              </p>
            ))}
        </li>
      ))}
    </ul>
  )
}

/** Whether it is for paper: a secret one is never a file, since a disk does not forget. */
function isSheet({ path, content }: HandedFile): boolean {
  return path.endsWith(".html") && typeof content === "string"
}

function holderIn(path: string): string {
  return path.split("/")[0] as string
}

function nameIn(path: string): string {
  return path.split("/").slice(1).join("/")
}

// Two holders' files of one name would lie beside each other among the downloads.
function saveName(path: string): string {
  const [holder, name] = [holderIn(path), nameIn(path)]
  return name.startsWith(holder) || ["record", "server", "audit"].includes(holder)
    ? name
    : `${holder}-${name}`
}
