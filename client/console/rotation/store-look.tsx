// The case store in a rotation: what it says of the log it took in and of the old key, and re-wrapping it. What was re-wrapped is saved
// as a new file, and the page has then opened it with the new key alone.
import { useState } from "preact/hooks"
import { rotating } from "../../../src/cases/rotating.ts"
import { platformAead } from "../../../src/core/age/aead.ts"
import { randomBytes } from "../../../src/core/webcrypto.ts"
import type { StoreStanding } from "../../../src/custody/rotation.ts"
import type { Rotation } from "../../../src/custody/rotation-record.ts"
import { type Identity, recipientOf, unwrapWith } from "../../../src/open/identity.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { type HeldStore, holdStore } from "../desk/held-store.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"
import { Keys } from "./keys.tsx"

/** A store and what opens it, from when it is given until the page is left. */
export interface Opened {
  readonly store: HeldStore | undefined
  readonly identities: readonly Identity[]
  /** Whether it was re-wrapped here. */
  readonly rewrapped: boolean
}

export const NOTHING_OPEN: Opened = { store: undefined, identities: [], rewrapped: false }

interface Props {
  readonly record: Rotation
  readonly step: string
  readonly opened: Opened
  readonly onOpened: (opened: Opened) => void
  readonly onStanding: (standing: StoreStanding) => void
}

const { rotation: say } = words

export function StoreLook({ record, step, opened, onOpened, onStanding }: Props) {
  const { store, identities } = opened
  const [both, setBoth] = useState(true)
  const [needing, setNeeding] = useState<number | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const work = async (held: HeldStore) => {
    const aead = await platformAead()
    return rotating(identities, async (some) => ({
      ...{ blobs: held.blobs, aead, random: randomBytes, unwrap: unwrapWith(some) },
      recipients: await Promise.all(some.map(recipientOf)),
    }))
  }
  const tell = (standing: StoreStanding): void => {
    setNeeding(standing.needing)
    onStanding(standing)
  }
  const look = (): Promise<void> =>
    attempt(async () => {
      if (store !== undefined) tell(await (await work(store)).standing(record.from))
    })
  const rewrap = (): Promise<void> =>
    attempt(async () => {
      if (store === undefined) return
      const there = (await Promise.all(identities.map(recipientOf))).includes(record.to)
      setBoth(there)
      if (!there) return
      const standing = await (await work(store)).rewrap(record.from, record.to)
      store.save()
      onOpened({ ...opened, rewrapped: true })
      tell(standing)
    })
  const ready = store !== undefined && identities.length > 0
  return (
    <>
      <Pick
        question="store"
        label={say.store}
        hint={say.storeHint}
        onPick={([file]) =>
          file && attempt(async () => onOpened({ ...opened, store: await holdStore(file) }))
        }
      />
      {store !== undefined && (
        <p class="taken" data-taken="store">
          {words.taken}
        </p>
      )}
      <Keys
        record={record}
        identities={identities}
        onIdentities={(all) => onOpened({ ...opened, identities: all })}
      />
      <Refused refusal={refusal} />
      {needing !== undefined && needing > 0 && <Notice kind="marked">{say.needing(needing)}</Notice>}
      {!both && (
        <div data-both="false">
          <Notice kind="marked">{say.rewrapBoth}</Notice>
        </div>
      )}
      {opened.rewrapped && (
        <p class="taken" data-rewrapped>
          {say.rewrapped}
        </p>
      )}
      {ready && (
        <p class="steps">
          <Button
            act="look-store"
            kind={step === "rewrap" ? "plain" : "main"}
            onPress={() => !busy && look()}
          >
            {say.look}
          </Button>
          {step === "rewrap" && (
            <Button act="rewrap" kind="main" onPress={() => !busy && rewrap()}>
              {say.rewrap}
            </Button>
          )}
        </p>
      )}
    </>
  )
}
