// The charter that names the new key, for the roots to read and sign: they do that where every change is signed.

import type { Charter } from "../../../src/core/charter/charter.ts"
import { changeWords } from "../../../src/custody/change-words.ts"
import { proposeRotation, type Rotation } from "../../../src/custody/rotation-record.ts"
import { encodeProposal, type Proposal } from "../../../src/custody/signing.ts"
import { Button } from "../../ui/button.tsx"
import { offer } from "../files.ts"
import { type Refusal, Refused, refusalOf } from "../refused.tsx"
import { today } from "../today.ts"
import { Told } from "../told.tsx"
import { words } from "../words.ts"

interface Props {
  readonly record: Rotation
  readonly chain: readonly Charter[]
}

const { rotation: say } = words

export function ProposeNew({ record, chain }: Props) {
  const { proposal, refusal } = proposed(record, chain)
  if (proposal === undefined) return <Refused refusal={refusal} />
  const name = `charter-${proposal.body.version}-to-sign.txt`
  return (
    <>
      <Told
        title={words.compare.changes}
        items={changeWords((chain.at(-1) as Charter).body, proposal.body)}
      />
      <p class="steps">
        <Button act="save-proposal" kind="main" onPress={() => offer(name, [encodeProposal(proposal)])}>
          {say.proposal}
        </Button>
      </p>
      <p>{say.proposalHelp}</p>
    </>
  )
}

function proposed(record: Rotation, chain: readonly Charter[]): { proposal?: Proposal; refusal?: Refusal } {
  try {
    return { proposal: proposeRotation(record, chain, today()) }
  } catch (error) {
    return { refusal: refusalOf(error) }
  }
}
