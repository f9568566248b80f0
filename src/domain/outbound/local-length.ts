import type { Language } from "../desk/language.ts";

const HOUR = { da: "t", en: "h" } as const satisfies Record<Language, string>;

/** A length of time as people read it: `2 t 35 min`, `4 h`, `0 min`. Never in days, which would say nothing of working time. */
export function formatLength(minutes: number, language: Language): string {
  const whole = Math.floor(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} ${HOUR[language]}` : `${hours} ${HOUR[language]} ${rest} min`;
}
