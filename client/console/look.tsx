// Looking at one file that came by hand, with the same care as an attachment.
import { useState } from "preact/hooks"
import { Button } from "../ui/button.tsx"
import { Screen } from "../ui/screen.tsx"
import { Attachment } from "./viewer/attachment.tsx"
import { words } from "./words.ts"

export function Look({ onLeave }: { readonly onLeave: () => void }) {
  const [file, setFile] = useState<File | undefined>()
  const [open, setOpen] = useState(false)
  const take = (chosen: File | undefined): void => {
    setOpen(false)
    setFile(chosen)
  }
  return (
    <Screen title={words.look.title} state="look" help={words.look.lead}>
      <p class="field">
        <label for="look-file">{words.look.pick}</label>
        <input
          id="look-file"
          type="file"
          data-q="look-file"
          onChange={(event) => take(event.currentTarget.files?.[0])}
        />
      </p>
      {file !== undefined && (
        <Attachment
          name={file.name}
          size={file.size}
          read={async () => file}
          open={open}
          onOpen={() => setOpen(true)}
          onClose={() => setOpen(false)}
        />
      )}
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onLeave}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}
