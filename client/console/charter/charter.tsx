// Changing the charter (docs/OPERATIONS.md): whose charters, what is to be done, and then one screen for it. Nothing is kept between
// two of them but the charters: what a screen makes is a file that somebody saves.
import { useState } from "preact/hooks"
import type { Charter as OneCharter } from "../../../src/core/charter/charter.ts"
import { Button } from "../../ui/button.tsx"
import { Screen } from "../../ui/screen.tsx"
import { Chain } from "../chain.tsx"
import { words } from "../words.ts"
import { NewKey } from "./new-key.tsx"
import { type Focus, Proposing } from "./proposing.tsx"
import { Signing } from "./signing.tsx"

type Place = Focus | "sign" | "key"

const { charter: say } = words
const PLACES: readonly (readonly [Place, string])[] = [
  ["sign", say.sign],
  ["addConsole", say.addConsole],
  ["removeConsole", say.removeConsole],
  ["other", say.other],
  ["key", say.key],
]

export function Charter({ onLeave }: { readonly onLeave: () => void }) {
  const [chain, setChain] = useState<readonly OneCharter[] | undefined>()
  const [place, setPlace] = useState<Place | undefined>()
  const back = (): void => setPlace(undefined)
  if (chain !== undefined && place === "sign")
    return <Signing chain={chain} onChain={setChain} onBack={back} />
  if (chain !== undefined && place === "key") return <NewKey chain={chain} onBack={back} />
  if (chain !== undefined && place !== undefined)
    return <Proposing chain={chain} focus={place as Focus} onBack={back} />
  return (
    <Screen title={say.title} state="charter" help={chain === undefined ? words.chain.help : say.menuHelp}>
      <Chain chain={chain} onChain={setChain} />
      {chain !== undefined && (
        <p class="choices">
          {PLACES.map(([to, label]) => (
            <Button key={to} act={`go-${to}`} onPress={() => setPlace(to)}>
              {label}
            </Button>
          ))}
        </p>
      )}
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onLeave}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}
