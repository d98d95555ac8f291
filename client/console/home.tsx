// The first screen: what can be done here, and a word if the machine is on a network.
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { words } from "./words.ts"

/** The parts of the console that the first screen leads to. */
export type Part = "desk" | "new-store" | "ceremony" | "charter" | "rotation" | "look"

const { home } = words

export function Home({ onChoose }: { readonly onChoose: (part: Part) => void }) {
  return (
    <Screen title={home.title} state="home" help={home.lead}>
      {navigator.onLine && <Notice kind="marked">{words.online}</Notice>}
      <p class="choices">
        <Button act="desk" onPress={() => onChoose("desk")}>
          {home.desk}
        </Button>
        <Button act="new-store" onPress={() => onChoose("new-store")}>
          {home.newStore}
        </Button>
        <Button act="ceremony" onPress={() => onChoose("ceremony")}>
          {home.ceremony}
        </Button>
        <Button act="charter" onPress={() => onChoose("charter")}>
          {home.charter}
        </Button>
        <Button act="rotation" onPress={() => onChoose("rotation")}>
          {home.rotation}
        </Button>
        <Button act="look" onPress={() => onChoose("look")}>
          {home.look}
        </Button>
      </p>
    </Screen>
  )
}

/** What stands in place of everything where the page came from a server. */
export function NotFromDisk() {
  return (
    <main class="screen" data-state="not-from-disk">
      <h1>{words.notFromDisk.title}</h1>
      <p>{words.notFromDisk.text}</p>
    </main>
  )
}
