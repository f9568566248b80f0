const LOOKED_AT_BYTES = 64_000;
/** A line that only the header of a mail has, wherever it stands: mails come with lines lost above it, and with all sorts of first lines. */
const FIELD =
  /^(?:from|to|cc|bcc|date|subject|sender|reply-to|message-id|in-reply-to|references|received|return-path|delivered-to|mime-version|content-[\w-]+|x-[\w-]+|list-[\w-]+|arc-[\w-]+|dkim-signature|authentication-results|auto-submitted)[ \t]*:/im;

/**
 * Why a file that somebody names is no mail: it is empty, or of another kind (a picture, an archive). Null where it may be one: of words alone
 * without a header as well. What a mail server handed over is one whatever it looks like.
 */
export function whyNoMail(bytes: Uint8Array): string | null {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, LOOKED_AT_BYTES));
  if (text.trim() === "") return "it is no mail: it is empty";
  return text.includes("\u0000") && !FIELD.test(text)
    ? "it is no mail: it is no text, and no line of a header (From, To, Date, Subject, ...) stands in it"
    : null;
}
