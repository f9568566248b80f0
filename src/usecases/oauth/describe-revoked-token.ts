/**
 * That a server refuses a new access token, and how to mend it; for reading and for sending alike. `where`: host and port; `by`: the URL whose user
 * it may be; `right`: what the client may then do.
 */
export function describeRevokedToken(where: string, by: "IMAP" | "SMTP"): string {
  const right = by === "IMAP" ? "read this mailbox" : "send as this mailbox";
  return `The mail server ${where} refused the access token: the consent or the token was withdrawn, so give the consent anew and set the new refresh token where refreshToken is taken from; if it was not, correct the user in the mailbox's ${by} URL, and give the client of auth.oauth2 the right to ${right}. It is tried again at most 6 times an hour.`;
}
