// Collecting identities: from files, under a passphrase or not, and from sheets of as many sets as there are. Which of the two keys of a
// rotation each is, is said; what opens is in this page's memory only.
import { useEffect, useState } from "preact/hooks"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import { isLocked, unlockIdentities } from "../../../src/custody/passphrase.ts"
import type { Rotation } from "../../../src/custody/rotation-record.ts"
import { decodeShareSet, type ShareSet } from "../../../src/custody/share-set.ts"
import { rebuildIdentity } from "../../../src/custody/shares.ts"
import { type Identity, parseIdentities, recipientOf } from "../../../src/open/identity.ts"
import { Button } from "../../ui/button.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Shares } from "../shares.tsx"
import { words } from "../words.ts"

interface Props {
  readonly record: Rotation
  readonly identities: readonly Identity[]
  readonly onIdentities: (identities: readonly Identity[]) => void
}

const { rotation: say } = words

export function Keys({ record, identities, onIdentities }: Props) {
  const [locked, setLocked] = useState<Uint8Array | undefined>()
  const [passphrase, setPassphrase] = useState("")
  const [set, setSet] = useState<ShareSet | undefined>()
  const [which, setWhich] = useState<readonly ("old" | "new" | "other")[]>([])
  const { refusal, busy, attempt } = useTrying()
  useEffect(() => {
    const name = async (identity: Identity) => {
      const recipient = await recipientOf(identity)
      return recipient === record.from ? "old" : recipient === record.to ? "new" : "other"
    }
    Promise.all(identities.map(name)).then(setWhich)
  }, [identities])
  const add = (more: readonly Identity[]): void => onIdentities([...identities, ...more])
  const read = (file: File): Promise<void> =>
    attempt(async () => {
      const bytes = await bytesOf(file)
      if (isLocked(bytes)) setLocked(bytes)
      else add(await parseIdentities(fromUtf8(bytes)))
    })
  const open = (): Promise<void> =>
    attempt(async () => {
      if (locked === undefined) return
      add(await unlockIdentities(locked, passphrase))
      setLocked(undefined)
      setPassphrase("")
    })
  return (
    <section>
      <h2>{say.keys}</h2>
      <p class="hint">{say.keysHelp}</p>
      <Pick question="identity" label={say.file} onPick={([file]) => file && read(file)} />
      {locked !== undefined && (
        <>
          <Line
            kind="password"
            question="passphrase"
            label={say.passphrase}
            value={passphrase}
            onChange={setPassphrase}
            onEnter={open}
          />
          <p class="steps">
            <Button act="open-file" onPress={() => !busy && open()}>
              {busy ? words.ceremony.making.working : say.openFile}
            </Button>
          </p>
        </>
      )}
      <Pick
        question="share-set-file"
        label={say.sheets}
        hint={say.sheetsHint}
        onPick={([file]) => file && attempt(async () => setSet(decodeShareSet(await bytesOf(file))))}
      />
      {set !== undefined && (
        <Shares
          key={set.recipient}
          known={set}
          needs={set.k}
          onShares={(shares) =>
            attempt(async () => {
              add([await rebuildIdentity(shares, set)])
              setSet(undefined)
            })
          }
        />
      )}
      <Refused refusal={refusal} />
      {which.map((one, at) => (
        <p class="taken" key={at} data-have={one}>
          {say.have[one]}
        </p>
      ))}
    </section>
  )
}
