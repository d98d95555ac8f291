// What a step is about, said before its buttons: a heading and a few sentences.
interface Props {
  readonly title: string
  readonly items: readonly string[]
}

export function Told({ title, items }: Props) {
  if (items.length === 0) return null
  return (
    <section class="told-list">
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  )
}
