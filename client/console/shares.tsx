// Typing sheets of a split key: number, words, and the set's id, one sheet after another, each held against what is known of its
// set. Who typed leaves the screen with the words gone from it.
import { useState } from "preact/hooks"
import { ALL_LISTS } from "../../src/core/receipt/lists.ts"
import type { KnownSet } from "../../src/custody/share-set.ts"
import { readTypedShare } from "../../src/custody/share-text.ts"
import { requireOfSet, type Share } from "../../src/custody/shares.ts"
import { Button } from "../ui/button.tsx"
import { TextField } from "../ui/field.tsx"
import { Line } from "./pick.tsx"
import { Refused, useTrying } from "./refused.tsx"
import { words } from "./words.ts"

interface Props {
  readonly known: KnownSet
  /** How many sheets are wanted. */
  readonly needs: number
  /** Told when all are there. */
  readonly onShares: (shares: readonly Share[]) => void
}

const NOTHING = { number: "", words: "", setId: "" }
const { shares: say } = words

export function Shares({ known, needs, onShares }: Props) {
  const [shares, setShares] = useState<readonly Share[]>([])
  const [typed, setTyped] = useState(NOTHING)
  const { refusal, attempt } = useTrying()
  const take = (): Promise<void> =>
    attempt(() => {
      const share = readTypedShare(typed, ALL_LISTS, known.shares ?? [])
      const all = [...shares, share]
      requireOfSet(all, known)
      setShares(all)
      setTyped(NOTHING)
      if (all.length === needs) onShares(all)
    })
  return (
    <section class="shares" data-shares={shares.length}>
      <h2>{say.title(needs)}</h2>
      <p class="amount" role="status">
        {say.have(shares.map(({ number }) => number).join(", "), shares.length, needs)}
      </p>
      {shares.length < needs && (
        <>
          <div class="numbers">
            <Line
              kind="number"
              question="share-number"
              label={say.number}
              value={typed.number}
              onChange={(number) => setTyped({ ...typed, number })}
            />
            <Line
              question="share-set"
              label={say.set}
              hint={say.setHint}
              value={typed.setId}
              onChange={(setId) => setTyped({ ...typed, setId })}
            />
          </div>
          <TextField
            question="share-words"
            label={say.words}
            rows={4}
            value={typed.words}
            onChange={(text) => setTyped({ ...typed, words: text })}
          />
          <Refused refusal={refusal} />
          <p class="steps">
            <Button act="take-share" onPress={take}>
              {say.take}
            </Button>
          </p>
        </>
      )}
    </section>
  )
}
