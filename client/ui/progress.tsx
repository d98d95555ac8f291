// How far something is that takes its time: a bar and, in words, how much. No percentage and no guess of how long.
interface Props {
  readonly label: string
  readonly text: string
  readonly done: number
  readonly total: number
}

export function Progress({ label, text, done, total }: Props) {
  // Without a total the bar has no value: it says "under way" and nothing more.
  const value = total > 0 ? { value: done, max: total } : {}
  return (
    <div class="progress">
      <progress aria-label={label} {...value} />
      <p class="amount">{text}</p>
    </div>
  )
}
