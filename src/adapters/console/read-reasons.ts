import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "../../domain/desk/language.ts";

/** Why a mail was filed as it was, as it is said; `language` is English where the dictionary lacks it, as of what a program answered. */
export interface SaidReason {
  readonly text: string;
  readonly language: Language;
}

export type SayReason = (reason: string) => SaidReason;

interface Pattern {
  readonly shape: RegExp;
  readonly said: string;
}

const HOLE = /\{(\w+)\}/g;
const WITH_BLANKS: ReadonlySet<string> = new Set(["why", "name"]);

/**
 * Reads `reasons.da.json`. Reasons are stored in English with the facts in them, so its keys have holes: `thread: {evidence}`. What stands
 * in a hole is said in the language too, each part between `; `, where the dictionary has it.
 */
export function readReasons(folder: string, language: Language): SayReason {
  const file = join(folder, `reasons.${language}.json`);
  if (language === "en" || !existsSync(file)) return (text) => ({ text, language: "en" });
  const known = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  const patterns = Object.entries(known).flatMap(([key, said]) => (key.includes("{") ? [patternOf(key, said)] : []));
  const sayPart = (part: string) => (Object.hasOwn(known, part) ? (known[part] ?? part) : part);
  return (reason) => {
    if (Object.hasOwn(known, reason)) return { text: sayPart(reason), language };
    for (const { shape, said } of patterns) {
      const found = shape.exec(reason)?.groups;
      if (found === undefined) continue;
      const fill = (_: string, name: string) => (found[name] ?? "").split("; ").map(sayPart).join("; ");
      return { text: said.replaceAll(HOLE, fill), language };
    }
    return { text: reason, language: "en" };
  };
}

/** Keys, ids and words of the desk's own hold no blank. */
function patternOf(key: string, said: string): Pattern {
  const source = key.split(HOLE).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&");
    return `(?<${part}>${WITH_BLANKS.has(part) ? ".+" : "\\S+"})`;
  });
  return { shape: new RegExp(`^${source.join("")}$`, "s"), said };
}
