/** The sender of a MAIL command as it was written, and the command with nobody in its place. */
export interface MailCommand {
  readonly sender: string;
  readonly withoutSender: string;
}

const COMMAND = /^\s*MAIL\s+FROM\s*:[ \t]*/i;
/** RFC 5321 appendix C: a route before an address is accepted and forgotten. */
const ROUTE = /^@[^\s,:@]+(?:,@[^\s,:@]+)*:/;
/** A line of a mail may be 998 octets long (RFC 5322 section 2.1.1). */
const MAX_OCTETS = 900;

/**
 * Reads the sender of `MAIL FROM:<sender> PARAMETERS` as leniently as it can be told where it ends: whoever hands a mail over has
 * accepted it by its own rules, and what it names is evidence, nothing that is written to. Null: no such command, or one without an end.
 */
export function readEnvelopeSender(command: Buffer): MailCommand | null {
  // Each octet is a character, so that none is lost.
  const text = command.toString("latin1");
  const beginning = COMMAND.exec(text)?.[0];
  if (beginning === undefined) return null;
  const path = text.slice(beginning.length);
  const end = path.startsWith("<") ? closingBracket(path) : path.search(/\s|$/);
  if (end < 1) return null;
  const isBracketed = path.startsWith("<");
  const written = isBracketed ? path.slice(1, end) : path.slice(0, end);
  const rest = path.slice(isBracketed ? end + 1 : end).trim();
  return {
    sender: shown(written.replace(ROUTE, "")),
    withoutSender: `MAIL FROM:<>${rest === "" ? "" : ` ${rest}`}`,
  };
}

/** The bracket that closes the first one; one within a quoted local part does not (RFC 5321 section 4.1.2). */
function closingBracket(path: string): number {
  let isQuoted = false;
  for (let index = 1; index < path.length; index++) {
    const character = path[index];
    if (character === "\\" && isQuoted) index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ">" && !isQuoted) return index;
  }
  // A quote that nothing closes quotes nothing.
  return path.lastIndexOf(">");
}

/** One line of a header at most. */
function shown(written: string): string {
  const octets = Buffer.from(written, "latin1").subarray(0, MAX_OCTETS);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a header
  return octets.toString("utf8").replace(/[\x00-\x1f\x7f]/g, "?");
}
