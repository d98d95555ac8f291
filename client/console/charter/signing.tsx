// Reading a proposal, signing it, and putting signatures together. Files that do not fit are refused whole; a charter comes out only
// when enough roots have signed, after it was checked as a stranger would.
import { useState } from "preact/hooks"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import { requireCurrent } from "../../../src/core/charter/chain.ts"
import type { Charter } from "../../../src/core/charter/charter.ts"
import { parsePrivateKey } from "../../../src/core/note/vkey.ts"
import {
  encodeProposal,
  finishProposal,
  mergeProposals,
  type Proposal,
  parseProposal,
  type Signed,
  signedSoFar,
  signProposal,
} from "../../../src/custody/signing.ts"
import { Button } from "../../ui/button.tsx"
import { Checks } from "../../ui/choice.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { Compare } from "../compare.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { today } from "../today.ts"
import { words } from "../words.ts"
import { Finished } from "./finished.tsx"

interface Props {
  readonly chain: readonly Charter[]
  /** Told of the longer chain, once there is one. */
  readonly onChain: (chain: readonly Charter[]) => void
  readonly onBack: () => void
}

interface Held {
  readonly proposal: Proposal
  readonly signed: Signed
}

const { signing: say } = words.charter

export function Signing({ chain, onChain, onBack }: Props) {
  const [before] = useState(chain.at(-1) as Charter) // the charter that is changed, also when the chain is longer already
  const [held, setHeld] = useState<Held | undefined>()
  const [read, setRead] = useState<readonly string[]>([])
  const [finished, setFinished] = useState<readonly Charter[] | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const hold = async (proposal: Proposal): Promise<void> =>
    setHeld({ proposal, signed: await signedSoFar(proposal, before) })
  const take = (files: readonly File[]): Promise<void> =>
    attempt(async () => {
      const all = (await Promise.all(files.map(bytesOf))).map(parseProposal)
      await hold(mergeProposals([...(held === undefined ? [] : [held.proposal]), ...all]))
    })
  const sign = (file: File): Promise<void> =>
    attempt(async () => {
      if (held === undefined) return
      const signer = await parsePrivateKey(fromUtf8(await bytesOf(file)).trim())
      await hold(await signProposal(held.proposal, before, signer))
      setRead([]) // the next root reads too
    })
  const finish = (): Promise<void> =>
    attempt(async () => {
      if (held === undefined) return
      const whole = await finishProposal(held.proposal, chain)
      requireCurrent(whole.at(-1) as Charter, today())
      setFinished(whole)
      onChain(whole)
    })
  if (finished !== undefined) return <Finished chain={finished} onBack={onBack} />
  return (
    <Screen title={say.title} state="charter-sign" help={say.help}>
      <Pick question="proposals" label={say.files} hint={say.filesHint} many onPick={take} />
      {held !== undefined && (
        <>
          <Compare before={before.body} after={held.proposal.body} />
          <Signatures signed={held.signed} />
          {!held.signed.complete && (
            <>
              <Checks
                question="read"
                label={say.read}
                short
                options={[["yes", say.yes]]}
                values={read}
                onChange={setRead}
              />
              {read.length > 0 && (
                <Pick
                  question="root-key"
                  label={say.key}
                  hint={say.keyHint}
                  onPick={([file]) => file && sign(file)}
                />
              )}
            </>
          )}
        </>
      )}
      <Refused refusal={refusal} />
      {held !== undefined && (
        <p class="steps">
          {held.signed.complete && (
            <Button act="take-charter" kind="main" onPress={() => !busy && finish()}>
              {say.take}
            </Button>
          )}
          {held.signed.by.length > 0 && (
            <Button act="save-signed" onPress={() => offer(nameOf(held), [encodeProposal(held.proposal)])}>
              {say.save}
            </Button>
          )}
        </p>
      )}
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onBack}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}

function Signatures({ signed }: { readonly signed: Signed }) {
  const { by, before, own, complete } = signed
  return (
    <div role="status" data-signed={by.length} data-complete={complete}>
      <p class="strong">{say.signed(by.join(", "))}</p>
      {before !== null && <p>{say.count(before.have, before.need)}</p>}
      <p>{say.ownCount(own.have, own.need)}</p>
      <Notice kind={complete ? "quiet" : "marked"}>{complete ? say.enough : say.few}</Notice>
    </div>
  )
}

function nameOf({ proposal, signed }: Held): string {
  return `charter-${proposal.body.version}-${signed.by.join("-")}.note`
}
