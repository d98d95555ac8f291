// The summary: where her account stands, whether anything came, and the ways on. Details are one tap deeper, so that whoever only
// wants to know whether all is as she left it need not meet them.
import { dayText } from "../../src/i18n/format.ts"
import { Button } from "../ui/button.tsx"
import { Notice } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useWords } from "../ui/words.tsx"
import type { Acts } from "./acts.ts"
import { Line } from "./frame.tsx"
import type { View } from "./messages.ts"
import type { ScreenId } from "./state.ts"
import { useReturning } from "./words.tsx"

export function Home(acts: Acts) {
  const { code } = useWords()
  const { home } = useReturning()
  const { view } = acts.state
  if (view === null) return null
  const asks = view.replies.filter(({ asks }) => asks !== null && asks.answered === null).length
  const replyProblems = view.problems.length
  return (
    <Screen title={home.title} state="home">
      <Line {...acts} />
      <p class="strong first">{home.stands[view.stands]}</p>
      {view.stands === "stands" && view.keptUntil !== null && (
        <p>{home.kept(dayText(code, view.keptUntil))}</p>
      )}
      <Erasing view={view} />
      {view.stands !== "unread" && (
        <>
          <p>{view.replies.length === 0 ? home.noMessages : home.messages(view.replies.length)}</p>
          {asks > 0 && <p>{home.asks(asks)}</p>}
          <p>
            {view.hidden
              ? home.hidden
              : view.uses.length + view.closed === 0
                ? home.noUses
                : home.uses(view.uses.length + view.closed)}
          </p>
        </>
      )}
      {replyProblems > 0 && view.stands !== "unread" && (
        <Notice kind="marked">{home.problems(replyProblems)}</Notice>
      )}
      {view.said.some(({ place }) => place === "overdue") && <Notice kind="marked">{home.overdue}</Notice>}
      {view.sealing !== "open" && <Notice kind="marked">{home.cannot[view.sealing]}</Notice>}
      <h2>{home.menu}</h2>
      <div class="menu">
        {waysIn(view).map((screen) => (
          <Button key={screen} act={`go-${screen}`} onPress={() => acts.open(screen)}>
            {home.go[screen]}
          </Button>
        ))}
      </div>
    </Screen>
  )
}

type Way = Extract<ScreenId, keyof ReturnType<typeof useReturning>["home"]["go"]>

/** What can be done as things stand. Taking everything back can always be. */
function waysIn(view: View): Way[] {
  const { stands, sealing, replies, hidden, decisions, problems } = view
  const stood = stands === "stands" || stands === "expired"
  const changes = stood && sealing === "open" && decisions.length > 0
  const ways: readonly (readonly [Way, boolean])[] = [
    ["messages", replies.length > 0 || problems.some(({ about }) => about === "reply")],
    ["timeline", !hidden && stands !== "unread"],
    ["add", stands === "stands" && sealing === "open"],
    ["decisions", decisions.length > 0],
    ["reinstate", stands === "withdrawn" && sealing === "open" && decisions.length > 0],
    ["hide", changes && !hidden],
    ["withdraw", stands !== "erased"],
    ["checked", true],
    ["after", true],
  ]
  return ways.flatMap(([way, open]) => (open ? [way] : []))
}

/** Until when it can be taken back, or by when it is gone. */
export function Erasing({ view }: { readonly view: View }) {
  const { code } = useWords()
  const { erasing } = useReturning()
  if (view.stands !== "withdrawn" || view.erasing === null) return null
  const { last, soon } = view.erasing
  if (last === null) return <p>{erasing.unknown}</p>
  return <p>{(soon ? erasing.soon : erasing.cooling)(dayText(code, last))}</p>
}
