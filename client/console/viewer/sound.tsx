// Sound and film: played by the browser's own player from this page's memory, when somebody presses play. No picture before
// that, no other screen, no small window above others; quiet at first.
import { useEffect, useRef, useState } from "preact/hooks"
import { words } from "../words.ts"
import { KINDS, type Kind } from "./kind.ts"

// By what its bytes are: never what somebody called it, which could be the name of a list of addresses.
const TYPES: Readonly<Partial<Record<Kind, string>>> = {
  webm: "video/webm",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  wav: "audio/wav",
  mp3: "audio/mpeg",
  flac: "audio/flac",
  aac: "audio/aac",
}

const { viewer } = words

export function Sound({ blob, kind }: { readonly blob: Blob; readonly kind: Kind }) {
  const player = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const element = player.current as HTMLVideoElement
    const address = URL.createObjectURL(new Blob([blob], { type: TYPES[kind] ?? "" }))
    element.muted = true
    element.src = address
    return () => {
      element.pause()
      element.removeAttribute("src")
      element.load() // lets go of what it holds
      URL.revokeObjectURL(address)
    }
  }, [])
  if (failed) return <p data-failed="unplayable">{viewer.unplayable}</p>
  return (
    <>
      <video
        ref={player}
        class={KINDS[kind] === "sound" ? "sound" : "grey"}
        controls
        preload="metadata"
        disablePictureInPicture
        disableRemotePlayback
        controlsList="nodownload noremoteplayback"
        onError={() => setFailed(true)}
      >
        <track kind="captions" />
      </video>
      <p class="hint">{viewer.quiet}</p>
    </>
  )
}
