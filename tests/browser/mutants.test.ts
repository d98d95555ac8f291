// Each requirement that a machine can look for, by its number: nothing is found on the true page, and on each mutant of it the
// look finds what was broken. One browser is enough: what is shown here is that the looks can fail.
import { expect } from "@playwright/test"
import { test as base } from "./form.ts"
import { PROOFS } from "./mutants/all.ts"
import { look } from "./mutants/look.ts"
import { type BuiltMutants, buildMutants } from "./mutants/patched.ts"
import { nameOf } from "./mutants/proof.ts"
import { note } from "./watched.ts"

const test = base.extend<object, { mutated: BuiltMutants }>({
  mutated: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const mutated = await buildMutants(PROOFS.flatMap(({ mutants }) => mutants))
      await use(mutated)
      await mutated.built.remove()
    },
    { scope: "worker" },
  ],
})

test.skip(({ browserName: _ }) => base.info().project.name !== "chromium", "what is looked for is the same")

for (const proof of PROOFS) {
  const { requirements, what, mutants } = proof
  const numbers = `requirement${requirements.length > 1 ? "s" : ""} ${requirements.join(", ")}`
  test(`${numbers}: ${what}; ${mutants.length} mutants`, async ({ browser, built, mutated }) => {
    test.setTimeout(600_000) // a page for each mutant; on a busy machine each takes its time
    expect(await look(browser, built, proof)).toEqual([])
    for (const mutant of mutants) {
      expect({ what: mutant.what, misfit: mutated.misfits.get(nameOf(mutant)) }).toEqual({
        what: mutant.what,
      })
      const found = await look(browser, mutant.patch === undefined ? built : mutated.built, proof, mutant)
      const numbered = found.filter((one) => one.startsWith(`${mutant.requirement}: `))
      expect({ what: mutant.what, found: numbered.length > 0, said: found }).toMatchObject({ found: true })
    }
    note("cases", 1 + mutants.length)
  })
}
