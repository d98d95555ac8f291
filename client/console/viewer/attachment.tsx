// One attachment: its name made safe, its size, and a button. Nothing of it is read before somebody opens it; whoever lists
// them lets one be open at a time.
import { Button } from "../../ui/button.tsx"
import { size as sizeOf, words } from "../words.ts"
import { plainName, shownName } from "./names.ts"
import { Opened } from "./opened.tsx"

interface Props {
  readonly name: string
  readonly size: number
  /** Its bytes, asked for when it is opened. */
  readonly read: () => Promise<Blob>
  readonly open: boolean
  /** Of a case in quarantine. */
  readonly shut?: boolean
  readonly onOpen: () => void
  readonly onClose: () => void
}

const { viewer } = words

export function Attachment({ name, size, read, open, shut = false, onOpen, onClose }: Props) {
  const label = plainName(name)
  return (
    <section class="attachment" aria-label={label} data-open={open}>
      <p class="attachment-head">
        <Name name={name} /> <span class="size">{sizeOf(size)}</span>
        {open ? (
          <Button act="close-file" onPress={onClose}>
            {viewer.close}
          </Button>
        ) : (
          <Button act="open-file" label={viewer.openNamed(label)} onPress={onOpen}>
            {viewer.open}
          </Button>
        )}
      </p>
      {open && <Opened read={read} shut={shut} />}
    </section>
  )
}

function Name({ name }: { readonly name: string }) {
  const { runs, ending } = shownName(name)
  return (
    <span class="name" translate={false}>
      <bdi>
        {runs.map(({ text, spelled }, at) =>
          spelled ? (
            <bdi key={at} class="spelled" dir="ltr">
              {text}
            </bdi>
          ) : (
            text
          ),
        )}
      </bdi>
      {ending !== undefined && <span class="size"> ({viewer.ending(ending)})</span>}
    </span>
  )
}
