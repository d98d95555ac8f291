// Which organisation's charters are worked on: its fingerprint from paper, and their files in any order. What is given later is added
// to what is there, and verified from the fingerprint again.
import { useState } from "preact/hooks"
import { utf8 } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { chainOfFiles, encodeChain } from "../../src/custody/chain-files.ts"
import { Notice } from "../ui/notice.tsx"
import { bytesOf } from "./files.ts"
import { Line, Pick } from "./pick.tsx"
import { Refused, useTrying } from "./refused.tsx"
import { words } from "./words.ts"

interface Props {
  readonly chain: readonly Charter[] | undefined
  readonly label?: string
  readonly hint?: string
  readonly onChain: (chain: readonly Charter[]) => void
}

const { chain: say } = words

export function Chain({ chain, label, hint, onChain }: Props) {
  const [fingerprint, setFingerprint] = useState("")
  const { refusal, attempt } = useTrying()
  const take = (files: readonly File[]): Promise<void> =>
    attempt(async () => {
      const given = await Promise.all(files.map(bytesOf))
      const known = chain === undefined ? [] : [utf8(encodeChain(chain))]
      onChain(await chainOfFiles([...known, ...given], chain?.[0]?.hash ?? plainHex(fingerprint)))
    })
  return (
    <>
      {chain === undefined && (
        <Line
          question="fingerprint"
          label={say.fingerprint}
          hint={say.fingerprintHint}
          value={fingerprint}
          onChange={setFingerprint}
        />
      )}
      {chain !== undefined && <Newest chain={chain} />}
      <Pick
        question="charters"
        label={label ?? (chain === undefined ? say.files : say.more)}
        hint={hint ?? (chain === undefined ? say.filesHint : say.moreHint)}
        many
        onPick={take}
      />
      <Refused refusal={refusal} />
    </>
  )
}

function Newest({ chain }: { readonly chain: readonly Charter[] }) {
  const { organisation, version, expires, kind } = (chain.at(-1) as Charter).body
  return (
    <>
      {kind === "demonstration" && <Notice kind="marked">{words.charter.demonstration}</Notice>}
      <p class="taken" data-chain={version}>
        {say.read(organisation, version, expires)}
      </p>
    </>
  )
}

function plainHex(text: string): string {
  return text.replace(/\s+/g, "").toLowerCase()
}
