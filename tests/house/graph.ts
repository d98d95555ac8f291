// The tree as a graph of files: what is reached from where, and circles. Knows nothing of rooms.
import type { Tree } from "./tree.ts"

export interface Step {
  path: string
  /** The way to it, the start first. */
  from: string[]
  /** Whether it is reached by something that runs, not by types alone. */
  runs: boolean
}

/** Every file reached from `starts`, each once by a shortest way, once more if only a longer way runs; without the starts. */
export function steps(tree: Tree, starts: readonly string[]): Step[] {
  const seen = new Map<string, Step>(starts.map((path) => [path, { path, from: [], runs: true }]))
  const found: Step[] = []
  let row = [...seen.values()]
  while (row.length > 0) {
    const next: Step[] = []
    for (const { path, from, runs } of row)
      for (const edge of targets(tree, path)) {
        const step = { path: edge.path, from: [...from, path], runs: runs && !edge.typeOnly }
        const before = seen.get(edge.path)
        if (before !== undefined && (before.runs || !step.runs)) continue
        seen.set(edge.path, step)
        next.push(step)
      }
    found.push(...next)
    row = next
  }
  return found
}

/** Sets of files that import each other in a ring, types included. */
export function circles(tree: Tree): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const rings: string[][] = []
  // Tarjan's strongly connected components.
  const enter = (path: string): number => {
    order.set(path, order.size)
    let lowest = order.get(path) as number
    stack.push(path)
    for (const { path: to } of targets(tree, path)) {
      if (!tree.files.has(to)) continue
      if (!order.has(to)) lowest = Math.min(lowest, enter(to))
      else if (stack.includes(to)) lowest = Math.min(lowest, low.get(to) ?? (order.get(to) as number))
      else continue
    }
    low.set(path, lowest)
    if (lowest !== order.get(path)) return lowest
    const ring = stack.splice(stack.indexOf(path))
    const itself = targets(tree, path).some((edge) => edge.path === path)
    if (ring.length > 1 || itself) rings.push(ring.sort())
    return lowest
  }
  for (const path of tree.files.keys()) if (!order.has(path)) enter(path)
  return rings
}

function targets(tree: Tree, path: string): { path: string; typeOnly: boolean }[] {
  return (tree.files.get(path)?.edges ?? []).flatMap((edge) =>
    edge.to === "file" ? [{ path: edge.path, typeOnly: edge.typeOnly }] : [],
  )
}
