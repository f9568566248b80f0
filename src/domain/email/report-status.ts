/** What reports say instead of a code, lower-cased, with the class and subject it stands for (RFC 3463 section 3). */
const WORDS: readonly (readonly [string, string])[] = [
  ["will be retried", "4.0.0"],
  ["still trying", "4.0.0"],
  ["has been delayed", "4.0.0"],
  ["warning message only", "4.0.0"],
  ["this is a warning only", "4.0.0"],
  ["not yet been delivered", "4.0.0"],
  ["retry time", "4.4.7"],
  ["retry timeout", "4.4.7"],
  ["too long in the queue", "4.4.7"],
  ["in the queue too long", "4.4.7"],
  ["cannot send message for", "4.4.7"],
  ["timed out", "4.4.7"],
  ["mailbox is full", "5.2.2"],
  ["mailbox full", "5.2.2"],
  ["over quota", "5.2.2"],
  ["quota exceeded", "5.2.2"],
  ["inbox is full", "5.2.2"],
  ["user unknown", "5.1.1"],
  ["unknown user", "5.1.1"],
  ["no such user", "5.1.1"],
  ["does not exist", "5.1.1"],
  ["not found", "5.1.1"],
  ["wasn't found", "5.1.1"],
  ["couldn't be found", "5.1.1"],
];

/**
 * The status of a recipient from what stands `near` its address, else from the `whole` report: an enhanced code, else
 * the class of an SMTP reply code (RFC 3463 section 2), else what the words mean. A report that tells nothing is one of
 * permanent failure.
 */
export function reportStatus(near: string, whole: string): string {
  const coded = readCode(near) ?? readReply(near) ?? readCode(whole) ?? readReply(whole);
  return coded ?? readWords(near) ?? readWords(whole) ?? "5.0.0";
}

function readCode(text: string): string | null {
  return /(?:^|[^\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/.exec(text.slice(0, 20_000))?.[1] ?? null;
}

function readReply(text: string): string | null {
  const match = /(?:^|[\s:(>#"])([45])\d\d[\s:,-]/.exec(text.slice(0, 20_000));
  return match === null ? null : `${match[1]}.0.0`;
}

function readWords(text: string): string | null {
  const lower = text.slice(0, 20_000).toLowerCase().replaceAll("\u2019", "'");
  return WORDS.find(([words]) => lower.includes(words))?.[1] ?? null;
}
