// Charter 1 as it will be signed, to be read aloud, and the roots' signatures: from their sticks, or from what they signed on
// machines of their own.
import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import { parsePrivateKey } from "../../../src/core/note/vkey.ts"
import { charterOf, charterSigned, signCharter, takeSigned } from "../../../src/custody/ceremony.ts"
import { encodeProposal, parseProposal, type Signed } from "../../../src/custody/signing.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import type { StepProps } from "./step-props.ts"

const { sign: say } = words.ceremony

/** `children` are shown when all have signed. */
export function Sign({ ceremony, onStep, children }: StepProps & { readonly children?: ComponentChildren }) {
  const [signed, setSigned] = useState<Signed | undefined>()
  const { refusal, attempt } = useTrying()
  const proposal = charterOf(ceremony)
  useEffect(() => {
    charterSigned(ceremony).then(setSigned, () => setSigned(undefined))
  }, [ceremony.charter])
  const sign = (file: File): Promise<void> =>
    attempt(async () => {
      const signer = await parsePrivateKey(fromUtf8(await bytesOf(file)).trim())
      onStep({ ceremony: await signCharter(ceremony, signer), files: [] })
    })
  const take = (file: File): Promise<void> =>
    attempt(async () => {
      const next = await takeSigned(ceremony, parseProposal(await bytesOf(file)))
      onStep({ ceremony: next, files: [] })
    })
  return (
    <>
      <h2>{say.fingerprint}</h2>
      <p class="fingerprint" data-fingerprint={proposal.hash}>
        {proposal.hash.replace(/(.{4})(?=.)/g, "$1 ")}
      </p>
      <details>
        <summary class="button quiet">{say.text}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <pre class="charter" tabIndex={0}>
          {JSON.stringify(proposal.body, null, 2)}
        </pre>
      </details>
      {signed !== undefined && (
        <p class="amount" role="status" data-signed={signed.own.have}>
          {say.have(signed.by.join(", "), signed.own.have, signed.own.need)}
        </p>
      )}
      {signed?.complete !== true && (
        <>
          <Pick question="root-key" label={say.key} onPick={([file]) => file && sign(file)} />
          <Pick
            question="signed"
            label={say.elsewhere}
            hint={say.elsewhereHint}
            onPick={([file]) => file && take(file)}
          />
          <p class="ends">
            <Button
              act="save-charter"
              kind="quiet"
              onPress={() => offer("charter-to-sign.txt", [encodeProposal(proposal)])}
            >
              {say.save}
            </Button>
          </p>
        </>
      )}
      <Refused refusal={refusal} />
      {signed?.complete === true && children}
    </>
  )
}
