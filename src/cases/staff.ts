// What staff write of a case (survivor-standards 4.2): labels, notes, fields, who has it, and the quarantine. Sealed in the store, never
// in the log; each change is one commit.
import * as z from "zod/mini"
import { isDay } from "../core/day.ts"
import type { Card, StaffFields } from "./card.ts"
import { CasesError } from "./errors.ts"
import { caseOf, type Room } from "./room.ts"

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most))
const day = z.string().check(z.refine(isDay))

const fieldsSchema = z.partial(
  z.strictObject({
    legalClassification: z.array(
      z.strictObject({ code: text(64), classifier: text(64), date: day, confidence: text(64) }),
    ),
    riskLevel: z.nullable(text(64)),
    duplicatesOf: z.nullable(text(64)),
    linkedIncident: z.nullable(text(200)),
    sourceConnection: z.nullable(text(64)),
    handlingRestrictions: z.array(text(200)),
    translatorCode: z.nullable(text(64)),
    nextReview: z.nullable(day),
  }),
)
const labelsSchema = z.array(text(64)).check(z.maxLength(32))
const noteSchema = text(20_000)

async function change(room: Room, ref: string, next: (card: Card) => Card): Promise<void> {
  room.store.put(next(caseOf(room, ref)))
  await room.store.commit()
}

export function label(room: Room, ref: string, labels: readonly string[]): Promise<void> {
  const checked = [...new Set(parse(labelsSchema, [...labels]))]
  return change(room, ref, (card) => ({ ...card, labels: checked }))
}

export function note(room: Room, ref: string, words: string): Promise<void> {
  const said = { by: room.by, day: room.today(), text: parse(noteSchema, words) }
  return change(room, ref, (card) => ({ ...card, notes: [...card.notes, said] }))
}

export function setFields(room: Room, ref: string, fields: Partial<StaffFields>): Promise<void> {
  const checked = parse(fieldsSchema, fields) as Partial<StaffFields>
  return change(room, ref, (card) => ({ ...card, staff: { ...card.staff, ...checked } }))
}

/** Gives the case to a colleague, with a word that stays as a note. */
export function handOver(room: Room, ref: string, to: string, word: string): Promise<void> {
  const heldBy = parse(text(64), to)
  const said = word === "" ? [] : [{ by: room.by, day: room.today(), text: parse(noteSchema, word) }]
  return change(room, ref, (card) => ({ ...card, heldBy, notes: [...card.notes, ...said] }))
}

/** Puts pictures behind a second question, or takes that away: either with a reason, which stays as a note. */
export function quarantine(room: Room, ref: string, set: boolean, reason: string): Promise<void> {
  const said = {
    by: room.by,
    day: room.today(),
    text: `quarantine ${set ? "set" : "lifted"}: ${parse(noteSchema, reason)}`,
  }
  return change(room, ref, (card) => ({
    ...card,
    quarantine: set ? { by: said.by, day: said.day, reason } : null,
    notes: [...card.notes, said],
  }))
}

function parse<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // No detail: it may hold what a person wrote.
  throw new CasesError("field-value", "an unfit label, note or field")
}
