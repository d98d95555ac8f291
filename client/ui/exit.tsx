// The exit: at the block start of every screen, always in sight, above any on-screen keyboard. What leaving means is its
// page's affair.
interface Props {
  readonly label: string
  readonly hint: string
  readonly onExit: () => void
}

export function Exit({ label, hint, onExit }: Props) {
  return (
    <header class="exit">
      <button type="button" class="button exit-button" data-act="exit" title={hint} onClick={onExit}>
        {label}
      </button>
    </header>
  )
}
