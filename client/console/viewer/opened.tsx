// An attachment that somebody opened: looked at by its bytes, and shown as what such bytes may be shown as. It has no frame, no
// link and no element that loads; only sound and film have an address, of bytes in this page's memory.
import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"
import { CodedError } from "../../../src/core/errors.ts"
import { size as sizeOf, words } from "../words.ts"
import { alsoHolds, HEAD, KINDS, type Kind, kindOf } from "./kind.ts"
import { Pixels } from "./pixels.tsx"
import { BYTES_SHOWN, dump, readableText, TEXT_SHOWN } from "./reading.ts"
import { Sound } from "./sound.tsx"

interface Looked {
  readonly blob: Blob
  readonly kind: Kind
  readonly also: readonly Kind[]
  /** Its first bytes, as text or as bytes; empty where it is drawn or played. */
  readonly text: string
}

const { viewer } = words

interface Props {
  readonly read: () => Promise<Blob>
  /** Pictures and films stay shut, whatever they were said to be. */
  readonly shut?: boolean
}

export function Opened({ read, shut = false }: Props) {
  const [looked, setLooked] = useState<Looked | "reading" | "unread" | "shut">("reading")
  useEffect(() => {
    let gone = false
    lookAt(read).then(
      (found) => !gone && setLooked(found),
      (error) => !gone && setLooked(isShut(error) ? "shut" : "unread"),
    )
    return () => {
      gone = true
    }
  }, [])
  if (looked === "reading") return <div class="opened" data-kind="" aria-busy="true" />
  if (looked === "unread") return <p data-kind="unread">{viewer.unread}</p>
  if (looked === "shut") return <p data-shut>{viewer.shut}</p>
  const { blob, kind, also } = looked
  const [plain, why] = [viewer.kinds[kind], viewer.why[kind]]
  return (
    <div class="opened" data-kind={kind}>
      <p class="hint">
        {plain}. {why}
      </p>
      {also.length > 0 && (
        <p class="hint" data-also={also.join(" ")}>
          {viewer.also(also.map((one) => viewer.kinds[one]).join(", "))}
        </p>
      )}
      {blob.size === 0 && <p>{viewer.empty}</p>}
      {blob.size > 0 && (shut && isSeen(kind) ? <p data-shut>{viewer.shut}</p> : shown(looked))}
    </div>
  )
}

function isShut(error: unknown): boolean {
  return error instanceof CodedError && error.code === "quarantined"
}

function isSeen(kind: Kind): boolean {
  return KINDS[kind] === "pixels" || KINDS[kind] === "moving"
}

function shown({ blob, kind, text }: Looked): ComponentChildren {
  const showing = KINDS[kind]
  if (showing === "pixels") return <Pixels blob={blob} kind={kind} />
  if (showing === "sound" || showing === "moving") return <Sound blob={blob} kind={kind} />
  const most = showing === "text" ? TEXT_SHOWN : BYTES_SHOWN
  return (
    <>
      {blob.size > most && <p class="hint">{viewer.cut(sizeOf(most), sizeOf(blob.size))}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre class={showing} dir={showing === "text" ? "auto" : "ltr"} tabIndex={0} translate={false}>
        {text}
      </pre>
    </>
  )
}

async function lookAt(read: () => Promise<Blob>): Promise<Looked> {
  const blob = await read()
  const part = async (from: number, to: number): Promise<Uint8Array> =>
    new Uint8Array(await blob.slice(from, to).arrayBuffer())
  const head = await part(0, HEAD)
  const kind = kindOf(head)
  const also = alsoHolds(kind, head, await part(Math.max(0, blob.size - HEAD), blob.size))
  const showing = KINDS[kind]
  let text = ""
  if (showing === "text") text = readableText(await part(0, TEXT_SHOWN))
  if (showing === "bytes") text = dump(head.subarray(0, BYTES_SHOWN))
  return { blob, kind, also, text }
}
