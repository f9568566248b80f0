export interface StatusQuestion {
  readonly subject: string;
  readonly replyText: string;
  readonly attachmentCount: number;
}

/** What people write around a question that is in the subject, as whole words, lower-cased. */
const COURTESY = new Set(
  "status hej hejsa goddag godmorgen hallo hi hello dear tak på forhånd mange thanks thank you please venlig venlige hilsen hilsner mvh vh kh med bedste kind best regards sendt fra min sent from my iphone ipad android outlook".split(
    " ",
  ),
);

/**
 * Whether a mail asks for its writer's own open tickets: the subject is the one word `STATUS`, which Danish and English share, in any case. With
 * an attachment, or with words of its own beside greetings and a name, it is a request like any other: nobody would read them otherwise.
 */
export function asksForStatus({ subject, replyText, attachmentCount }: StatusQuestion): boolean {
  return (
    attachmentCount === 0 && subject.trim().toLowerCase() === "status" && replyText.split(/\r?\n/).every(isCourtesy)
  );
}

// One word more than courtesy: `Hej Support`, `Mvh Anna`.
function isCourtesy(line: string): boolean {
  const words = line
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const others = words.filter((word) => !COURTESY.has(word)).length;
  return others === 0 || (others === 1 && words.length > 1 && !line.includes("?"));
}
