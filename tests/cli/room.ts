// The staff room in tests of the command line: a record that allows reading and one court, and the arguments of a desk.
import { readFileSync, writeFileSync } from "node:fs"
import { onTestFinished } from "vitest"
import type { Bench, Said } from "./commands.ts"
import { bench, inDays } from "./commands.ts"
import { integrate } from "./integrating.ts"

/** A record: keeping, reading by the legal team, and giving to one court without her name. */
export function allowing(folder: (name: string) => string): void {
  const record = JSON.parse(readFileSync(folder("c.json"), "utf8"))
  const [, reading, court] = record.decisions
  const validity = { kind: "period", value: "P2Y" }
  Object.assign(reading, {
    ...{ state: "given", identifiability: "identified", audience: "vetted_staff", validity },
    ...{ dataScope: ["account", "contact", "time_place", "documents", "photo"], reviewAt: "2027-07-01" },
  })
  Object.assign(court, { recipientId: "example-court", conditions: ["no_name"] })
  record.parties[1].partyId = "example-court"
  writeFileSync(folder("c.json"), JSON.stringify(record))
}

/** A demonstration whose accounts allow that. */
export async function roomBench(): Promise<Bench> {
  const made = await bench()
  allowing(made.at)
  return made
}

export const desk = (n = 1, store = "./store"): string[] => [
  ...["--store", store, "--identity", "./demo/intake.age-identity", "--key", `./demo/console-${n}.key`],
]

/** Imports a bundle at the first console. */
export const importing = (made: Bench, zip: string, ...more: string[]): Promise<Said> =>
  made.run("import", zip, ...desk(), "--fingerprint", made.fingerprint, ...more)

/** Writes a dispatch and pushes it. */
export async function dispatching(made: Bench, url: string, name: string): Promise<Said> {
  await made.run("share", "dispatch", ...desk(), "--out", `./${name}.zip`)
  const where = ["--to", url, "--key", "./demo/courier.key", "--fingerprint", made.fingerprint]
  return made.run("carry", "push", `./${name}.zip`, ...where)
}

/** The audit of the served log. */
export const auditing = (made: Bench, url: string): Promise<Said> =>
  made.run(
    ...(["audit", url, "--fingerprint", made.fingerprint, "--key", "./demo/auditor.key"] as const),
    ...["--identity", "./demo/audit.age-identity"],
  )

/** Stops the server, integrates on a later day, and serves again; the staff room's clock goes along. */
export async function nextDay(made: Bench, days: number): Promise<string> {
  await made.stop()
  await integrate(made, days)
  process.env.CAIRN_CLOCK = inDays(days)
  onTestFinished(() => void delete process.env.CAIRN_CLOCK)
  return made.serve()
}
