// A build of the pages that holds every mutant at once. Each patch asks at run time whether it is the one: /site.js names the mutant
// to the page (stand-in.ts), and the page names it to its worker. So one build serves them all.
import { join } from "node:path"
import type { Plugin } from "vite"
import { type Built, buildPages } from "../built.ts"
import { type Mutant, nameOf, type Patch } from "./proof.ts"

const ROOT = join(import.meta.dirname, "../../..")

const TO_WORKER: Patch = {
  file: "client/survivor/trusted.ts",
  find: "super(policy.createScriptURL(url.href), options)",
  put: "super(policy.createScriptURL(url.href), { ...options, name: globalThis.MUTANT })",
}

export interface BuiltMutants {
  readonly built: Built
  /** Whose patch no longer fits the sources, so that it would be no mutant, and why. */
  readonly misfits: ReadonlyMap<string, string>
}

export async function buildMutants(mutants: readonly Mutant[]): Promise<BuiltMutants> {
  const patches = mutants.flatMap((mutant) => {
    if (mutant.patch === undefined) return []
    const asked = `Object.is(globalThis.MUTANT ?? globalThis.name, ${JSON.stringify(nameOf(mutant))})`
    return [{ ...mutant.patch, put: mutant.patch.put.replaceAll("MUTANT", asked), name: nameOf(mutant) }]
  })
  const all = [...patches, { ...TO_WORKER, name: "the worker's name" }]
  const misfits = new Map(
    all.map(({ name, file }) => [name, `what it changes does not stand once in ${file}`]),
  )
  const built = await buildPages([patching(all, (name) => misfits.delete(name))])
  return { built, misfits }
}

/** Patches sources on their way into a build; calls `used` for each that fits. */
export function patching(
  patches: readonly (Patch & { readonly name: string })[],
  used: (name: string) => void,
): Plugin {
  return {
    name: "mutants",
    enforce: "pre",
    transform(source, id) {
      let changed = source
      for (const { find, put, name } of patches.filter((one) => isAt(id, one.file))) {
        const [before, after, ...more] = changed.split(find)
        if (after === undefined || more.length > 0) continue
        changed = `${before}${put}${after}`
        used(name)
      }
      return changed === source ? undefined : { code: changed, map: null }
    },
  }
}

function isAt(id: string, file: string): boolean {
  return id.split("?")[0] === join(ROOT, file)
}
