// A change of the charter, proposed: what is wanted, then what that changes in plain words and beside the charter before, and then a
// file for the roots. A key comes in only with its holder's proof.
import { useState } from "preact/hooks"
import type { Charter } from "../../../src/core/charter/charter.ts"
import type { VerifierKey } from "../../../src/core/note/vkey.ts"
import { type Changes, proposeChange, ROLES } from "../../../src/custody/change.ts"
import { PossessionError, provenKey } from "../../../src/custody/possession.ts"
import { encodeProposal, type Proposal } from "../../../src/custody/signing.ts"
import { Button } from "../../ui/button.tsx"
import { Checks } from "../../ui/choice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { Compare } from "../compare.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Told } from "../told.tsx"
import { words } from "../words.ts"
import { AuditKey } from "./audit-key.tsx"
import { NO_RULES, Rules, type RuleTexts, rulesIn } from "./rules.tsx"

/** What the change is about. */
export type Focus = "addConsole" | "removeConsole" | "other"

interface Props {
  readonly chain: readonly Charter[]
  readonly focus: Focus
  readonly onBack: () => void
}

const { charter: say } = words
const ROLE_NAMES = Object.keys(ROLES) as (keyof typeof ROLES)[]

export function Proposing({ chain, focus, onBack }: Props) {
  const newest = chain.at(-1) as Charter
  const [keys, setKeys] = useState<readonly VerifierKey[]>([])
  const [removed, setRemoved] = useState<readonly string[]>([])
  const [audit, setAudit] = useState<Changes["audit"]>()
  const [rules, setRules] = useState<RuleTexts>(NO_RULES)
  const [proposal, setProposal] = useState<Proposal | undefined>()
  const { refusal, attempt } = useTrying()
  const all = focus === "other"
  const take = (files: readonly File[]): Promise<void> =>
    attempt(async () => {
      const notes = await Promise.all(files.map(bytesOf))
      const proven = await Promise.all(notes.map((note) => provenKey(note, newest.origin, newest.hash)))
      if (!all && proven.some(({ name }) => !name.startsWith("console-")))
        throw new PossessionError("join-name", "a console's key is awaited")
      setKeys([...keys.filter(({ name }) => !proven.some((one) => one.name === name)), ...proven])
    })
  const propose = (): Promise<void> =>
    attempt(() => {
      const log = keys.find(({ name }) => name === newest.origin)
      const changes: Changes = {
        set: rulesIn(rules, newest.body),
        add: keys.filter((key) => key !== log),
        remove: removed,
        ...(log !== undefined && { log }),
        ...(audit !== undefined && { audit }),
      }
      setProposal(proposeChange(chain, changes))
    })
  if (proposal !== undefined)
    return (
      <Proposed before={newest} proposal={proposal} onAgain={() => setProposal(undefined)} onBack={onBack} />
    )
  const help = say[`${focus}Help`]
  const roles = all ? ROLE_NAMES : focus === "removeConsole" ? (["console"] as const) : []
  return (
    <Screen title={titleOf(focus)} state={`charter-${focus}`}>
      <Told title={say.means} items={help.means} />
      <Told title={say.first} items={help.first} />
      <Told title={say.never} items={help.never} />
      {roles
        .filter((role) => newest.body[ROLES[role]].length > 0)
        .map((role) => (
          <Checks
            key={role}
            question={`remove-${role}`}
            label={say.remove(say.roles[role] ?? role)}
            short
            options={newest.body[ROLES[role]].map((vkey) => {
              const [name = "", id = ""] = vkey.split("+")
              return [name, `${name} (${id})`]
            })}
            values={removed.filter((name) => name.startsWith(`${role}-`))}
            onChange={(names) =>
              setRemoved([...removed.filter((one) => !one.startsWith(`${role}-`)), ...names])
            }
          />
        ))}
      <Pick
        question="proof"
        label={say.proof}
        hint={say.proofHint(newest.origin, newest.hash)}
        many
        onPick={take}
      />
      {keys.map(({ name, id }) => (
        <p class="taken" key={name} data-comes={name}>
          {say.comes(name, id)}
        </p>
      ))}
      {all && <AuditKey taken={audit !== undefined} onKey={setAudit} />}
      {all && <Rules newest={newest} texts={rules} onChange={setRules} />}
      <Refused refusal={refusal} />
      <p class="steps">
        <Button act="propose" kind="main" onPress={propose}>
          {say.see}
        </Button>
      </p>
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onBack}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}

interface ProposedProps {
  readonly before: Charter
  readonly proposal: Proposal
  readonly onAgain: () => void
  readonly onBack: () => void
}

function Proposed({ before, proposal, onAgain, onBack }: ProposedProps) {
  const name = `charter-${proposal.body.version}-to-sign.txt`
  return (
    <Screen key="proposed" title={say.proposed} state="charter-proposed" help={say.proposedHelp}>
      <Compare before={before.body} after={proposal.body} />
      <p class="steps">
        <Button act="save-proposal" kind="main" onPress={() => offer(name, [encodeProposal(proposal)])}>
          {say.saveProposal}
        </Button>
        <Button act="again" onPress={onAgain}>
          {say.again}
        </Button>
      </p>
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onBack}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}

function titleOf(focus: Focus): string {
  return { addConsole: say.addTitle, removeConsole: say.removeTitle, other: say.otherTitle }[focus]
}
