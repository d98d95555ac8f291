// What an attack is, and the few ways of making one: everything but one thing is as an honest organisation would write it, and
// tree and checkpoint are made anew after it, by the log's own key.
import type { AuditInput } from "../../src/auditor/audit.ts"
import type { FindingCode } from "../../src/auditor/findings.ts"
import type { Source } from "../../src/auditor/source.ts"
import type { CustodyRecord } from "../../src/core/custody/record.ts"
import type { Edits, Forge } from "./forge.ts"
import { honestLog } from "./honest.ts"
import type { Keys } from "./keys.ts"

/** What is shown to the auditor. */
export interface Shown {
  readonly forge: Forge
  readonly files: Map<string, Uint8Array>
  readonly source?: Partial<Source>
  readonly input?: Partial<AuditInput>
}

export interface Attack {
  readonly name: string
  /** All that must be found, in any order. */
  readonly finds: readonly FindingCode[]
  readonly shown: (keys: Keys) => Promise<Shown>
}

/** An attack that changes what an honest organisation writes. */
export function writes(
  name: string,
  finds: readonly FindingCode[],
  edits: (keys: Keys) => Edits | Promise<Edits>,
): Attack {
  return {
    name,
    finds,
    shown: async (keys) => {
      const forge = await honestLog(keys, await edits(keys))
      return { forge, files: await forge.files() }
    },
  }
}

/** An attack on what was written honestly. */
export function afterwards(
  name: string,
  finds: readonly FindingCode[],
  change: (forge: Forge, keys: Keys) => Promise<Partial<Shown>> | Partial<Shown>,
): Attack {
  return {
    name,
    finds,
    shown: async (keys) => {
      const forge = await honestLog(keys)
      const changed = await change(forge, keys)
      return { forge, files: await forge.files(), ...changed }
    },
  }
}

/** A change of the step with this name. */
export function at<T>(step: string, change: (value: T) => T): (name: string, value: T) => T {
  return (name, value) => (name === step ? change(value) : value)
}

/** A use's record that says something else. */
export function saying(over: Partial<CustodyRecord>, step = "disclosed"): Edits {
  return { record: at<CustodyRecord>(step, (record) => ({ ...record, ...over })) }
}

/** Something more before a batch is logged. */
export function before(batch: string, add: (forge: Forge) => Promise<unknown>): Edits {
  return {
    batch: async (forge, name) => {
      if (name === batch) await add(forge)
    },
  }
}

/** Leaf hash of the statement that a step made. */
export function leafOf(forge: Forge, step: string): string {
  return forge.named.get(step) as string
}
