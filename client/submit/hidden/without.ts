// Taking out of a file what it says beside what it shows (product 4): by what the file is, not by what it is called. What cannot be
// taken out here is said to be so, and nothing is promised of it.
import { withoutHiddenJpeg } from "./jpeg.ts"
import { ascii, HiddenError, type Piece, type Source } from "./pieces.ts"
import { withoutHiddenPng } from "./png.ts"
import { withoutHiddenWebp } from "./webp.ts"

const PNG = "\x89PNG\r\n\x1a\n"

/**
 * The pieces of the file that show the same picture and say nothing more.
 * @throws {HiddenError} `hidden-kind`, `hidden-form`
 */
export async function withoutHidden(source: Source): Promise<Piece[]> {
  const start = ascii(await source.read(0, Math.min(12, source.size)))
  if (start.startsWith("\xff\xd8\xff")) return withoutHiddenJpeg(source)
  if (start.startsWith(PNG)) return withoutHiddenPng(source)
  if (/^RIFF.{4}WEBP$/s.test(start)) return withoutHiddenWebp(source)
  throw new HiddenError("hidden-kind", "no kind of file that is known here")
}
