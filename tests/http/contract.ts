// The HTTP contract (PROTOCOL section 9) as one function of the runtimes it is run against.
import { describe } from "vitest"
import { basics } from "./basics.ts"
import { changing } from "./changing.ts"
import { dispatching } from "./dispatching.ts"
import { erasing } from "./erasing.ts"
import { limits } from "./limits.ts"
import { malformed } from "./malformed.ts"
import { reading } from "./reading.ts"
import { refusals } from "./refusals.ts"
import { stopping } from "./stopping.ts"
import { subjects } from "./subjects.ts"
import { submitting } from "./submitting.ts"
import { uploading } from "./uploading.ts"
import type { Target } from "./world.ts"

export function contract(targets: readonly Target[]): void {
  describe.each(targets)("$name", (target) => {
    describe("what every answer has", () => basics(target))
    describe("a package", () => submitting(target))
    describe("what is refused", () => refusals(target))
    describe("anything at all", () => malformed(target))
    describe("what a subject changes", () => changing(target))
    describe("what is hers", () => subjects(target))
    describe("what a console sends back", () => dispatching(target))
    describe("a log that may not sign", () => stopping(target))
    describe("what was withdrawn", () => erasing(target))
    describe("uploads in parts", () => uploading(target))
    describe("couriers and auditors", () => reading(target))
    describe("limits", () => limits(target))
  })
}
