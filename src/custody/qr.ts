// A QR code as one inline SVG: drawn here, so that a printed sheet needs no script and loads nothing.
import encodeQR from "qr"

const QUIET = 4 // ISO/IEC 18004: four modules of white around it

/**
 * @param text letters of QR's alphanumeric set make the smallest code
 * @param label what it is, for whoever cannot see it
 */
export function qrSvg(text: string, label: string): string {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET })
  const path = rows.flatMap((row, y) => runs(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`))
  const size = rows.length
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join("")}"/></svg>`
  )
}

// The dark stretches of a row: where each begins, and how long it is.
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = []
  for (const [x, dark] of row.entries()) {
    const last = found[found.length - 1]
    if (dark && last !== undefined && last[0] + last[1] === x) last[1]++
    else if (dark) found.push([x, 1])
  }
  return found
}
