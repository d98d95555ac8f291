// An intake bundle of so many people, and what opens it, in a folder: made apart from what is measured.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { allowed } from "../../tests/cases/allowing.ts"
import { bundle, logged, person, world } from "../../tests/cases/world.ts"

const [folder = "", count = "0"] = process.argv.slice(2)
const w = await world()
const people = []
for (let i = 0; i < Number(count); i++) {
  const testimony = {
    format: "cairn-testimony/1" as const,
    answers: {
      ...{ lang: "en", account_text: `Sample text number ${i}, which tells of nobody. `.repeat(40) },
      ...{ harm: [`H${String(1 + (i % 20)).padStart(2, "0")}`], call_me: "Sample" },
      where: { text: `Sampletown ${i % 50}`, kind: "town_or_village" },
    },
  }
  people.push(await person(w, { consent: allowed(), testimony }))
}
await logged(w, "2026-11-22", ...people.map(({ statement }) => statement))
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, "intake.zip"), await bundle(w, { accounts: people }))
for (const name of ["intake.age-identity", "console-1.key"])
  writeFileSync(join(folder, name), w.made.secrets.get(name) as string)
writeFileSync(join(folder, "fingerprint"), w.made.charter.hash)
