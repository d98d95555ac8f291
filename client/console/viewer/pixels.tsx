// A picture as pixels and nothing else: its header is judged first, then it is decoded once, without a name or an address, and
// what is shown is a drawing of it. First small and without colour: that is easier to bear, and often enough.
import { useEffect, useRef, useState } from "preact/hooks"
import { CodedError } from "../../../src/core/errors.ts"
import { Button } from "../../ui/button.tsx"
import { words } from "../words.ts"
import { type Dimensions, dimensionsOf } from "./dimensions.ts"
import type { Kind } from "./kind.ts"

const HEADER = 1024 * 1024 // a camera's notes, before a JPEG says its size
const DRAWN = 2400 // pixels along the longer side

class DecodeError extends CodedError<"picture-undecoded"> {}

const { viewer } = words

export function Pixels({ blob, kind }: { readonly blob: Blob; readonly kind: Kind }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [state, setState] = useState<Dimensions | { readonly failed: string } | undefined>()
  const [colour, setColour] = useState(false)
  const [large, setLarge] = useState(false)
  useEffect(() => {
    let gone = false
    draw(blob, kind, () => (gone ? null : canvas.current)).then(
      (drawn) => !gone && setState(drawn),
      (error) =>
        !gone && setState({ failed: error instanceof CodedError ? error.code : "picture-undecoded" }),
    )
    return () => {
      gone = true
    }
  }, [])
  if (state !== undefined && "failed" in state)
    return <p data-failed={state.failed}>{viewer.failures[state.failed]}</p>
  const look = `pixels${colour ? "" : " grey"}${large ? " large" : ""}`
  return (
    <>
      <canvas ref={canvas} class={look} role="img" aria-label={viewer.still} width={1} height={1} />
      {state !== undefined && (
        <p class="acts" data-drawn={`${state.width}x${state.height}`}>
          <Button act="colour" kind="quiet" onPress={() => setColour(!colour)}>
            {colour ? viewer.grey : viewer.colour}
          </Button>
          <Button act="larger" kind="quiet" onPress={() => setLarge(!large)}>
            {large ? viewer.smaller : viewer.larger}
          </Button>
          <span class="size">{viewer.pixels(state.width, state.height)}</span>
        </p>
      )}
    </>
  )
}

/**
 * @param onto asked for when there is something to draw
 * @returns the picture's own size
 * @throws {PictureError|DecodeError}
 */
async function draw(blob: Blob, kind: Kind, onto: () => HTMLCanvasElement | null): Promise<Dimensions> {
  const { width, height } = dimensionsOf(kind, new Uint8Array(await blob.slice(0, HEADER).arrayBuffer()))
  const bitmap = await decoded(blob)
  try {
    // Turned upright, perhaps; but as many pixels as the header said, or something else was decoded.
    if (bitmap.width * bitmap.height !== width * height)
      throw new DecodeError("picture-undecoded", "another size than its header's")
    const scale = Math.min(1, DRAWN / Math.max(bitmap.width, bitmap.height))
    const canvas = onto()
    if (canvas !== null) {
      canvas.width = Math.max(1, Math.round(bitmap.width * scale))
      canvas.height = Math.max(1, Math.round(bitmap.height * scale))
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    }
    return { width: bitmap.width, height: bitmap.height }
  } finally {
    bitmap.close()
  }
}

async function decoded(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([blob])) // without what somebody called its type
  } catch {
    throw new DecodeError("picture-undecoded", "not decoded") // no cause: nothing of the file
  }
}
