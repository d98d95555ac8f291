// How to tell the real page from one that only looks like it: the organisation's fingerprint, to be compared with what it gave on
// paper. It stands in the form, and at an address of its own.
import { useWords } from "../ui/words.tsx"

const GROUP = 4

export function Real({ fingerprint }: { readonly fingerprint: string | undefined }) {
  const { real } = useWords().messages
  if (fingerprint === undefined) return <p class="strong">{real.none}</p>
  const groups = fingerprint.match(new RegExp(`.{${GROUP}}`, "g")) ?? []
  return (
    <>
      <p>{real.lead}</p>
      <ol>
        {real.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <h2>{real.number}</h2>
      <p class="receipt number" data-fingerprint dir="ltr" translate={false}>
        {groups.flatMap((group, at) => [at > 0 ? " " : "", <span key={at}>{group}</span>])}
      </p>
      <p class="hint">{real.warning}</p>
    </>
  )
}
