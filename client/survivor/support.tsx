// Who may be able to help, as the organisation's policy lists it for a country: nothing is added to it, and what nobody looked at
// for a year is not shown (requirement 27).
import { useState } from "preact/hooks"
import { countryText, dayText } from "../../src/i18n/format.ts"
import { Choice } from "../ui/choice.tsx"
import { useWords } from "../ui/words.tsx"
import type { Organisation } from "./organisation.ts"
import { currentSupport } from "./support-list.ts"

export function Support({ organisation }: { readonly organisation: Organisation }) {
  const { code, messages } = useWords()
  const { support, supportNone, supportCountry, checked } = messages.after
  const lists = currentSupport(organisation)
  const [chosen, choose] = useState<string | undefined>(lists.length === 1 ? lists[0]?.country : undefined)
  const shown = lists.find(({ country }) => country === chosen)
  const countries = lists.map(({ country }) => [country, countryText(code, country)] as const)
  return (
    <section aria-labelledby="support">
      <h2 id="support">{support}</h2>
      {lists.length === 0 && <p>{supportNone}</p>}
      {lists.length > 1 && (
        <Choice
          question="country"
          label={supportCountry}
          options={countries}
          value={chosen}
          onChange={choose}
        />
      )}
      {shown !== undefined && (
        <>
          <ul>
            {shown.entries.map((entry) => (
              <li key={entry}>
                <bdi>{entry}</bdi>
              </li>
            ))}
          </ul>
          <p class="hint">{checked(dayText(code, shown.checked))}</p>
        </>
      )}
    </section>
  )
}
