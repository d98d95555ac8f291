// The few things that both audit pages ask for: a fingerprint, files, and a button that goes on while it works.
import type { ComponentChildren } from "preact"

interface FingerprintProps {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly children: ComponentChildren
}

export function Fingerprint({ value, onChange, children }: FingerprintProps) {
  return (
    <p class="field">
      <label for="fingerprint">Fingerprint of the organisation</label>
      <textarea
        id="fingerprint"
        data-q="fingerprint"
        rows={3}
        spellcheck={false}
        autocomplete="off"
        translate={false}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <span class="hint">{children}</span>
    </p>
  )
}

interface PickProps {
  readonly id: string
  readonly label: string
  readonly many?: boolean
  readonly onPick: (files: File[]) => void
  readonly children: ComponentChildren
}

export function Pick({ id, label, many = false, onPick, children }: PickProps) {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        data-q={id}
        type="file"
        multiple={many}
        onChange={(event) => onPick([...(event.currentTarget.files ?? [])])}
      />
      <span class="hint">{children}</span>
    </p>
  )
}

interface RunProps {
  readonly busy: boolean
  readonly ready: boolean
  readonly share: number | undefined
  readonly onPress: () => void
}

export function Run({ busy, ready, share, onPress }: RunProps) {
  return (
    <p class="steps">
      <button type="button" class="button main" data-act="audit" disabled={busy || !ready} onClick={onPress}>
        {busy ? "Checking" : "Check the log"}
      </button>
      {busy && <progress max={1} value={share} aria-label="How much of the log has been read" />}
    </p>
  )
}

/** The 64 hex digits of a fingerprint as somebody typed or pasted it; undefined while it is none. */
export function fingerprintIn(text: string): string | undefined {
  const digits = text.replace(/\s+/g, "").toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined
}
