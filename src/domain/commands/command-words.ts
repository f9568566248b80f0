import type { CommandName } from "./command.ts";

/** Every word that means a command, lower-cased, Danish and English; æ, ø, å also written ae, oe, aa. */
const COMMAND_WORDS: Readonly<Record<CommandName, readonly string[]>> = {
  note: ["note", "notat"],
  level: ["level", "niveau"],
  assign: ["assign", "tildel"],
  wait: ["wait", "vent"],
  resolve: ["resolve", "løst", "loest"],
  close: ["close", "luk"],
  reopen: ["reopen", "genåbn", "genaabn"],
  cc: ["cc"],
  uncc: ["uncc"],
  service: ["service", "ydelse"],
  activity: ["activity", "aktivitet"],
  template: ["template", "skabelon"],
  "ask-consent": ["ask-consent", "bed-om-samtykke"],
  "ask-access": ["ask-access", "bed-om-adgang"],
  "ask-permission": ["ask-permission", "bed-om-tilladelse"],
  "ask-approval": ["ask-approval", "bed-om-godkendelse"],
  merge: ["merge", "sammenlæg", "sammenlaeg"],
  link: ["link"],
  accept: ["accept", "godtag"],
  ack: ["ack", "kvitter"],
  time: ["time", "tid"],
  watch: ["watch", "følg", "foelg"],
  unwatch: ["unwatch", "følg-ikke", "foelg-ikke"],
  error: ["error", "fejl"],
  change: ["change", "ændring", "aendring"],
  status: ["status"],
  "dry-run": ["dry-run", "prøv", "proev"],
  undo: ["undo", "fortryd"],
  help: ["help", "hjælp", "hjaelp"],
};

const BY_WORD = new Map(
  Object.entries(COMMAND_WORDS).flatMap(([name, words]) => words.map((word) => [word, name as CommandName] as const)),
);

/** The command a word means, in any case; null when it is none of ours. */
export function findCommand(word: string): CommandName | null {
  return BY_WORD.get(word.normalize("NFC").toLowerCase()) ?? null;
}

/** The known word nearest to a mistyped one, when at most two letters differ; null when none is near. */
export function nearestCommandWord(word: string): string | null {
  const typed = word.normalize("NFC").toLowerCase();
  const near = [...BY_WORD.keys()]
    .map((known) => ({ known, distance: editDistance(typed, known) }))
    .filter(({ known, distance }) => distance <= Math.min(2, known.length - 2))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.known ?? null;
}

function editDistance(a: string, b: string): number {
  // Words of a mail may be of any length; nothing long is near a command.
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
