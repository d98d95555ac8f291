// src/core/consent/rules.ts over sequences: C1, C2, C4, C8 and C10 of PROTOCOL section 5, as a table of refusals and as
// properties over any interleaving. The bodies are well formed; their form is statement.test.ts.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  fold,
  judge,
  namesOf,
  noStanding,
  type Standing,
  type SubjectLeaf,
  type View,
} from "../../../src/core/consent/rules.ts"
import type { ConsentAction, ConsentBody } from "../../../src/core/consent/statement.ts"
import type { ErasureBody } from "../../../src/core/statement/erasure.ts"

const SUBJECT = "5e".repeat(32)
const OTHER = "0f".repeat(32)
const hash = (n: number) => n.toString(16).padStart(64, "0")
const TODAY = "2026-11-21"
const FREE: View = { isNamed: () => false, today: null }

let counter = 0
/** A statement of an action with new names, after `at`. */
function body(action: ConsentAction, at: Standing["head"], over: Partial<ConsentBody> = {}): ConsentBody {
  const n = ++counter
  const brings = (kinds: ConsentAction[]) => kinds.includes(action)
  const first = action === "given"
  return {
    subject: SUBJECT,
    seq: first || at === null ? 0 : at.seq + 1,
    prev: first || at === null ? null : at.leaf,
    action,
    day: TODAY,
    until: brings(["given", "amended", "reinstated"]) ? "2028-11" : null,
    record: brings(["given", "amended", "reinstated"]) ? { sha256: hash(3 * n), size: 40_000 } : null,
    content: brings(["given", "added"]) ? { root: hash(3 * n + 1), size: 70_000 } : null,
    erase: null,
    charter: hash(0),
    ...over,
  }
}
const leafOf = (said: ConsentBody): SubjectLeaf => ({
  type: "consent",
  leaf: hash(1e9 + ++counter),
  body: said,
})
const erasure = (reason: ErasureBody["reason"], subject = SUBJECT): SubjectLeaf => ({
  type: "erasure",
  leaf: hash(2e9 + ++counter),
  body: { subject, consent: hash(1), content: [], records: [], reason },
})

/** Stands after the actions, each in sequence. */
function after(...actions: (ConsentAction | ErasureBody["reason"])[]): Standing {
  let standing = noStanding(SUBJECT)
  for (const action of actions) {
    const next =
      action === "imported" || action === "expired" || (action === "withdrawn" && standing.withdrawn !== null)
        ? erasure(action)
        : leafOf(body(action, standing.head))
    standing = judge(standing, next, FREE)
  }
  return standing
}
const code = (standing: Standing, next: SubjectLeaf, view = FREE): string => {
  try {
    judge(standing, next, view)
    return "taken"
  } catch (error) {
    return (error as { code: string }).code
  }
}

const NEW = after()
const GIVEN = after("given")
const WITHDRAWN = after("given", "withdrawn")
const BACK = after("given", "withdrawn", "reinstated")
const ERASED = after("given", "withdrawn", "withdrawn")
const EXPIRED = after("given", "expired")
const IMPORTED = after("given", "imported")

describe("C1, C2, C4 and C10: which action a subject takes, in sequence", () => {
  const states = { NEW, GIVEN, WITHDRAWN, BACK, ERASED, EXPIRED, IMPORTED }
  const table: Record<keyof typeof states, Record<ConsentAction, string>> = {
    NEW: {
      given: "taken",
      amended: "head-moved",
      added: "head-moved",
      withdrawn: "taken",
      reinstated: "head-moved",
    },
    GIVEN: {
      given: "head-moved",
      amended: "taken",
      added: "taken",
      withdrawn: "taken",
      reinstated: "head-moved",
    },
    WITHDRAWN: {
      given: "withdrawn",
      amended: "withdrawn",
      added: "withdrawn",
      withdrawn: "taken",
      reinstated: "taken",
    },
    BACK: {
      given: "head-moved",
      amended: "taken",
      added: "taken",
      withdrawn: "taken",
      reinstated: "head-moved",
    },
    ERASED: {
      given: "erased",
      amended: "erased",
      added: "erased",
      withdrawn: "taken",
      reinstated: "erased",
    },
    EXPIRED: {
      given: "erased",
      amended: "erased",
      added: "erased",
      withdrawn: "taken",
      reinstated: "erased",
    },
    IMPORTED: {
      given: "head-moved",
      amended: "taken",
      added: "taken",
      withdrawn: "taken",
      reinstated: "head-moved",
    },
  }
  const rows = Object.entries(table).flatMap(([state, actions]) =>
    Object.entries(actions).map(([action, expected]) => ({ state, action, expected })),
  )
  test.each(rows)("$state, $action: $expected", ({ state, action, expected }) => {
    const standing = states[state as keyof typeof states]
    expect(code(standing, leafOf(body(action as ConsentAction, standing.head)))).toBe(expected)
  })
})

describe("C2: the next one, and no other", () => {
  const head = GIVEN.head as NonNullable<Standing["head"]>
  test.each(["amended", "added", "reinstated"] as const)("%s elsewhere is head-moved", (action) => {
    const standing = action === "reinstated" ? WITHDRAWN : GIVEN
    const at = standing.head as typeof head
    for (const over of [
      { seq: at.seq },
      { seq: at.seq + 2 },
      { prev: hash(9) },
      { prev: null },
      { seq: 0, prev: null },
    ])
      expect(code(standing, leafOf(body(action, at, over))), JSON.stringify(over)).toBe("head-moved")
    expect(code(standing, leafOf(body(action, at)))).toBe("taken")
  })

  test("a first one that has not the first place", () => {
    expect(code(GIVEN, leafOf(body("given", null, { seq: head.seq + 1, prev: head.leaf })))).toBe(
      "head-moved",
    )
    expect(code(NEW, leafOf(body("given", null, { seq: 1 })))).toBe("head-moved")
    expect(code(NEW, leafOf(body("given", null, { prev: hash(9) })))).toBe("head-moved")
  })

  test("of two with one seq the first in the log counts", () => {
    const one = leafOf(body("amended", head))
    const two = leafOf(body("amended", head, { until: "2030-01" }))
    const standing = judge(GIVEN, one, FREE)
    expect(standing.head).toEqual({ leaf: one.leaf, seq: 1 })
    expect(code(standing, two)).toBe("head-moved")
  })
})

test("another subject's statement or erasure is refused", () => {
  expect(code(GIVEN, leafOf(body("withdrawn", GIVEN.head, { subject: OTHER })))).toBe("subject")
  expect(code(GIVEN, erasure("withdrawn", OTHER))).toBe("subject")
})

describe("C5 where there is a day of acceptance", () => {
  const said = (action: ConsentAction, day: string, standing: Standing) =>
    code(standing, leafOf(body(action, standing.head, { day })), { ...FREE, today: TODAY })
  test.each(["given", "amended", "added", "reinstated"] as const)("%s", (action) => {
    const standing = { given: NEW, amended: GIVEN, added: GIVEN, reinstated: WITHDRAWN }[action]
    expect(said(action, "2026-11-23", standing)).toBe("clock")
    expect(said(action, "2026-01-01", standing)).toBe("clock")
    expect(said(action, "2026-11-22", standing)).toBe("taken")
  })
  test("never refuses a withdrawal, and nothing in a log", () => {
    expect(said("withdrawn", "2099-01-01", GIVEN)).toBe("taken")
    expect(said("withdrawn", "1999-01-01", GIVEN)).toBe("taken")
    expect(code(GIVEN, leafOf(body("amended", GIVEN.head, { day: "1999-01-01" })))).toBe("taken")
  })
})

describe("C8: a root or record hash has one statement", () => {
  test.each(["given", "amended", "added", "reinstated"] as const)("%s", (action) => {
    const standing = { given: NEW, amended: GIVEN, added: GIVEN, reinstated: WITHDRAWN }[action]
    const said = body(action, standing.head)
    for (const [kind, name] of namesOf(said)) {
      const view = (named: string, of: string): View => ({
        ...FREE,
        isNamed: (k, h) => k === of && h === named,
      })
      expect(code(standing, leafOf(said), view(name, kind)), kind).toBe("foreign-root")
      const otherKind = kind === "root" ? "record" : "root"
      expect(code(standing, leafOf(said), view(name, otherKind))).toBe("taken")
    }
  })

  test("within one subject, and only what was taken owns", () => {
    const given = body("given", null)
    const first = leafOf(given)
    const refusedOne = leafOf(body("added", { leaf: hash(5), seq: 7 }))
    const head = { leaf: first.leaf, seq: 0 }
    const again = leafOf(body("added", head, { content: given.content }))
    const later = leafOf(body("added", head, { content: (refusedOne.body as ConsentBody).content }))
    const { standing, refused } = fold(SUBJECT, [first, refusedOne, again, later], () => false)
    expect(refused.map(({ leaf, error }) => [leaf, error.code])).toEqual([
      [refusedOne.leaf, "head-moved"],
      [again.leaf, "foreign-root"],
    ])
    expect(standing.head).toEqual({ leaf: later.leaf, seq: 1 })
  })

  test("of another subject", () => {
    const { refused } = fold(SUBJECT, [leafOf(body("given", null))], (kind) => kind === "record")
    expect(refused.map(({ error }) => error.code)).toEqual(["foreign-root"])
  })
})

describe("C10: a withdrawal is always taken", () => {
  test("in sequence it moves the head, and out of it never", () => {
    const next = leafOf(body("withdrawn", GIVEN.head))
    expect(judge(GIVEN, next, FREE).head).toEqual({ leaf: next.leaf, seq: 1 })
    for (const over of [{ seq: 0 }, { seq: 5 }, { prev: null }, { prev: hash(4) }]) {
      const standing = judge(GIVEN, leafOf(body("withdrawn", GIVEN.head, over)), FREE)
      expect(standing.head).toEqual(GIVEN.head)
      expect(standing.withdrawn).not.toBeNull()
    }
  })

  test("before anything was given it is a leaf, and nothing can be given after it", () => {
    const standing = judge(NEW, leafOf(body("withdrawn", null)), FREE)
    expect(standing.head).toBeNull()
    expect(standing.withdrawn).not.toBeNull()
    expect(code(standing, leafOf(body("given", null)))).toBe("withdrawn")
  })

  test("the first one counts for cooling, and any that says now for haste", () => {
    const one = leafOf(body("withdrawn", GIVEN.head))
    const two = leafOf(body("withdrawn", GIVEN.head, { erase: "now" }))
    const three = leafOf(body("withdrawn", null, { erase: "now" }))
    let standing = GIVEN
    const seen = [one, two, three].map((next) => {
      standing = judge(standing, next, FREE)
      return standing.withdrawn
    })
    expect(seen).toEqual([
      { leaf: one.leaf, now: null },
      { leaf: one.leaf, now: two.leaf },
      { leaf: one.leaf, now: two.leaf },
    ])
  })

  test("a reinstated takes back all before it, haste too, and none after", () => {
    const now = judge(WITHDRAWN, leafOf(body("withdrawn", null, { erase: "now" })), FREE)
    const back = judge(now, leafOf(body("reinstated", now.head)), FREE)
    expect(back.withdrawn).toBeNull()
    const again = leafOf(body("withdrawn", null))
    expect(judge(back, again, FREE).withdrawn).toEqual({ leaf: again.leaf, now: null })
  })
})

describe("what a statement leaves", () => {
  test("until and record of the last that brought them", () => {
    const one = leafOf(body("given", null))
    const two = leafOf(body("amended", { leaf: one.leaf, seq: 0 }, { until: "2030-01" }))
    const three = leafOf(body("added", { leaf: two.leaf, seq: 1 }))
    const four = leafOf(body("withdrawn", { leaf: three.leaf, seq: 2 }))
    const { standing } = fold(SUBJECT, [one, two, three, four], () => false)
    const record = { leaf: two.leaf, ref: (two.body as ConsentBody).record }
    expect(standing).toMatchObject({ until: "2030-01", record, head: { leaf: four.leaf, seq: 3 } })
  })
  test("an import erases nothing", () => {
    expect([IMPORTED.erased, EXPIRED.erased, ERASED.erased]).toEqual([false, true, true])
  })
})

// Any statements of a subject in any order, chained to any of those before, or to none.
const step = fc.record({
  action: fc.constantFrom<ConsentAction | ErasureBody["reason"]>(
    "given",
    "amended",
    "added",
    "withdrawn",
    "withdrawn",
    "reinstated",
    "imported",
    "expired",
  ),
  to: fc.oneof({ weight: 4, arbitrary: fc.constant("head" as const) }, { weight: 1, arbitrary: fc.nat(9) }),
  now: fc.boolean(),
  reuse: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

test("properties of any interleaving", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const leaves: SubjectLeaf[] = []
      let standing = noStanding(SUBJECT)
      const named = new Set<string>()
      const view: View = { isNamed: (kind, name) => named.has(kind + name), today: null }
      let open = 0 // withdrawals since the last reinstated
      for (const { action, to, now, reuse } of steps) {
        const before = standing
        if (action === "imported" || action === "expired") {
          const next = erasure(action)
          leaves.push(next)
          standing = judge(standing, next, view)
          expect(standing).toEqual({ ...before, erased: before.erased || action === "expired" })
          continue
        }
        const at = to === "head" ? standing.head : leaves[to]
        const place =
          at === undefined || at === null ? null : { leaf: at.leaf, seq: "seq" in at ? at.seq : 3 }
        const said = body(action, place, action === "withdrawn" && now ? { erase: "now" } : {})
        const old = leaves.find(
          ({ type, body: b }) => type === "consent" && "content" in b && b.content !== null,
        )
        const content = (old?.body as ConsentBody | undefined)?.content
        const next = leafOf(reuse && content && said.content ? { ...said, content } : said)
        const chained =
          before.head !== null && said.prev === before.head.leaf && said.seq === before.head.seq + 1
        leaves.push(next)
        try {
          standing = judge(standing, next, view)
        } catch (error) {
          expect(action).not.toBe("withdrawn")
          expect((error as { code: string }).code).toMatch(/^(head-moved|withdrawn|erased|foreign-root)$/)
          continue
        }
        for (const [kind, name] of namesOf(next.body as ConsentBody)) named.add(kind + name)
        if (action === "withdrawn") open++
        else {
          expect(before.erased).toBe(false)
          expect(before.withdrawn !== null).toBe(action === "reinstated")
          if (action === "reinstated") open = 0
        }
        // The head moves to this very leaf and one up, or not at all; and only a withdrawal is taken without moving it.
        const moves = before.head === null ? action === "given" : chained
        expect(standing.head).toEqual(moves ? { leaf: next.leaf, seq: said.seq } : before.head)
        if (!moves) expect(action).toBe("withdrawn")
        expect(standing.withdrawn !== null).toBe(open > 0)
      }
      // The fold of all gives the same as the judging of each, and again the same without what it refused.
      const { standing: whole, refused } = fold(SUBJECT, leaves, () => false)
      expect(whole).toEqual(standing)
      const out = new Set(refused.map(({ leaf }) => leaf))
      const kept = fold(
        SUBJECT,
        leaves.filter(({ leaf }) => !out.has(leaf)),
        () => false,
      )
      expect(kept).toEqual({ standing, refused: [] })
      // A withdrawal put anywhere after the last reinstated leaves it withdrawn.
      const last = leafOf(body("withdrawn", null))
      expect(fold(SUBJECT, [...leaves, last], () => false).standing.withdrawn).not.toBeNull()
    }),
    { numRuns: 500 },
  )
})
