import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";

const NAMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  desk: { da: "supporten", en: "the desk" },
  requester: { da: "kunden", en: "the requester" },
  ops: { da: "driften", en: "operations" },
  cli: { da: "kommandolinjen", en: "the command line" },
  system: { da: "supporten", en: "the desk" },
  console: { da: "et link til konsollen", en: "a link to the console" },
  unknown: { da: "ukendt", en: "somebody unknown" },
};

/** Whoever stands in a history (`desk`, `agent:KEY`, `key:NAME`), as people are named. */
export function nameActor({ agents }: Pick<Desk, "agents">, actor: string, language: Language): string {
  if (Object.hasOwn(NAMES, actor)) return NAMES[actor]?.[language] ?? actor;
  const key = actor.startsWith("agent:") ? actor.slice("agent:".length) : null;
  return key !== null && Object.hasOwn(agents, key) ? (agents[key]?.name ?? key) : actor;
}
