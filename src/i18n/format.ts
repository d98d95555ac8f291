// Numbers, sizes, days, countries and plural forms of one language, by Intl. What is said is in the catalogues; here is
// only how a language writes a quantity.

/** A sentence for each plural form that the language has; `other` where a form is not given. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** A chooser of the form that goes with a number. */
export function plurals(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  return (n, forms) => forms[rules.select(n)] ?? forms.other
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const

/** `25 MB`: decimal, as files are shown elsewhere. */
export function sizeText(language: string, bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const unit = UNITS[power] as (typeof UNITS)[number]
  const maximumFractionDigits = power < 2 ? 0 : 1
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits }).format(
    bytes / 1000 ** power,
  )
}

/** A number as the language writes it. */
export function numberText(language: string, n: number): string {
  return new Intl.NumberFormat(language, { useGrouping: false }).format(n)
}

/** @param day `YYYY-MM-DD` */
export function dayText(language: string, day: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(
    Date.parse(`${day}T00:00:00Z`),
  )
}

/** January is 1. */
export function monthText(language: string, month: number): string {
  return new Intl.DateTimeFormat(language, { month: "long", calendar: "gregory", timeZone: "UTC" }).format(
    Date.UTC(2024, month - 1, 15),
  )
}

/** A country's name, or its code where the language has no name for it. @param code ISO 3166, two letters */
export function countryText(language: string, code: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code
  } catch {
    return code
  }
}

/** A name inside a sentence, whichever way either runs: what it ends with stays with it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`
}
