// The exit: at the block start of every screen, always in sight, above any on-screen keyboard; and second in the order of the
// Tab key, before it, a link that does the same and shows when it is reached. What leaving means is its page's affair.
import { TITLE } from "./screen.tsx"

interface Props {
  readonly label: string
  readonly hint: string
  readonly link: string
  readonly skip: string
  /** What is read out while Shift is pressed; empty otherwise. */
  readonly told: string
  readonly onExit: () => void
}

export function Exit({ label, hint, link, skip, told, onExit }: Props) {
  const leave = (event: Event): void => {
    event.preventDefault()
    onExit()
  }
  const toQuestion = (event: Event): void => {
    event.preventDefault() // an address with a fragment would be a second entry in the history
    document.getElementById(TITLE)?.focus()
  }
  return (
    <header class="exit">
      <a class="unseen button" href={`#${TITLE}`} onClick={toQuestion}>
        {skip}
      </a>
      <a class="unseen button" href="/away" rel="noreferrer" data-act="exit-link" onClick={leave}>
        {link}
      </a>
      <p class="told" role="status">
        {told}
      </p>
      <button type="button" class="button exit-button" data-act="exit" title={hint} onClick={onExit}>
        {label}
      </button>
    </header>
  )
}
