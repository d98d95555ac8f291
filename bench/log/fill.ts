// Fills a log's waiting room fast: withdrawals by strangers, which are taken whatever was before (C10) and bring no file. Real
// statements, signed, promised and stored; many at once, as a busy server stores them.
import { hex } from "../../src/core/bytes.ts"
import { CONSENT, type ConsentBody } from "../../src/core/consent/statement.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { leafHash } from "../../src/core/tlog/merkle.ts"
import type { Sequencer } from "../../src/sequencer/sequencer.ts"
import { newPerson } from "../../tests/sequencer/people.ts"
import { ORIGIN, type World } from "../../tests/sequencer/world.ts"

const AT_ONCE = 250

export async function fill(
  { store }: World,
  sequencer: Sequencer,
  count: number,
  told: (done: number) => void,
): Promise<void> {
  const day = await sequencer.day()
  const one = async (): Promise<void> => {
    const { signer, subject } = await newPerson()
    const nothing = { until: null, record: null, content: null, erase: null }
    const body: ConsentBody = {
      ...{ subject, seq: 0, prev: null, action: "withdrawn", day },
      ...nothing,
      charter: "0".repeat(64),
    }
    const note = await signStatement(CONSENT, ORIGIN, body, [signer])
    const leaf = hex(leafHash(note))
    const promise = await sequencer.promise(leaf)
    const after = { turn: 1, head: null, withdrawal: { leaf, now: null }, erased: false, kept: null }
    const stored = await store.putConsent({ leaf, note, body, promise, day, movesHead: false, after }, null)
    if (stored.outcome !== "stored") throw new Error(stored.outcome)
  }
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, one))
    told(Math.min(count, done + AT_ONCE))
  }
}
