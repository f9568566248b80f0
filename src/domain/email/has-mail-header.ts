const LOOKED_AT_BYTES = 64_000;
/** A line that only the header of a mail has, wherever it stands: mails come with lines lost above it, and with all sorts of first lines. */
const FIELD =
  /^(?:from|to|cc|bcc|date|subject|sender|reply-to|message-id|in-reply-to|references|received|return-path|delivered-to|mime-version|content-[\w-]+|x-[\w-]+|list-[\w-]+|arc-[\w-]+|dkim-signature|authentication-results|auto-submitted)[ \t]*:/im;

/** Why a file without one is not taken for a mail. A mail that a mail server handed over is one whatever it looks like. */
export const NO_MAIL_HEADER = "it is no mail: no line of a header (From, To, Date, Subject, ...) stands in it";

/** Whether the bytes hold a line of a mail's header, in what a header may take up. */
export function hasMailHeader(bytes: Uint8Array): boolean {
  return FIELD.test(new TextDecoder("latin1").decode(bytes.subarray(0, LOOKED_AT_BYTES)));
}
