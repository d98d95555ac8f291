// A Worker whose address went through the page's one Trusted Types policy, `cairn` (interfaces, "Pages"). The policy lets
// pass addresses of this site's own built files and nothing else.
interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}
declare const trustedTypes: PolicyFactory | undefined // Firefox ESR and Safari may not have it

const rules = {
  createScriptURL(text: string): string {
    const url = new URL(text)
    if (url.origin === location.origin && /^\/(assets|submit|return)\/[\w.-]+$/.test(url.pathname))
      return url.href
    throw new TypeError("not a worker of this page")
  },
}
const policy = typeof trustedTypes === "undefined" ? rules : trustedTypes.createPolicy("cairn", rules)

/** `Worker`, for a page that requires trusted addresses. */
export class TrustedWorker extends Worker {
  constructor(url: URL, options: WorkerOptions) {
    super(policy.createScriptURL(url.href), options)
  }
}
