// Which voice may read aloud: one that is on this device. Others send what they read to somebody.

/** A voice of the language that is on this device, if there is one. */
export function localVoice(
  voices: readonly SpeechSynthesisVoice[],
  language: string,
): SpeechSynthesisVoice | undefined {
  return voices.find(({ lang, localService }) => localService && lang.split(/[-_]/)[0] === language)
}
