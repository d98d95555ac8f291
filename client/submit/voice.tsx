// Saying it out loud: recorded in the page's memory and nowhere else, listened to, taken out again. The microphone is asked for
// when she presses Record, and let go when she ends.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { sizeText } from "../../src/i18n/format.ts"
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"

type Mode = "idle" | "running" | "paused" | "cannot"

export function VoiceField({ state, change, opensWindow }: Acts) {
  const { messages } = useWords()
  const { voice } = messages
  const [mode, setMode] = useState<Mode>(typeof MediaRecorder === "undefined" ? "cannot" : "idle")
  const recorder = useRef<MediaRecorder | null>(null)
  const { recordings } = state
  // Leaving the screen lets go of the microphone, in the same task, and what was running is not kept.
  useLayoutEffect(() => () => end(recorder.current), [])

  const record = async (): Promise<void> => {
    opensWindow() // the browser asks for the microphone
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      recorder.current = begin(stream, (file) => change({ recordings: [...recordings, file] }))
      setMode("running")
    } catch {
      setMode("cannot")
    }
  }
  const pause = (): void => {
    recorder.current?.pause()
    setMode("paused")
  }
  const resume = (): void => {
    recorder.current?.resume()
    setMode("running")
  }
  const stop = (): void => {
    recorder.current?.stop()
    recorder.current = null
    setMode("idle")
  }
  const told = {
    idle: recordings.length === 0 ? voice.none : "",
    running: voice.running,
    paused: voice.paused,
    cannot: voice.cannot,
  }
  return (
    <div class="field">
      {told[mode] !== "" && <Notice>{told[mode]}</Notice>}
      <ul class="files">
        {recordings.map((file, at) => (
          <Recording
            key={`${at} ${file.size}`}
            file={file}
            n={at + 1}
            onRemove={() => change({ recordings: recordings.filter((one) => one !== file) })}
          />
        ))}
      </ul>
      <div class="steps">
        {mode === "idle" && (
          <Button act="record" onPress={() => void record()}>
            {voice.record}
          </Button>
        )}
        {mode === "running" && (
          <Button act="pause" onPress={pause}>
            {voice.pause}
          </Button>
        )}
        {mode === "paused" && (
          <Button act="resume" onPress={resume}>
            {voice.resume}
          </Button>
        )}
        {(mode === "running" || mode === "paused") && (
          <Button act="end" onPress={stop}>
            {voice.stop}
          </Button>
        )}
      </div>
    </div>
  )
}

interface RecordingProps {
  readonly file: File
  readonly n: number
  readonly onRemove: () => void
}

function Recording({ file, n, onRemove }: RecordingProps) {
  const { code, messages } = useWords()
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(file)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  const name = messages.voice.item(n)
  return (
    <li>
      <span class="file">
        {name} <span class="size">{sizeText(code, file.size)}</span>
      </span>
      {/* biome-ignore lint/a11y/useMediaCaption: there is nobody who could write captions for what was just said */}
      <audio controls preload="metadata" src={address} aria-label={name} />
      <Button act="remove" label={messages.files.removeNamed(name)} onPress={onRemove}>
        {messages.files.remove}
      </Button>
    </li>
  )
}

function begin(stream: MediaStream, done: (file: File) => void): MediaRecorder {
  const recorder = new MediaRecorder(stream)
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => void parts.push(data)
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop()
    // Some recorders, Firefox's too, name their format on what they recorded and not on themselves.
    const [type = ""] = (recorder.mimeType || (parts[0]?.type ?? "")).split(";")
    done(new File(parts, `voice.${type.split("/")[1] ?? "bin"}`, { type }))
  }
  recorder.start()
  return recorder
}

function end(recorder: MediaRecorder | null): void {
  if (recorder === null) return
  recorder.onstop = null
  for (const track of recorder.stream.getTracks()) track.stop()
}
