// A Playwright reporter: prints how many cases each browser had, as the tests noted them (watched.ts), and why any test
// was skipped. A browser that ran tests without a single case fails the run.
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter"

interface Tally {
  tests: number
  skipped: number
  cases: number
  readonly said: Set<string>
}

export default class Cases implements Reporter {
  readonly #tallies = new Map<string, Tally>()

  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.parent.project()?.name ?? ""
    const tally = this.#tallies.get(name) ?? { tests: 0, skipped: 0, cases: 0, said: new Set() }
    this.#tallies.set(name, tally)
    tally.tests++
    if (result.status === "skipped") tally.skipped++
    for (const { type, description = "" } of result.annotations) {
      if (type === "cases") tally.cases += Number(description)
      else if (type === "skip") tally.said.add(`skipped: ${description}`)
      else tally.said.add(type === "browser" ? description : `${type} ${description}`)
    }
  }

  async onEnd({ status }: FullResult): Promise<Pick<FullResult, "status">> {
    let empty = false
    for (const [name, { tests, skipped, cases, said }] of this.#tallies) {
      console.log(`${name}: ${cases} cases in ${tests - skipped} tests (${[...said].join(", ")})`)
      empty ||= cases === 0
    }
    return { status: empty ? "failed" : status }
  }

  printsToStdio(): boolean {
    return false
  }
}
