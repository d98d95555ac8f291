// The headers of every response (docs: interfaces "Pages") and of pages: what a browser may do with it, and that nothing is kept.
// Whatever answers, the app, a static page or a refusal below the app, sends all of them.

/** One policy, the same bytes everywhere. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types cairn"

// Everything a page could ask the device for is off; only her own voice, and only on our pages. Names that today's Chromium
// knows (tests/browser/permissions.test.ts): of any other it complains on every page, and real complaints would drown.
const OFF = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "captured-surface-control",
  "clipboard-read",
  "compute-pressure",
  "digital-credentials-get",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "language-detector",
  "language-model",
  "local-fonts",
  "local-network-access",
  "magnetometer",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "private-state-token-issuance",
  "private-state-token-redemption",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "summarizer",
  "sync-xhr",
  "translator",
  "usb",
  "window-management",
  "xr-spatial-tracking",
]

/** In lower case, as they are compared in tests. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
}

/** Of documents only, the one kind of answer that browsers read it on: a kilobyte, ten times on the way to a text that is sent. */
export const PERMISSIONS_POLICY = ["microphone=(self)", ...OFF.map((feature) => `${feature}=()`)].join(", ")

const DOCUMENT = /^(?:text\/html|image\/svg\+xml)\b/

/** What may be kept by a cache, for how long; nothing where a response does not say so itself. */
export const NO_STORE = "no-store"
export const IMMUTABLE = "public, max-age=31536000, immutable"

/** What notes are sent as: promises and checkpoints are text. */
export const NOTE_TYPE = "text/plain; charset=utf-8"

/** Puts the headers of every response on `response`. */
export function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value)
  if (DOCUMENT.test(response.headers.get("content-type") ?? ""))
    response.headers.set("permissions-policy", PERMISSIONS_POLICY)
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", NO_STORE)
  return response
}
