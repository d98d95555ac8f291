// A key that is to be added to the charter, made by its holder: the key for their stick, and its proof for whoever proposes. The proof
// is for one charter; after another one came, it is made anew from the key.
import { useState } from "preact/hooks"
import { fromUtf8 } from "../../../src/core/bytes.ts"
import type { Charter } from "../../../src/core/charter/charter.ts"
import { parsePrivateKey, type Signer } from "../../../src/core/note/vkey.ts"
import { nextName, ROLES } from "../../../src/custody/change.ts"
import { newSigningKey } from "../../../src/custody/keys.ts"
import { proveKey } from "../../../src/custody/possession.ts"
import { Button } from "../../ui/button.tsx"
import { Select } from "../../ui/field.tsx"
import { Notice } from "../../ui/notice.tsx"
import { Screen } from "../../ui/screen.tsx"
import { bytesOf, offer } from "../files.ts"
import { Pick } from "../pick.tsx"
import { Refused, useTrying } from "../refused.tsx"
import { words } from "../words.ts"

interface Props {
  readonly chain: readonly Charter[]
  readonly onBack: () => void
}

interface Made {
  readonly signer: Signer
  /** Null for a key that somebody has already. */
  readonly secret: string | null
}

const { newKey: say, roles } = words.charter
const ROLE_NAMES = [...(Object.keys(ROLES) as (keyof typeof ROLES)[]), "log"] as const

export function NewKey({ chain, onBack }: Props) {
  const { origin, hash } = chain.at(-1) as Charter
  const [role, setRole] = useState<(typeof ROLE_NAMES)[number] | "">("")
  const [made, setMade] = useState<Made | undefined>()
  const [saved, setSaved] = useState(false)
  const { refusal, attempt } = useTrying()
  const name = role === "" ? "" : role === "log" ? origin : nextName(chain, role)
  const make = (): Promise<void> =>
    attempt(async () => {
      setMade(await newSigningKey(name))
      setSaved(false)
    })
  const take = (file: File): Promise<void> =>
    attempt(async () =>
      setMade({ signer: await parsePrivateKey(fromUtf8(await bytesOf(file)).trim()), secret: null }),
    )
  return (
    <Screen title={say.title} state="charter-key" help={say.help}>
      <Select
        question="role"
        label={say.role}
        none={say.none}
        options={ROLE_NAMES.map((one) => [one, roles[one] ?? one])}
        value={role}
        onChange={(chosen) => setRole(chosen as typeof role)}
      />
      {name !== "" && (
        <p class="steps">
          <Button act="make-key" onPress={make}>
            {say.make(name)}
          </Button>
        </p>
      )}
      <Pick question="key" label={say.there} hint={say.thereHint} onPick={([file]) => file && take(file)} />
      <Refused refusal={refusal} />
      {made !== undefined && (
        <section data-made={made.signer.verifier.name}>
          <p class="taken">{say.made(made.signer.verifier.name, made.signer.verifier.id)}</p>
          {made.secret !== null && !saved && <Notice kind="marked">{say.secret}</Notice>}
          <p class="steps">
            {made.secret !== null && (
              <Button
                act="save-key"
                onPress={() => {
                  offer(`${made.signer.verifier.name}.key`, [`${made.secret}\n`])
                  setSaved(true)
                }}
              >
                {say.saveKey}
              </Button>
            )}
            <Button
              act="save-proof"
              onPress={() =>
                attempt(async () =>
                  offer(`${made.signer.verifier.name}.note`, [await proveKey(origin, hash, made.signer)]),
                )
              }
            >
              {say.saveProof}
            </Button>
          </p>
        </section>
      )}
      <p class="ends">
        <Button act="back" kind="quiet" onPress={onBack}>
          {words.back}
        </Button>
      </p>
    </Screen>
  )
}
