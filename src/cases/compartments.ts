// Erasing one compartment of a case (PROTOCOL section 10): its key goes with the card that held it, and with it the container's file
// key and bytes, which would hold the same words. The other compartments stay.
import type { Card, Compartment, Facts, HeldContainer } from "./card.ts"
import { caseOf, type Room } from "./room.ts"

/** @throws {CasesError} `no-case`, `locked` */
export async function eraseCompartment(room: Room, ref: string, compartment: Compartment): Promise<void> {
  const card = caseOf(room, ref)
  const { store } = room
  const without = (one: HeldContainer): HeldContainer => {
    for (const gone of new Set<Compartment>([compartment, "files"])) {
      const blob = one.compartments[gone]
      if (blob !== null) store.forget(blob)
    }
    if (one.body !== null) store.forgetBody(one.body)
    return {
      ...{ ...one, body: null, parts: [] },
      compartments: { ...one.compartments, [compartment]: null, files: null },
    }
  }
  const changed: Card = {
    ...card,
    containers: card.containers.map(without),
    facts: factsWithout(card.facts, compartment),
  }
  store.put(changed)
  await store.commit()
}

// What lists go by came out of the answers that are gone.
function factsWithout(facts: Facts, compartment: Compartment): Facts {
  const left = { ...facts, files: 0, pictures: 0 }
  if (compartment === "contact") return { ...left, contact: null }
  if (compartment === "account") return { ...left, harm: [], place: null, danger: null }
  return left
}
