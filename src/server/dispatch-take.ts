// Taking what a checked dispatch bundle holds, one atomic step after another, in an order in which a crash leaves nothing that
// is wrong and the same bundle again completes it: a charter before what is stated under it, a use before the record it relies on.
import { wholeEntry } from "../bundle/entry.ts"
import { RECORD_MAX } from "../core/package.ts"
import { CUSTODY } from "../core/statement/custody.ts"
import { parseStatement } from "../core/statement/frame.ts"
import type { NewEntry, NewRecord } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import type { Checked, Item, Stating } from "./dispatch-check.ts"
import { type ProblemCode, Refusal } from "./problem.ts"

/**
 * @returns what became of each file, in the order of their names
 * @throws {Refusal} `busy` while nothing can be promised; what was taken until then stays, and is `repeated` the next time
 */
export async function takeDispatch(desk: Desk, checked: Checked): Promise<Item[]> {
  const { bundle, charters, statements, records, replies, refused } = checked
  const { store, sequencer } = desk
  const day = await sequencer.day()
  const items: Item[] = [...refused]
  const say = (path: string, outcome: Item["outcome"], code: ProblemCode | null = null): void =>
    void items.push({ path, outcome, code })

  const promised = async (entry: Omit<NewEntry, "day" | "promise">): Promise<NewEntry> => {
    const promise = await sequencer.promise(entry.leaf)
    if (promise === null) throw new Refusal("busy", "nothing can be promised now")
    return { ...entry, day, promise }
  }

  if (charters.policy !== null) {
    const { path, sha256, bytes } = charters.policy
    const known = (await store.policy(sha256)) !== undefined
    await store.putPolicy(sha256, bytes)
    say(path, known ? "repeated" : "taken")
  }
  for (const { path, version, leaf, note } of charters.charters) {
    const none = { subject: null, console: null, custody: null }
    const entry = await promised({ leaf, kind: "charter", note, ...none })
    await store.putCharter(version, note)
    const { outcome } = await store.putEntry(entry, null)
    say(path, outcome === "stored" ? "taken" : "repeated")
  }

  const bytesOf = async (one: Stating): Promise<NewRecord | null> =>
    one.record && {
      sha256: bundle.index.files[one.record.name]?.sha256 ?? "",
      bytes: await wholeEntry(bundle, one.record, RECORD_MAX),
    }
  for (const one of statements) {
    const { outcome } = await store.putEntry(await promised(one.entry), await bytesOf(one))
    const code = outcome === "gap" ? "head-moved" : outcome === "foreign-root" ? outcome : null
    const became = code !== null ? "refused" : outcome === "stored" ? "taken" : "repeated"
    say(one.path, became, code)
    if (one.record !== null) say(one.record.name, became, code)
  }

  for (const entry of records) {
    const sha256 = bundle.index.files[entry.name]?.sha256 ?? ""
    const outcome = await store.putRecord({ sha256, bytes: await wholeEntry(bundle, entry, RECORD_MAX) })
    if (outcome === "unknown") say(entry.name, "refused", "not-found")
    else say(entry.name, outcome === "stored" ? "taken" : "repeated")
  }

  const room = replyRoom(desk)
  for (const { entry, subject, n } of replies) {
    const { turn, withdrawal, erased } = await store.standing(subject)
    const unknown = turn === 0 || (!erased && withdrawal === null && !(await room(subject, n)))
    const code = unknown ? "not-found" : erased ? "erased" : withdrawal !== null ? "withdrawn" : null
    if (code !== null) {
      say(entry.name, "refused", code)
      continue
    }
    const outcome = await store.putReply(subject, n, await wholeEntry(bundle, entry, RECORD_MAX), day)
    if (outcome === "conflict") say(entry.name, "refused", "upload-conflict")
    else if (outcome === "erased") say(entry.name, "refused", "erased")
    else say(entry.name, outcome === "stored" ? "taken" : "repeated")
  }
  desk.accepted()
  return items.sort((a, b) => (a.path < b.path ? -1 : 1))
}

// Nothing on a reply says who wrote it: she sees that, when she opens it. But each goes with a use that a console signed, so there
// are few more of them than uses of her account: those of which the use is still on another stick. Else whoever carries them could
// fill the disk, and her answer, with their own.
const EARLY = 8
function replyRoom({ store, site }: Desk): (subject: string, n: number) => Promise<boolean> {
  const known = new Map<string, { readonly uses: number; readonly numbers: Set<number> }>()
  return async (subject, n) => {
    const hers = known.get(subject) ?? {
      uses: (await store.statementsOf(subject)).filter(({ kind, note }) => {
        return kind === "custody" && parseStatement(CUSTODY, note, site.origin).body.action === "used"
      }).length,
      numbers: new Set((await store.replies(subject)).map(({ number }) => number)),
    }
    known.set(subject, hers)
    if (!hers.numbers.has(n) && hers.numbers.size >= hers.uses + EARLY) return false
    hers.numbers.add(n)
    return true
  }
}
