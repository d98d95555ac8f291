// What comes next in a rotation, in plain words.
import type { RotationStage } from "../custody/rotation.ts"

export function stageWords(stage: RotationStage): string[] {
  switch (stage.stage) {
    case "propose":
      return ["no charter names the new key alone yet: cairn rotate propose, then let the roots sign"]
    case "log":
      return [
        "the charter is signed, and no import has shown it in the log yet",
        "send it with a dispatch, wait for the log, pull and import",
      ]
    case "rewrap":
      return [
        `the case store still needs the old key: cairn rotate rewrap (still taken until ${stage.until})`,
      ]
    case "grace":
      return [`accounts sealed to the old key are taken until ${stage.until}: keep it, and go on importing`]
    case "import":
      return [`the old key's time is over; import once more, a bundle whose log is later than ${stage.until}`]
    case "destroy":
      return ["nothing needs the old key any more: cairn rotate destroy"]
    case "over":
      return ["the old key is destroyed"]
  }
}
