// A drawing of the auditor's as elements of a page, in its words for who cannot see it.
import type { Drawing, Shape } from "../../src/auditor/drawing.ts"

export function Picture({ drawing: { width, height, title, shapes } }: { readonly drawing: Drawing }) {
  return (
    <div class="drawn">
      <svg class="picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        <title>{title}</title>
        {shapes.map((shape, i) => (
          <Element key={i} shape={shape} />
        ))}
      </svg>
    </div>
  )
}

function Element({ shape }: { readonly shape: Shape }) {
  switch (shape.kind) {
    case "line":
      return <line x1={shape.x1} y1={shape.y1} x2={shape.x2} y2={shape.y2} />
    case "path":
      return <polyline class={shape.tone} points={shape.points.map((point) => point.join(",")).join(" ")} />
    case "dot":
      return <circle class={shape.tone} cx={shape.x} cy={shape.y} r={shape.r} />
    case "cross": {
      const { x, y, r } = shape
      return (
        <path class="fault" d={`M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`} />
      )
    }
    case "text":
      return (
        <text x={shape.x} y={shape.y} text-anchor={shape.anchor}>
          {shape.text}
        </text>
      )
  }
}
