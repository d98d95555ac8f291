// What she allows today, purpose by purpose, beside her account: yes or no in a word and a mark, and for every no why. The same
// function judges here that the auditor will ask.
import type { Allowed } from "../../../src/cases/desk.ts"
import { words } from "../words.ts"
import type { CaseProps } from "./case-props.ts"

const { allowed: say } = words.desk

export function AllowedToday({ view }: CaseProps) {
  const yes = view.allowed.filter(({ code }) => code === null)
  const no = view.allowed.filter(({ code }) => code !== null)
  return (
    <aside class="allowed" aria-label={say.title}>
      <h2>{say.title}</h2>
      {yes.length === 0 && <p>{say.nothing}</p>}
      <ul>
        {yes.map((one) => (
          <Row key={`${one.purpose} ${one.recipientId}`} allowed={one} />
        ))}
      </ul>
      <details open={yes.length === 0}>
        <summary class="button quiet">{say.not(no.length)}</summary>
        <ul>
          {no.map((one) => (
            <Row key={`${one.purpose} ${one.recipientId}`} allowed={one} />
          ))}
        </ul>
      </details>
      {view.uses.length > 0 && (
        <>
          <h3>{say.uses}</h3>
          <ul class="uses">
            {view.uses.map(({ action, purpose, recipientId, by, day }, at) => (
              <li key={at} data-use={action}>
                {day}: {say.actions[action] ?? action}
                {purpose === null ? "" : `, ${words.purposes[purpose] ?? purpose}`}
                {recipientId === null ? "" : `, ${recipientId}`} ({by})
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

function Row({ allowed }: { readonly allowed: Allowed }) {
  const { purpose, recipient, recipientId, code, unmet, identifiability, dataScope, conditions, reviewAt } =
    allowed
  const scope = dataScope.map((one) => words.scopes[one] ?? one).join(", ")
  const bound = [...new Set([...conditions, ...unmet])].map((one) => words.conditions[one] ?? one)
  return (
    <li
      class={code === null ? "yes" : "no"}
      data-allowed={code === null ? "yes" : code}
      data-purpose={purpose}
      data-recipient={recipientId ?? ""}
    >
      <strong>{words.purposes[purpose] ?? purpose}</strong>
      {recipient !== null && <span>: {recipient}</span>}
      <br />
      {code !== null ? (
        <span class="why">{say.reasons[code] ?? code}</span>
      ) : (
        <span class="why">
          {identifiability === null ? "" : `${words.identifiability[identifiability]}: `}
          {scope}
          {reviewAt !== null && `. ${say.review(reviewAt)}`}
        </span>
      )}
      {bound.length > 0 && (
        <>
          <br />
          <span class="why">{say.only(bound.join("; "))}</span>
        </>
      )}
    </li>
  )
}
