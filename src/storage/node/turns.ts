// One at a time for each name: whoever places or undoes a file under a hash is alone with that hash. One process has
// the folder (lock.ts), so this is enough.

const last = new Map<string, Promise<unknown>>()

/** Runs `act` when every earlier act under any of `names` is over. */
export async function inTurn<T>(names: readonly string[], act: () => Promise<T>): Promise<T> {
  const before = names.map((name) => last.get(name))
  const mine = Promise.allSettled(before).then(act)
  for (const name of names) last.set(name, mine)
  try {
    return await mine
  } finally {
    for (const name of names) if (last.get(name) === mine) last.delete(name)
  }
}
