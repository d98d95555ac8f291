// Sitting down: the store's file (or the fingerprint, to begin one), the console's key, who sits there, and the key that opens
// accounts, from a file or from sheets. It stays in this page's memory until the desk locks.
import { useState } from "preact/hooks"
import type { Desk } from "../../../src/cases/desk.ts"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import { parsePrivateKey, type Signer } from "../../../src/core/note/vkey.ts"
import { isLocked, unlockIdentities } from "../../../src/custody/passphrase.ts"
import { decodeShareSet, type ShareSet } from "../../../src/custody/share-set.ts"
import { rebuildIdentity, type Share } from "../../../src/custody/shares.ts"
import { type Identity, IdentityError, parseIdentities } from "../../../src/open/identity.ts"
import { Button } from "../../ui/button.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { bytesOf } from "../files.ts"
import { Line, Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { Shares } from "../shares.tsx"
import { words } from "../words.ts"
import { type HeldStore, holdStore } from "./held-store.ts"
import { unlock } from "./session.ts"

interface Props {
  /** A new store is begun. */
  readonly begin: boolean
  /** A store that was locked in this page. */
  readonly held: HeldStore | undefined
  readonly onOpen: (desk: Desk, store: HeldStore) => void
  readonly onLeave: () => void
  readonly onSave: () => void
}

const { unlock: say } = words.desk

export function Unlock({ begin, held, onOpen, onLeave, onSave }: Props) {
  const [store, setStore] = useState<HeldStore | undefined>(held)
  const [fingerprint, setFingerprint] = useState("")
  const [signer, setSigner] = useState<Signer | undefined>()
  const [by, setBy] = useState("")
  const [locked, setLocked] = useState<Uint8Array | undefined>()
  const [passphrase, setPassphrase] = useState("")
  const [identities, setIdentities] = useState<readonly Identity[]>([])
  const [set, setSet] = useState<ShareSet | undefined>()
  const { refusal, busy, attempt } = useTrying()
  const readKey = (chosen: File): Promise<void> =>
    attempt(async () => {
      const key = await parsePrivateKey(fromUtf8(await bytesOf(chosen)).trim())
      setSigner(key)
      if (by === "") setBy(key.verifier.name)
    })
  const readIdentity = (chosen: File): Promise<void> =>
    attempt(async () => {
      const bytes = await bytesOf(chosen)
      if (isLocked(bytes)) setLocked(bytes)
      else setIdentities([...identities, ...(await parseIdentities(fromUtf8(bytes)))])
    })
  const rebuild = (shares: readonly Share[]): Promise<void> =>
    attempt(async () => {
      if (set === undefined) return
      setIdentities([...identities, await rebuildIdentity(shares, set)])
      setSet(undefined) // while the key is being changed there is another one
    })
  const open = (): Promise<void> =>
    attempt(async () => {
      const opened = locked === undefined ? [] : await unlockIdentities(locked, passphrase)
      const all = [...identities, ...opened]
      if (all.length === 0) throw new IdentityError("identity", "none was given")
      const there = store ?? (begin ? await holdStore(null) : undefined)
      if (there === undefined || signer === undefined) return
      const digits = fingerprint.replace(/\s+/g, "").toLowerCase()
      const known = digits === "" ? {} : { fingerprint: digits }
      onOpen(
        await unlock({
          store: there,
          signer,
          by: by.trim() || signer.verifier.name,
          identities: all,
          ...known,
        }),
        there,
      )
    })
  const ready =
    (begin || store !== undefined) && signer !== undefined && (identities.length > 0 || locked !== undefined)
  return (
    <Screen
      title={held !== undefined ? say.lockedTitle : begin ? say.beginTitle : say.title}
      state={held !== undefined ? "locked" : "unlock"}
      help={held !== undefined ? say.lockedHelp : say.help}
    >
      {held?.unsaved() === true && (
        <Notice kind="marked">
          <p>{say.unsaved}</p>
          <Button act="save-store" onPress={onSave}>
            {words.desk.save}
          </Button>
        </Notice>
      )}
      {held === undefined && !begin && (
        <Pick
          question="store"
          label={say.store}
          hint={say.storeHint}
          onPick={([chosen]) => chosen && attempt(async () => setStore(await holdStore(chosen)))}
        />
      )}
      {held === undefined && !begin && store !== undefined && <Taken what="store" />}
      {begin && (
        <Line
          question="fingerprint"
          label={say.fingerprint}
          hint={say.fingerprintHint}
          value={fingerprint}
          onChange={setFingerprint}
        />
      )}
      <Pick question="console-key" label={say.key} onPick={([chosen]) => chosen && readKey(chosen)} />
      {signer !== undefined && <Taken what="key" name={signer.verifier.name} />}
      <Line question="by" label={say.by} hint={say.byHint} value={by} onChange={setBy} />
      <h2>{say.identity}</h2>
      <Pick
        question="identity"
        label={say.identityFile}
        hint={say.identityHint}
        onPick={([chosen]) => chosen && readIdentity(chosen)}
      />
      {locked !== undefined && (
        <Line
          kind="password"
          question="passphrase"
          label={say.passphrase}
          value={passphrase}
          onChange={setPassphrase}
          onEnter={open}
        />
      )}
      <Pick
        question="share-set-file"
        label={say.shares}
        hint={say.sharesHint}
        onPick={([chosen]) => chosen && attempt(async () => setSet(decodeShareSet(await bytesOf(chosen))))}
      />
      {set !== undefined && <Shares key={set.recipient} known={set} needs={set.k} onShares={rebuild} />}
      {identities.map((_, at) => (
        <Taken key={at} what="identity" />
      ))}
      <Refused refusal={refusal} />
      {ready && (
        <p class="steps">
          <Button act="unlock" kind="main" onPress={() => !busy && open()}>
            {busy ? words.ceremony.making.working : say.open}
          </Button>
        </p>
      )}
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onLeave}>
          {held === undefined ? words.back : say.leave}
        </Button>
      </p>
    </Screen>
  )
}

function Taken({ what, name = "" }: { readonly what: string; readonly name?: string }) {
  return (
    <p class="taken" data-taken={what}>
      {words.taken} {name}
    </p>
  )
}
