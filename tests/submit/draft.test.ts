// A draft comes back as it was kept, whatever she wrote and wherever she was; what is not a draft of this version is refused, and
// its size tells little.
import fc from "fast-check"
import { expect, test } from "vitest"
import { DRAFT_MAX, type DraftError, decodeDraft, draftedIn, encodeDraft } from "../../client/submit/draft.ts"
import { after, EMPTY, type State } from "../../client/submit/state.ts"
import { fromUtf8, utf8 } from "../../src/core/bytes.ts"
import { fill, paddedTarSize } from "../../src/core/container/padding.ts"
import { ORGANISATION, states } from "./states.ts"

const VERSION = 3

test("whatever was answered comes back, in memory, where she was; files and recordings are named as missing", () => {
  fc.assert(
    fc.property(states, fc.nat(60), (full, at) => {
      const state: State = { ...full, step: full.path[at % full.path.length] ?? "send" }
      const bytes = encodeDraft(draftedIn(state, "ar"), VERSION)
      expect(bytes.length).toBe(paddedTarSize(bytes.length))
      const drafted = decodeDraft(bytes, VERSION)
      const fresh: State = { ...EMPTY, organisation: ORGANISATION, stage: "resume" }
      const opened = after(fresh, { tell: "opened", drafted })
      const { step, path, passed, drafts, hurry } = JSON.parse(JSON.stringify(state)) as State
      expect(opened).toEqual({
        ...fresh,
        stage: "asking",
        ...{ step, path, passed, drafts, hurry },
        drafted: true,
        missing: { files: state.files.length, recordings: state.recordings.length },
      })
      expect(drafted.language).toBe("ar")
    }),
    { numRuns: 200 },
  )
})

test("its size is the same whether a line or a page was written, and too much is refused", () => {
  const of = (length: number) =>
    encodeDraft(
      draftedIn({ ...EMPTY, drafts: { account_text: { text: "ж".repeat(length) } } }, "en"),
      VERSION,
    )
  expect([of(0), of(1), of(20_000)].map(({ length }) => length)).toEqual([65_536, 65_536, 65_536])
  expect(of(300_000).length).toBeLessThanOrEqual(DRAFT_MAX)
  expect(() => of(600_000)).toThrow(
    expect.objectContaining({ code: "too-large" } satisfies Partial<DraftError>),
  )
})

const good = draftedIn(
  { ...EMPTY, drafts: { who: { picked: ["me"], text: "x", date: { year: "1" } } } },
  "en",
)
const said = (change: object): Uint8Array => {
  const text = utf8(JSON.stringify({ format: "cairn-draft/1", version: VERSION, ...good, ...change }))
  return fill(text, paddedTarSize(text.length))
}
const malformed = expect.objectContaining({ code: "draft-malformed" } satisfies Partial<DraftError>)

test.each([
  ["another version than the server says", { version: 2 }],
  ["another format", { format: "cairn-draft/2" }],
  ["a step that is no text", { step: 1 }],
  ["a path of other things", { path: [1] }],
  ["no answers", { drafts: [] }],
  ["an answer that is a text", { drafts: { who: "me" } }],
  ["a choice that is a number", { drafts: { who: { picked: [1] } } }],
  ["a date that is a number", { drafts: { when: { date: { year: 1 } } } }],
  ["a number of files that is none", { files: 1.5 }],
  ["no language", { language: null }],
])("refused: %s", (_, change) => {
  expect(() => decodeDraft(said(change), VERSION)).toThrow(malformed)
})

test("refused: anything else, and never with a word of it", () => {
  expect(decodeDraft(said({}), VERSION)).toEqual(good)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => utf8(text)),
  )
  fc.assert(
    fc.property(bytes, (any) => {
      try {
        decodeDraft(any, VERSION)
        throw new Error("taken")
      } catch (error) {
        expect((error as DraftError).code).toBe("draft-malformed")
        const text = fromUtf8(utf8(String(any)))
        if (text.length > 40) expect((error as Error).message).not.toContain(text)
      }
    }),
  )
})
