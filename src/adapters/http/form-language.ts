import type { FastifyRequest } from "fastify";
import type { Language } from "../../domain/desk/language.ts";

const RANGE = /^\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;
const MOST_RANGES = 20;

/** `?lang=`, else what the browser asks for (RFC 9110 section 12.5.4), else the desk's first language. */
export function formLanguage(request: FastifyRequest, languages: readonly [Language, ...Language[]]): Language {
  // None is read of a path that is refused before its route.
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  const chosen = languages.find((language) => language === lang);
  return chosen ?? accepted(request.headers["accept-language"] ?? "", languages) ?? languages[0];
}

function accepted(header: string, languages: readonly Language[]): Language | undefined {
  const wanted = header
    .split(",")
    .slice(0, MOST_RANGES)
    .map((one) => RANGE.exec(one))
    .flatMap((match) => (match ? [{ language: match[1]?.toLowerCase(), weight: Number(match[2] ?? 1) }] : []))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  for (const { language } of wanted) {
    const spoken = languages.find((known) => known === language);
    if (spoken !== undefined) return spoken;
  }
  return undefined;
}
