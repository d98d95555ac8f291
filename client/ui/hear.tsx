// Reads a screen's text aloud, on a tap and never by itself, by a voice that is on this device: others send what they read to
// somebody. Where there is no such voice for the language, there is no button.
import { useEffect, useLayoutEffect, useState } from "preact/hooks"
import { Button } from "./button.tsx"
import { localVoice } from "./local-voice.ts"
import { useWords } from "./words.tsx"

interface Props {
  /** Read one after another. */
  readonly texts: readonly string[]
  /** Of the texts, where it is not the page's. */
  readonly language?: string
}

export function Hear({ texts, language }: Props) {
  const { code, messages } = useWords()
  const voice = useLocalVoice(language ?? code)
  const [reading, setReading] = useState(false)
  useLayoutEffect(() => () => synthesis()?.cancel(), []) // silent in the task in which she leaves
  if (voice === undefined) return null
  const stop = (): void => {
    synthesis()?.cancel()
    setReading(false)
  }
  const read = (): void => {
    synthesis()?.cancel()
    setReading(true)
    for (const [at, text] of texts.entries()) {
      const utterance = new SpeechSynthesisUtterance(text)
      utterance.voice = voice
      utterance.lang = voice.lang
      utterance.rate = 0.9
      if (at === texts.length - 1) utterance.onend = () => setReading(false)
      synthesis()?.speak(utterance)
    }
  }
  return (
    <Button act={reading ? "quiet" : "hear"} kind="quiet" onPress={reading ? stop : read}>
      {reading ? messages.acts.quiet : messages.acts.hear}
    </Button>
  )
}

function useLocalVoice(language: string): SpeechSynthesisVoice | undefined {
  const [voice, setVoice] = useState<SpeechSynthesisVoice>()
  useEffect(() => {
    const look = (): void => setVoice(localVoice(synthesis()?.getVoices() ?? [], language))
    look()
    synthesis()?.addEventListener("voiceschanged", look) // some browsers know their voices only after a while
    return () => synthesis()?.removeEventListener("voiceschanged", look)
  }, [language])
  return voice
}

function synthesis(): SpeechSynthesis | undefined {
  return typeof speechSynthesis === "undefined" ? undefined : speechSynthesis
}
