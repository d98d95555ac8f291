// A console's own statements against the log (PROTOCOL section 6): what it acknowledges, and whether it holds more of this console
// than the store does. That is so when an older copy of the store was put back: signing on would give two statements one number.
import { fromBase64, toBase64 } from "../core/base64.ts"
import { hex } from "../core/bytes.ts"
import type { Signer } from "../core/note/vkey.ts"
import { CUSTODY } from "../core/statement/custody.ts"
import { parseStatement, signStatement } from "../core/statement/frame.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Card } from "./card.ts"
import type { Heard } from "./heard.ts"
import type { ChainHead, LogState } from "./log-state.ts"
import type { OutItem } from "./outbox.ts"
import type { Store } from "./store.ts"

/** The keys of those consoles of this store of whom the log, or what is pending, knows more than the store. */
export function behind(chains: LogState["chains"], heard: Heard, console: string): string[] {
  return [...new Set([...Object.keys(chains), console])].filter((key) => {
    const theirs = heard.consoles.get(key)
    if (theirs === undefined) return false
    const ours = chains[key]
    if (ours === undefined || theirs.body.seq > ours.seq) return true
    return theirs.body.seq === ours.seq && theirs.leaf !== ours.leaf
  })
}

/** Where the log, or what is pending, has the chains of these consoles. */
export function resumeAt(stopped: readonly string[], heard: Heard): LogState["resume"] {
  return Object.fromEntries(
    stopped.flatMap((key) => {
      const last = heard.consoles.get(key)
      return last === undefined ? [] : [[key, { seq: last.body.seq, leaf: last.leaf }]]
    }),
  )
}

/** Drops from the outbox what has become a leaf. The caller commits. @returns how many statements */
export function acknowledge(store: Store, heard: Heard): number {
  const isLeaf = (leaf: string): boolean => (heard.byLeaf.get(leaf)?.index ?? null) !== null
  const { items, replies } = store.outbox
  const done = items.filter(({ leaf }) => isLeaf(leaf))
  const said = replies.filter(({ after }) => isLeaf(after))
  const kept = new Set(
    [...store.cards()].flatMap(({ record }) => (record === null ? [] : [record.sealed.name])),
  )
  for (const { files } of [...done, ...said])
    for (const { ref } of files) if (!kept.has(ref.name)) store.forget(ref)
  store.outbox = {
    items: items.filter(({ leaf }) => !isLeaf(leaf)),
    replies: replies.filter(({ after }) => !isLeaf(after)),
  }
  return done.length
}

/**
 * Takes this console's chain up where the log has it: what waits is signed again, after that. The caller commits.
 * @param last the log's newest statement of this console
 */
export async function takeUp(store: Store, signer: Signer, last: ChainHead, origin: string): Promise<void> {
  const key = hex(signer.verifier.key)
  let [seq, prev] = [last.seq, last.leaf]
  const renamed = new Map<string, string>()
  const items: OutItem[] = []
  for (const item of store.outbox.items) {
    if (item.console !== key) {
      items.push(item)
      continue
    }
    const { body } = parseStatement(CUSTODY, fromBase64(item.note), origin)
    const note = await signStatement(CUSTODY, origin, { ...body, seq: seq + 1, prev }, [signer])
    const leaf = hex(leafHash(note))
    ;[seq, prev] = [seq + 1, leaf]
    renamed.set(item.leaf, leaf)
    items.push({ ...item, seq, leaf, note: toBase64(note) })
  }
  const replies = store.outbox.replies.map((one) => ({ ...one, after: renamed.get(one.after) ?? one.after }))
  store.outbox = { items, replies }
  for (const card of [...store.cards()]) rename(store, card, renamed)
  const { state } = store
  if (state === null) return
  const stopped = state.stopped.filter((one) => one !== key)
  store.state = { ...state, chains: { ...state.chains, [key]: { seq, leaf: prev } }, stopped }
}

// A card names the statements about it: a hold under the old name would never be found in the log, and would hold nothing.
function rename(store: Store, card: Card, renamed: ReadonlyMap<string, string>): void {
  const now = (leaf: string): string => renamed.get(leaf) ?? leaf
  const { hold, earlier, containers } = card
  const named = [...earlier.map(({ leaf }) => leaf), ...containers.map(({ imported }) => imported ?? "")]
  if (!named.some((leaf) => renamed.has(leaf))) return
  store.put({
    ...card,
    hold: hold && { ...hold, leaf: now(hold.leaf) },
    earlier: earlier.map((one) => ({ ...one, leaf: now(one.leaf) })),
    containers: containers.map((one) => ({ ...one, imported: one.imported && now(one.imported) })),
  })
}
