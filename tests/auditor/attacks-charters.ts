// Attacks on charters and keys: who may sign what, which of them are logged, and what is given out beside the log.
import { utf8 } from "../../src/core/bytes.ts"
import type { CharterBody } from "../../src/core/charter/charter.ts"
import { addSignatures, cosign } from "../../src/core/tlog/cosignature.ts"
import { newSigningKey } from "../../src/custody/keys.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { type Attack, afterwards, at, before, writes } from "./attack.ts"
import { honestLog } from "./honest.ts"
import { type Keys, nextCharter } from "./keys.ts"

/** The last batch changes the log's key. @param old whether the old key signs the state too */
export function changesLogKey(name: string, finds: Attack["finds"], old: boolean): Attack {
  return {
    name,
    finds,
    shown: async (keys) => {
      const fresh = await newSigningKey(ORIGIN)
      const roots = keys.roots.slice(0, 2)
      const { note } = await nextCharter(keys.second.charter, { log: fresh.vkey }, roots)
      const forge = await honestLog(keys, {
        charter: (batch) => (batch === "batch-7" ? note : undefined),
        batch: async (one, batch) => {
          if (batch === "batch-7") one.log = fresh.signer
        },
      })
      forge.stored.charters.push(note)
      return { forge, files: await forge.files(fresh.signer, ...(old ? [keys.log] : [])) }
    },
  }
}

/** Charter 3, whose witness did or did not sign the state. */
export function demandsWitness(name: string, finds: Attack["finds"], signs: boolean): Attack {
  return {
    name,
    finds,
    shown: async (keys) => {
      const witness = await newSigningKey("witness.example")
      const over: Partial<CharterBody> = {
        witnesses: [{ vkey: witness.vkey, url: "https://witness.example" }],
        witnessQuorum: 1,
      }
      const { note } = await nextCharter(keys.second.charter, over, keys.roots.slice(0, 2))
      const forge = await honestLog(keys, { charter: (batch) => (batch === "batch-7" ? note : undefined) })
      forge.stored.charters.push(note)
      const files = await forge.files()
      const checkpoint = files.get("checkpoint") as Uint8Array
      const [text = ""] = new TextDecoder().decode(checkpoint).split("\n\n")
      const line = await cosign(`${text}\n`, 1_795_000_000, witness.signer)
      if (signs) files.set("checkpoint", addSignatures(checkpoint, [line]))
      return { forge, files }
    },
  }
}

/** Charter 2 puts an end to charter 1, under which somebody goes on. */
function supersededBy(name: string, over: (keys: Keys) => Partial<CharterBody>): Attack {
  return {
    name,
    finds: ["key-not-logged"],
    shown: async (keys) => {
      const next = await nextCharter(keys.made.charter, over(keys), keys.roots.slice(0, 2))
      const { hash } = next.charter
      const forge = await honestLog(keys, {
        charter: (batch) => (batch === "batch-3" ? next.note : undefined),
        consent: at("reinstated", (body) => ({ ...body, charter: hash })),
        ...before("batch-7", (one) => {
          const said = { action: "amended", day: "2026-11-29", charter: keys.made.charter.hash } as const
          return one.consent("more", keys.people[0], said)
        }),
      })
      forge.stored.charters.splice(1, 1, next.note)
      return { forge, files: await forge.files() }
    },
  }
}

export const ON_CHARTERS: readonly Attack[] = [
  demandsWitness("the witness that the charter demands has not signed", ["witnesses"], false),
  afterwards(
    "a charter by one root, of two that it takes",
    ["charter-chain", "key-not-logged"],
    async (_, keys) => {
      const few = await nextCharter(keys.made.charter, {}, keys.roots.slice(0, 1), keys.newIntake)
      const forge = await honestLog(keys, {
        charter: (batch) => (batch === "batch-3" ? few.note : undefined),
      })
      forge.stored.charters.splice(1, 1, few.note)
      return { forge, files: await forge.files() }
    },
  ),
  afterwards("an intake key is given out that is not logged", ["key-not-logged"], async (forge, keys) => {
    const roots = keys.roots.slice(0, 2)
    const { note } = await nextCharter(keys.second.charter, { graceDays: 91 }, roots)
    forge.stored.charters.push(note)
    return {}
  }),
  writes("sealed under a charter that no leaf names", ["key-not-logged"], () => ({
    consent: at("reinstated", (body) => ({ ...body, charter: "f".repeat(64) })),
  })),
  supersededBy("under a charter whose grace is over", ({ made }) => ({
    graceDays: 1,
    intake: made.charter.body.intake,
  })),
  supersededBy("under a charter whose intake key was revoked", ({ made, newIntake }) => ({
    intake: [{ recipient: newIntake, from: "2026-11-24" }],
    revoked: made.charter.body.intake.map(({ recipient }) => recipient),
  })),
  afterwards("fewer charters are given out than are logged", ["charter-chain"], ({ stored }) => {
    stored.charters.pop()
    return {}
  }),
  afterwards("a charter is given out that too few roots signed", ["charter-chain"], async (forge, keys) => {
    const { note } = await nextCharter(keys.second.charter, {}, keys.roots.slice(0, 1))
    forge.stored.charters.push(note)
    return {}
  }),
  writes("a charter in the log that too few roots signed", ["charter-chain"], async (keys) => {
    const { note } = await nextCharter(keys.second.charter, {}, keys.roots.slice(0, 1))
    return { charter: (batch) => (batch === "batch-5" ? note : undefined) }
  }),
  afterwards("another second charter is given out than the log's", ["charter-chain"], async (forge, keys) => {
    const other = await nextCharter(keys.made.charter, { graceDays: 30 }, keys.roots.slice(0, 2))
    forge.stored.charters.splice(1, 1, other.note)
    return {}
  }),
  afterwards("another policy than the charter's", ["charter-chain"], () => ({
    source: { policy: async () => utf8("{}") },
  })),
  changesLogKey("a new log key that the old one did not sign", ["log-key-alone"], false),
  afterwards(
    "the state is signed by a key that the log no longer has",
    ["bad-signature"],
    async (_, keys) => {
      const shown = await changesLogKey("", [], false).shown(keys)
      return { ...shown, files: await shown.forge.files(keys.log) }
    },
  ),
]
