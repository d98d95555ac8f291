// Takes a proof to a page: the true one, or a mutant of it.
import { type Browser, errors } from "@playwright/test"
import type { Built } from "../built.ts"
import { type StandIn, startStandIn } from "../stand-in.ts"
import { type Mutant, nameOf, type Proof } from "./proof.ts"
import { TOOLS } from "./spoil.ts"

/** What a proof finds on one page: the true one, or a mutant of it. */
export async function look(browser: Browser, built: Built, proof: Proof, mutant?: Mutant): Promise<string[]> {
  const context = await browser.newContext({
    locale: proof.language ?? "en",
    viewport: { width: 320, height: 480 },
    javaScriptEnabled: proof.withoutJs !== true,
  })
  const standing: StandIn[] = []
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(mutant === undefined ? 60_000 : 5000) // a mutant may well lead nowhere
    const open = async (lies = {}): Promise<StandIn> => {
      const patched = mutant?.patch === undefined ? {} : { mutant: nameOf(mutant) }
      const stand = await startStandIn(built, { ...lies, ...mutant?.lies, ...patched })
      standing.push(stand)
      await page.goto(`${stand.url}/`)
      if (proof.withoutJs !== true) await page.locator(".mark, main .notice.marked").first().waitFor()
      return stand
    }
    const spoil = async (): Promise<void> => {
      await page.evaluate(TOOLS)
      if (mutant?.spoil !== undefined) await page.evaluate(mutant.spoil)
    }
    return await proof.look({ page, context, open, spoil }).catch((error: unknown) => {
      if (mutant === undefined || !(error instanceof errors.TimeoutError)) throw error
      return proof.requirements.map((requirement) => `${requirement}: it leads nowhere`)
    })
  } finally {
    await context.close()
    for (const stand of standing) await stand.close()
  }
}
